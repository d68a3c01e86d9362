// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/mariadb_answers.h"

#include "lib/base/text.h"

#include <utility>

namespace mmm::db {

namespace {

/// Folds a failure to parse into the reading of one value.
template<typename Value>
Result<> read_into(Value& target, const Rows& rows, std::string_view column)
{
    auto parsed = Value::parse(rows.text(0, column));
    if (!parsed) {
        return std::move(parsed).error().during(column);
    }
    target = std::move(*parsed);
    return {};
}

model::Receiver parse_receiver(const std::string& text)
{
    if (text == "Yes") {
        return model::Receiver::running;
    }
    return text == "No" ? model::Receiver::stopped : model::Receiver::connecting;
}

int to_errno(const std::string& text)
{
    return parse_number<int>(text).value_or(0);
}

model::LogPlace place_in(const Rows& rows, std::string_view file, std::string_view position)
{
    return {rows.text(0, file), parse_number<std::uint64_t>(rows.text(0, position)).value_or(0)};
}

/// MariaDB keeps these column names in every version.
Result<model::ReplicationLink> parse_link(const Rows& rows)
{
    model::ReplicationLink link;
    link.source_host = rows.text(0, "Master_Host");
    link.source_port = parse_number<unsigned>(rows.text(0, "Master_Port")).value_or(0);
    link.receiver = parse_receiver(rows.text(0, "Slave_IO_Running"));
    link.source.server_id =
        parse_number<std::uint32_t>(rows.text(0, "Master_Server_Id")).value_or(0);
    link.applier_running = rows.text(0, "Slave_SQL_Running") == "Yes";
    link.receiver_errno = to_errno(rows.text(0, "Last_IO_Errno"));
    link.receiver_error = rows.text(0, "Last_IO_Error");
    link.applier_errno = to_errno(rows.text(0, "Last_SQL_Errno"));
    link.applier_error = rows.text(0, "Last_SQL_Error");
    link.applier_place = place_in(rows, "Relay_Log_File", "Relay_Log_Pos");
    link.received_place = place_in(rows, "Master_Log_File", "Read_Master_Log_Pos");
    link.executed_place = place_in(rows, "Relay_Master_Log_File", "Exec_Master_Log_Pos");
    link.delay_seconds = parse_number<std::int64_t>(rows.text(0, "SQL_Delay")).value_or(0);
    link.lag_seconds = parse_number<std::int64_t>(rows.text(0, "Seconds_Behind_Master"));
    const auto using_gtid = rows.text(0, "Using_Gtid");
    link.uses_gtid = !using_gtid.empty() && using_gtid != "No";
    model::MariadbPosition received;
    if (auto read = read_into(received, rows, "Gtid_IO_Pos"); !read) {
        return std::move(read).error();
    }
    link.received = model::Transactions::up_to(received);
    return link;
}

std::uint32_t server_id_of(const Rows& variables)
{
    return parse_number<std::uint32_t>(variables.text(0, "server_id")).value_or(0);
}

/// What the server says of its own transactions.
struct Positions {
    model::MariadbPosition logged;
    model::MariadbPosition noted; ///< by the applier
    model::MariadbState log;

    [[nodiscard]] model::MariadbPosition applied(std::uint32_t server) const
    {
        return model::executed_of_noted(noted, server, logged, log);
    }
};

Result<Positions> parse_positions(const Rows& variables)
{
    Positions positions;
    for (auto read :
         {read_into(positions.logged, variables, "gtid_binlog_pos"),
          read_into(positions.noted, variables, "gtid_slave_pos"),
          read_into(positions.log, variables, "gtid_binlog_state")}) {
        if (!read) {
            return std::move(read).error();
        }
    }
    return positions;
}

Result<model::Transactions> parse_executed(const Rows& variables)
{
    auto positions = parse_positions(variables);
    if (!positions) {
        return std::move(positions).error();
    }
    const auto applied = positions->applied(server_id_of(variables));
    return model::Transactions(model::MariadbHistory{
        positions->logged.merged_with(applied), positions->log.with(applied)});
}

model::SemiSync parse_semi_sync(const Rows& variables)
{
    model::SemiSync semi_sync;
    semi_sync.available = true; // built in since 10.3
    semi_sync.source_enabled = variables.text(0, "semi_sync_source") == "1";
    semi_sync.replica_enabled = variables.text(0, "semi_sync_replica") == "1";
    semi_sync.after_sync = variables.text(0, "semi_sync_wait_point") == "AFTER_SYNC";
    semi_sync.timeout_ms =
        parse_number<std::uint64_t>(variables.text(0, "semi_sync_timeout")).value_or(0);
    return semi_sync;
}

} // namespace

Result<model::ServerFacts>
parse_facts(const std::string& version, const Rows& variables, const Rows& status)
{
    if (variables.empty()) {
        return Error{Errc::malformed_input, "the server did not tell its settings"};
    }
    model::ServerFacts facts;
    facts.version = version;
    facts.family = model::ServerFamily::mariadb;
    facts.identity.server_id = server_id_of(variables);
    facts.semi_sync = parse_semi_sync(variables);
    // From 12.0 on the value is a word (OFF, ON, NO_LOCK, ...): whatever is not clearly off is on.
    const auto read_only = variables.text(0, "read_only");
    facts.read_only = read_only != "0" && read_only != "OFF";
    auto executed = parse_executed(variables);
    if (!executed) {
        return std::move(executed).error();
    }
    facts.executed = std::move(*executed);
    if (!status.empty()) {
        auto link = parse_link(status);
        if (!link) {
            return std::move(link).error();
        }
        facts.link = std::move(*link);
    }
    return facts;
}

Result<std::optional<std::string>> corrected_position(const Rows& variables)
{
    auto positions = parse_positions(variables);
    if (!positions) {
        return std::move(positions).error();
    }
    const auto applied = positions->applied(server_id_of(variables));
    return applied == positions->noted
               ? std::optional<std::string>()
               : std::optional(positions->logged.merged_with(applied).to_text());
}

void parse_semi_sync_status(const Rows& status, model::SemiSync& semi_sync)
{
    for (std::size_t row = 0; row < status.size(); ++row) {
        const auto name = status.text(row, "Variable_name");
        const auto value = status.text(row, "Value");
        if (name == "Rpl_semi_sync_master_status") {
            semi_sync.source_active = value == "ON";
        } else if (name == "Rpl_semi_sync_master_clients") {
            semi_sync.replicas = parse_number<unsigned>(value).value_or(0);
        } else if (name == "Rpl_semi_sync_master_wait_sessions") {
            semi_sync.waiting = parse_number<unsigned>(value).value_or(0);
        } else if (name == "Rpl_semi_sync_master_yes_tx") {
            semi_sync.acknowledged = parse_number<std::uint64_t>(value).value_or(0);
        }
    }
}

} // namespace mmm::db
