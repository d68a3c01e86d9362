// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/mysql_answers.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <utility>

namespace mmm::db {

namespace {

/// The columns of a replica's status, whose names begin with the words of the version.
class StatusRow {
public:
    StatusRow(const Rows& rows, std::size_t row, const MysqlDialect& dialect)
        : rows_(rows)
        , row_(row)
        , source_(dialect.source_column)
        , replica_(dialect.replica_column)
    {
    }

    /// "@" stands for Source or Master, "#" for Replica or Slave.
    [[nodiscard]] std::optional<std::string> value(std::string_view column) const
    {
        std::string name;
        for (const char letter : column) {
            if (letter == '@') {
                name += source_;
            } else if (letter == '#') {
                name += replica_;
            } else {
                name += letter;
            }
        }
        return rows_.value(row_, name);
    }

    [[nodiscard]] std::string text(std::string_view column) const
    {
        return value(column).value_or("");
    }

    template<typename Number>
    [[nodiscard]] Number number(std::string_view column) const
    {
        return parse_number<Number>(text(column)).value_or(0);
    }

    [[nodiscard]] model::LogPlace place(std::string_view file, std::string_view position) const
    {
        return {text(file), number<std::uint64_t>(position)};
    }

private:
    const Rows& rows_;
    std::size_t row_;
    std::string_view source_;
    std::string_view replica_;
};

/// What the receiver says it does while the relay log cannot be written (since 8.0.2; seen on 9.7).
constexpr std::string_view disk_is_full = "Waiting for disk space";

model::Receiver parse_receiver(const std::string& text, std::string_view doing)
{
    if (text == "Yes") {
        return doing == disk_is_full ? model::Receiver::waiting_for_room : model::Receiver::running;
    }
    return text == "No" ? model::Receiver::stopped : model::Receiver::connecting;
}

Result<model::Transactions> parse_set(const std::string& text, std::string_view column)
{
    auto set = model::MysqlGtidSet::parse(text);
    if (!set) {
        return std::move(set).error().during(column);
    }
    return model::Transactions(std::move(*set));
}

Result<model::ReplicationLink> parse_link(const StatusRow& row)
{
    model::ReplicationLink link;
    link.source_host = row.text("@_Host");
    link.source_port = row.number<unsigned>("@_Port");
    link.source = {row.number<std::uint32_t>("@_Server_Id"), row.text("@_UUID")};
    link.receiver = parse_receiver(row.text("#_IO_Running"), row.text("#_IO_State"));
    link.applier_running = row.text("#_SQL_Running") == "Yes";
    link.receiver_errno = row.number<int>("Last_IO_Errno");
    link.receiver_error = row.text("Last_IO_Error");
    link.applier_errno = row.number<int>("Last_SQL_Errno");
    link.applier_error = row.text("Last_SQL_Error");
    link.delay_seconds = row.number<std::int64_t>("SQL_Delay");
    link.lag_seconds = parse_number<std::int64_t>(row.text("Seconds_Behind_@"));
    link.uses_gtid = row.text("Auto_Position") == "1";
    link.received_place = row.place("@_Log_File", "Read_@_Log_Pos");
    link.executed_place = row.place("Relay_@_Log_File", "Exec_@_Log_Pos");
    link.applier_place = row.place("Relay_Log_File", "Relay_Log_Pos");
    auto received = parse_set(row.text("Retrieved_Gtid_Set"), "Retrieved_Gtid_Set");
    if (!received) {
        return std::move(received).error();
    }
    link.received = std::move(*received);
    return link;
}

bool is_on(const std::string& value)
{
    return parse_boolean(value).value_or(false);
}

model::SemiSync parse_semi_sync(const Rows& variables)
{
    const auto names = semi_sync_names(variables);
    const auto value = [&](const std::string& plugin, std::string_view setting) {
        return plugin.empty() ? "" : variable_value(variables, cat(plugin, setting));
    };
    model::SemiSync semi_sync;
    semi_sync.available = !names.source.empty() && !names.replica.empty();
    semi_sync.source_enabled = is_on(value(names.source, "_enabled"));
    semi_sync.after_sync = value(names.source, "_wait_point") == "AFTER_SYNC";
    semi_sync.timeout_ms = parse_number<std::uint64_t>(value(names.source, "_timeout")).value_or(0);
    semi_sync.replica_enabled = is_on(value(names.replica, "_enabled"));
    return semi_sync;
}

} // namespace

std::optional<std::size_t> default_channel(const Rows& replica_status)
{
    for (std::size_t row = 0; row < replica_status.size(); ++row) {
        if (replica_status.text(row, "Channel_Name").empty()) {
            return row;
        }
    }
    return std::nullopt;
}

std::string variable_value(const Rows& variables, std::string_view name)
{
    for (std::size_t row = 0; row < variables.size(); ++row) {
        if (variables.text(row, "Variable_name") == name) {
            return variables.text(row, "Value");
        }
    }
    return "";
}

void add_filters(
    const Rows& replica_status, std::map<std::string, std::string, std::less<>>& settings)
{
    for (const std::string_view filter :
         {"Replicate_Do_DB",
          "Replicate_Ignore_DB",
          "Replicate_Do_Table",
          "Replicate_Ignore_Table",
          "Replicate_Wild_Do_Table",
          "Replicate_Wild_Ignore_Table"}) {
        for (std::size_t row = 0; row < replica_status.size(); ++row) {
            if (auto value = replica_status.text(row, filter); !value.empty()) {
                settings[to_lower(filter)] = std::move(value);
            }
        }
    }
}

SemiSyncNames semi_sync_names(const Rows& variables)
{
    constexpr std::string_view setting = "_enabled";
    SemiSyncNames names;
    for (std::size_t row = 0; row < variables.size(); ++row) {
        auto name = variables.text(row, "Variable_name");
        if (!name.ends_with(setting)) {
            continue;
        }
        name.resize(name.size() - setting.size());
        if (name.ends_with("_source") || name.ends_with("_master")) {
            names.source = std::move(name);
        } else {
            names.replica = std::move(name);
        }
    }
    return names;
}

void parse_mysql_semi_sync_status(const Rows& status, model::SemiSync& semi_sync)
{
    for (std::size_t row = 0; row < status.size(); ++row) {
        const auto name = status.text(row, "Variable_name");
        const auto value = status.text(row, "Value");
        if (name.ends_with("source_status") || name.ends_with("master_status")) {
            semi_sync.source_active = value == "ON";
        } else if (name.ends_with("_clients")) {
            semi_sync.replicas = parse_number<unsigned>(value).value_or(0);
        } else if (name.ends_with("_wait_sessions")) {
            semi_sync.waiting = parse_number<unsigned>(value).value_or(0);
        } else if (name.ends_with("_yes_tx")) {
            semi_sync.acknowledged = parse_number<std::uint64_t>(value).value_or(0);
        }
    }
}

Result<model::ServerFacts> parse_mysql_facts(
    const std::string& version, const MysqlDialect& dialect, const MysqlAnswers& answers)
{
    const auto& variables = answers.variables;
    if (variables.empty()) {
        return Error{Errc::malformed_input, "the server did not tell its settings"};
    }
    model::ServerFacts facts;
    facts.version = version;
    facts.family = model::ServerFamily::mysql;
    facts.identity = {
        parse_number<std::uint32_t>(variables.text(0, "server_id")).value_or(0),
        variables.text(0, "server_uuid")};
    facts.read_only = variables.text(0, "read_only") != "0";
    // On the way from one mode to the other some transactions have no id: places tell then.
    facts.uses_gtid = variables.text(0, "gtid_mode") == "ON";
    facts.semi_sync = parse_semi_sync(answers.semi_sync);
    if (!answers.binlog_status.empty()) {
        facts.binlog_place = {
            answers.binlog_status.text(0, "File"),
            parse_number<std::uint64_t>(answers.binlog_status.text(0, "Position")).value_or(0)};
    }
    if (const auto row = default_channel(answers.replica_status)) {
        const StatusRow status(answers.replica_status, *row, dialect);
        auto link = parse_link(status);
        if (!link) {
            return std::move(link).error();
        }
        if (!link->source_host.empty()) { // else it was reset
            facts.link = std::move(*link);
        }
    }
    if (!facts.uses_gtid) {
        if (facts.link) {
            facts.link->received = {};
        }
        return facts;
    }
    auto executed = parse_set(variables.text(0, "gtid_executed"), "gtid_executed");
    if (!executed) {
        return std::move(executed).error();
    }
    facts.executed = std::move(*executed);
    return facts;
}

} // namespace mmm::db
