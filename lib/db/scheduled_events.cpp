// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/scheduled_events.h"

#include "lib/base/cat.h"

#include <utility>

namespace mmm::db {

namespace {

/// `name` with its back-quotes doubled.
std::string identifier(std::string_view name)
{
    std::string quoted = "`";
    for (const char letter : name) {
        quoted += letter;
        if (letter == '`') {
            quoted += letter;
        }
    }
    return quoted + "`";
}

} // namespace

Result<std::vector<model::ScheduledEvent>> read_scheduled_events(Connection& connection)
{
    auto rows = connection.query(
        "SELECT EVENT_SCHEMA AS db, EVENT_NAME AS name, DEFINER AS definer, STATUS AS status"
        " FROM information_schema.EVENTS ORDER BY 1, 2");
    if (!rows) {
        return std::move(rows).error().during("reading the scheduled events");
    }
    std::vector<model::ScheduledEvent> events;
    for (std::size_t row = 0; row < rows->size(); ++row) {
        events.push_back(
            {rows->text(row, "db"),
             rows->text(row, "name"),
             rows->text(row, "definer"),
             rows->text(row, "status") == "ENABLED"});
    }
    return events;
}

Result<>
set_scheduled_event(Connection& connection, const model::ScheduledEvent& event, bool enabled)
{
    const auto at = event.definer.rfind('@');
    const auto definer =
        cat(connection.quoted(event.definer.substr(0, at)),
            "@",
            connection.quoted(at == std::string::npos ? "" : event.definer.substr(at + 1)));
    if (auto quiet = connection.execute("SET SESSION sql_log_bin=0"); !quiet) {
        return std::move(quiet).error().during("keeping a change out of the binary log");
    }
    auto done = connection.execute(
        cat("ALTER DEFINER=",
            definer,
            " EVENT ",
            identifier(event.schema),
            ".",
            identifier(event.name),
            enabled ? " ENABLE" : " DISABLE ON SLAVE"));
    auto loud = connection.execute("SET SESSION sql_log_bin=1");
    if (!done) {
        return std::move(done).error().during(
            cat(enabled ? "enabling" : "disabling", " the event ", event.full_name()));
    }
    return loud;
}

Result<> run_scheduled_events(Connection& connection, bool run)
{
    auto done = connection.execute(cat("SET GLOBAL event_scheduler=", run ? "ON" : "OFF"));
    return done ? std::move(done)
                : Result<>(std::move(done).error().during(
                      run ? "starting the event scheduler" : "stopping the event scheduler"));
}

} // namespace mmm::db
