// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/mysql_wait.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/db/mysql_answers.h"

#include <algorithm>
#include <utility>

namespace mmm::db {

namespace {

constexpr std::chrono::milliseconds applier_check_interval{500};
constexpr std::chrono::milliseconds shortest_wait{10};

struct Applier {
    bool running = false;
    model::LogPlace executed; ///< in the source's binary log
};

Result<Applier> read_applier(Connection& connection, const MysqlDialect& dialect)
{
    auto status = connection.query(std::string(dialect.show_replica_status));
    if (!status) {
        return std::move(status).error().during("reading the replication status");
    }
    const auto row = default_channel(*status);
    if (!row) {
        return Applier{};
    }
    const auto text = [&](std::string_view before, std::string_view word, std::string_view after) {
        return status->text(*row, cat(before, word, after));
    };
    const auto position = text("Exec_", dialect.source_column, "_Log_Pos");
    return Applier{
        text("", dialect.replica_column, "_SQL_Running") == "Yes",
        {text("Relay_", dialect.source_column, "_Log_File"),
         parse_number<std::uint64_t>(position).value_or(0)}};
}

Result<bool> is_executed(Connection& connection, const std::string& gtids)
{
    auto rows = connection.query(
        cat("SELECT GTID_SUBSET(", connection.quoted(gtids), ", @@global.gtid_executed) AS done"));
    if (!rows) {
        return std::move(rows).error().during(cat("looking whether ", gtids, " is applied"));
    }
    return rows->text(0, "done") == "1";
}

/// What a waiting function answers; nothing for NULL, its answer when no applier runs.
Result<std::string> call(Connection& connection, const std::string& function)
{
    auto rows = connection.query(cat("SELECT ", function, " AS waited"));
    if (!rows) {
        return std::move(rows).error().during("waiting for the applier");
    }
    return rows->text(0, "waited");
}

} // namespace

std::string seconds_to_wait(const MysqlDialect& dialect, std::chrono::milliseconds remaining)
{
    const auto slice = std::clamp(remaining, shortest_wait, applier_check_interval);
    if (!dialect.waits_for_fractions) {
        return "1";
    }
    return cat("0.", std::to_string(1000 + slice.count()).substr(1));
}

Result<bool> wait_for_gtids(
    Connection& connection,
    const MysqlDialect& dialect,
    const std::string& gtids,
    Deadline deadline)
{
    if (gtids.empty()) {
        return true;
    }
    for (;;) {
        const auto waited = call(
            connection,
            cat(dialect.wait_for_gtids,
                "(",
                connection.quoted(gtids),
                ", ",
                seconds_to_wait(dialect, deadline.remaining()),
                ")"));
        if (!waited) {
            return Error(waited.error());
        }
        if (*waited == "0") {
            return true;
        }
        // The functions say the same of a set that was not reached, and of an applier that stopped
        // after it had.
        const auto executed = is_executed(connection, gtids);
        if (!executed || *executed || deadline.passed()) {
            return executed;
        }
        const auto applier = read_applier(connection, dialect);
        if (!applier) {
            return Error(applier.error());
        }
        if (!applier->running) {
            return is_executed(connection, gtids);
        }
    }
}

Result<bool> wait_for_place(
    Connection& connection,
    const MysqlDialect& dialect,
    const model::LogPlace& place,
    Deadline deadline)
{
    for (;;) {
        const auto waited = call(
            connection,
            cat(dialect.wait_for_place,
                "(",
                connection.quoted(place.file),
                ", ",
                place.position,
                ", ",
                seconds_to_wait(dialect, deadline.remaining()),
                ")"));
        if (!waited) {
            return Error(waited.error());
        }
        if (!waited->empty() && *waited != "-1") {
            return true; // the number of events it waited for
        }
        const auto applier = read_applier(connection, dialect);
        if (!applier) {
            return Error(applier.error());
        }
        if (applier->executed.known() && applier->executed >= place) {
            return true;
        }
        if (!applier->running || deadline.passed()) {
            return false;
        }
    }
}

Result<bool>
wait_until_applier_stops(Connection& connection, const MysqlDialect& dialect, Deadline deadline)
{
    for (;;) {
        const auto applier = read_applier(connection, dialect);
        if (!applier) {
            return Error(applier.error());
        }
        if (!applier->running || deadline.passed()) {
            return !applier->running;
        }
        // There is no function that waits for this: the server is asked twenty times a second.
        if (auto rested = connection.execute("DO SLEEP(0.05)"); !rested) {
            return std::move(rested).error();
        }
    }
}

} // namespace mmm::db
