// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/log_events.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/db/mysql_dialect.h"

namespace mmm::db {

namespace {

constexpr unsigned error_when_showing_events = 1220;
constexpr std::string_view no_such_log = "Could not find target log";

template<typename Number>
Number number_in(const Rows& rows, std::size_t row, std::string_view column)
{
    return parse_number<Number>(rows.text(row, column)).value_or(0);
}

} // namespace

Result<std::vector<model::LogEvent>> read_log_events(
    Connection& connection, model::LogKind kind, const model::LogPlace& from, std::size_t limit)
{
    auto rows = connection.query(
        cat("SHOW ",
            kind == model::LogKind::binary ? "BINLOG" : "RELAYLOG",
            " EVENTS IN ",
            connection.quoted(from.file),
            " FROM ",
            from.position,
            " LIMIT ",
            limit));
    if (!rows) {
        auto error = std::move(rows).error();
        if (connection.last_error_number() == error_when_showing_events) {
            error.code = error.message.find(no_such_log) != std::string::npos ? Errc::conflict
                                                                              : Errc::refused;
        }
        return std::move(error).during(cat("reading the log from ", from.to_text(), " on"));
    }
    if (!rows->empty() && number_in<std::uint64_t>(*rows, 0, "Pos") != from.position) {
        // MySQL 8.0 and later go on to the next event without a word.
        return Error{
            Errc::refused,
            cat("could not read the log from ", from.to_text(), " on: no event begins there")};
    }
    std::vector<model::LogEvent> events;
    for (std::size_t row = 0; row < rows->size(); ++row) {
        events.push_back(
            {{rows->text(row, "Log_name"), number_in<std::uint64_t>(*rows, row, "Pos")},
             rows->text(row, "Event_type"),
             number_in<std::uint32_t>(*rows, row, "Server_id"),
             number_in<std::uint64_t>(*rows, row, "End_log_pos"),
             rows->text(row, "Info")});
    }
    return events;
}

std::string_view log_end_statement(std::string_view server_version)
{
    const auto mysql = parse_mysql_version(server_version);
    return mysql ? mysql_dialect(*mysql).show_binlog_status : "SHOW MASTER STATUS";
}

Result<BinaryLog> read_binary_log(Connection& connection)
{
    auto rows =
        connection.query("SELECT @@global.log_bin_basename AS base, @@global.sync_binlog = 1 AND"
                         " @@global.innodb_flush_log_at_trx_commit = 1 AS synced");
    if (!rows) {
        return std::move(rows).error().during("finding the binary log's files");
    }
    return BinaryLog{rows->text(0, "base"), rows->text(0, "synced") == "1"};
}

} // namespace mmm::db
