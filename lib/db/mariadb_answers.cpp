// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/mariadb_answers.h"

#include "lib/base/text.h"

#include <utility>

namespace mmm::db {

namespace {

/// Folds a failure to parse into the reading of one value.
template<typename Value>
Result<> read_into(Value& target, const std::string& text, std::string_view column)
{
    auto parsed = Value::parse(text);
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

/// MariaDB keeps these column names in every version.
Result<model::ReplicationLink> parse_link(const Rows& rows)
{
    model::ReplicationLink link;
    link.source_host = rows.text(0, "Master_Host");
    link.source_port = parse_number<unsigned>(rows.text(0, "Master_Port")).value_or(0);
    link.receiver = parse_receiver(rows.text(0, "Slave_IO_Running"));
    link.applier_running = rows.text(0, "Slave_SQL_Running") == "Yes";
    link.receiver_errno = to_errno(rows.text(0, "Last_IO_Errno"));
    link.receiver_error = rows.text(0, "Last_IO_Error");
    link.applier_errno = to_errno(rows.text(0, "Last_SQL_Errno"));
    link.applier_error = rows.text(0, "Last_SQL_Error");
    link.applier_place = {
        rows.text(0, "Relay_Log_File"),
        parse_number<std::uint64_t>(rows.text(0, "Relay_Log_Pos")).value_or(0)};
    link.lag_seconds = parse_number<std::int64_t>(rows.text(0, "Seconds_Behind_Master"));
    const auto using_gtid = rows.text(0, "Using_Gtid");
    link.uses_gtid = !using_gtid.empty() && using_gtid != "No";
    if (auto read = read_into(link.received, rows.text(0, "Gtid_IO_Pos"), "Gtid_IO_Pos"); !read) {
        return std::move(read).error();
    }
    return link;
}

} // namespace

Result<model::ServerFacts>
parse_facts(const std::string& version, const Rows& variables, const Rows& status)
{
    model::ServerFacts facts;
    facts.version = version;
    facts.server_id = parse_number<std::uint32_t>(variables.text(0, "server_id")).value_or(0);
    // From 12.0 on the value is a word (OFF, ON, NO_LOCK, ...): whatever is not clearly off is on.
    const auto read_only = variables.text(0, "read_only");
    facts.read_only = read_only != "0" && read_only != "OFF";
    for (auto read :
         {read_into(facts.binlog_position, variables.text(0, "binlog_pos"), "gtid_binlog_pos"),
          read_into(facts.slave_position, variables.text(0, "slave_pos"), "gtid_slave_pos"),
          read_into(facts.binlog_state, variables.text(0, "binlog_state"), "gtid_binlog_state")}) {
        if (!read) {
            return std::move(read).error();
        }
    }
    if (!status.empty()) {
        auto link = parse_link(status);
        if (!link) {
            return std::move(link).error();
        }
        facts.link = std::move(*link);
    }
    return facts;
}

std::vector<std::string> parse_privileges(const Rows& grants, std::string_view column)
{
    std::vector<std::string> privileges;
    for (std::size_t row = 0; row < grants.size(); ++row) {
        const auto grant = grants.text(row, column);
        const auto scope = grant.find(" ON *.* TO ");
        if (!grant.starts_with("GRANT ") || scope == std::string::npos) {
            continue;
        }
        for (const auto& privilege : split(grant.substr(6, scope - 6), ",")) {
            privileges.emplace_back(trim(privilege));
        }
    }
    return privileges;
}

bool is_client_session(const Rows& sessions, std::size_t row)
{
    const auto command = sessions.text(row, "COMMAND");
    const auto user = sessions.text(row, "USER");
    return user != "system user" && user != "event_scheduler" &&
           !command.starts_with("Binlog Dump") && command != "Daemon" &&
           !command.starts_with("Slave");
}

} // namespace mmm::db
