// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/sessions.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <utility>

namespace mmm::db {

namespace {

constexpr unsigned no_such_thread = 1094;

/// Statements that only read hold up nobody (facts of read_only: a running SELECT lets it through).
bool only_reads(std::string_view statement)
{
    const auto word = to_lower(statement.substr(0, statement.find_first_of(" \t\n(;")));
    return word == "select" || word == "show" || word == "set" || word == "use" ||
           word == "explain" || word == "describe" || word == "desc" || word == "commit" ||
           word == "rollback" || word == "begin" || word == "start";
}

std::string in_one_line(std::string text)
{
    constexpr std::size_t enough = 120;
    for (char& letter : text) {
        letter = letter == '\n' || letter == '\t' || letter == '\r' ? ' ' : letter;
    }
    if (text.size() > enough) {
        text.resize(enough);
        text += "...";
    }
    return text;
}

} // namespace

bool is_client_session(const Rows& sessions, std::size_t row)
{
    const auto command = sessions.text(row, "COMMAND");
    const auto user = sessions.text(row, "USER");
    return user != "system user" && user != "event_scheduler" &&
           !command.starts_with("Binlog Dump") && command != "Daemon" && command != "Killed" &&
           !command.starts_with("Slave");
}

Result<int> end_client_sessions(Connection& connection)
{
    auto sessions = connection.query(
        "SELECT ID, USER, COMMAND FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID()");
    if (!sessions) {
        return std::move(sessions).error().during("listing client sessions");
    }
    int ended = 0;
    for (std::size_t row = 0; row < sessions->size(); ++row) {
        if (!is_client_session(*sessions, row)) {
            continue;
        }
        auto killed = connection.execute(cat("KILL CONNECTION ", sessions->text(row, "ID")));
        if (!killed && connection.last_error_number() != no_such_thread) {
            return std::move(killed).error().during("ending a client session");
        }
        ++ended;
    }
    return ended;
}

std::optional<model::Blocker> blocker_in(const Rows& sessions, std::size_t row)
{
    using Kind = model::Blocker::Kind;
    if (!is_client_session(sessions, row)) {
        return std::nullopt;
    }
    const auto number = [&](std::string_view column) {
        return parse_number<std::uint64_t>(sessions.text(row, column)).value_or(0);
    };
    const auto statement = sessions.text(row, "INFO");
    const bool runs = sessions.text(row, "COMMAND") == "Query" && !only_reads(statement);
    const bool has_changes = number("CHANGED_ROWS") > 0;
    const bool has_locks = number("LOCKED_TABLES") > 0;
    if (!runs && !has_changes && !has_locks) {
        return std::nullopt;
    }
    return model::Blocker{
        runs ? Kind::statement : (has_changes ? Kind::transaction : Kind::table_lock),
        number("ID"),
        sessions.text(row, "USER"),
        std::chrono::seconds(number(runs ? "TIME" : "AGE")),
        in_one_line(statement)};
}

Result<std::vector<model::Blocker>> read_blockers(Connection& connection)
{
    // A session that holds table locks shows as a transaction with locked tables (LOCK TABLES on
    // InnoDB tables under autocommit=0), else not at all: those are found when they are waited for.
    auto sessions = connection.query(
        "SELECT p.ID, p.USER, p.COMMAND, p.TIME, p.INFO, t.trx_rows_modified AS CHANGED_ROWS,"
        " t.trx_tables_locked AS LOCKED_TABLES,"
        " TIMESTAMPDIFF(SECOND, t.trx_started, NOW()) AS AGE"
        " FROM information_schema.PROCESSLIST p"
        " LEFT JOIN information_schema.INNODB_TRX t ON t.trx_mysql_thread_id = p.ID"
        " WHERE p.ID <> CONNECTION_ID()");
    if (!sessions) {
        return std::move(sessions).error().during("looking for what holds up a move");
    }
    std::vector<model::Blocker> blockers;
    for (std::size_t row = 0; row < sessions->size(); ++row) {
        if (auto blocker = blocker_in(*sessions, row)) {
            blockers.push_back(std::move(*blocker));
        }
    }
    return blockers;
}

} // namespace mmm::db
