// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/relay_log_reader.h"

#include "lib/base/cat.h"

#include <algorithm>
#include <utility>

namespace mmm::db {

namespace {

constexpr unsigned no_such_log_event = 1220;
constexpr std::string_view no_such_log = "Could not find target log";
constexpr std::size_t events_at_once = 5000;
constexpr std::size_t fewest_events = 2; ///< one that is known, one that follows
constexpr std::chrono::seconds tear_search_limit{10};

} // namespace

// Without a name the server shows the oldest file of its list.
Result<std::string> oldest_relay_log(Connection& connection)
{
    auto events = connection.query("SHOW RELAYLOG EVENTS LIMIT 1");
    if (!events) {
        return std::move(events).error().during("looking for the relay log");
    }
    return events->empty() ? "" : events->text(0, "Log_name");
}

Result<bool> scan_relay_log_file(
    Connection& connection, RelayLogScan& scan, const model::LogPlace& from, Deadline deadline)
{
    auto position = from.position;
    std::size_t count = events_at_once;
    while (!deadline.passed()) {
        auto events = connection.query(
            cat("SHOW RELAYLOG EVENTS IN ",
                connection.quoted(from.file),
                " FROM ",
                position,
                " LIMIT ",
                count));
        // Every file begins with an event. A server that has no relay log open shows nothing,
        // whatever the name.
        if (events && events->empty() && position == first_event_position) {
            return false;
        }
        if (events && events->size() < count) {
            scan.add(from.file, *events);
            return true;
        }
        if (events) {
            position = scan.add(from.file, *events);
            continue;
        }
        if (events.error().message.find(no_such_log) != std::string::npos) {
            return false;
        }
        if (connection.last_error_number() != no_such_log_event) {
            return std::move(events).error().during("reading the relay log");
        }
        // A file may end in the middle of an event after a crash: then the server answers nothing
        // but an error, so that ever less is asked for.
        if (count == fewest_events) {
            scan.tear();
            return true;
        }
        count = std::max(count / 2, fewest_events);
    }
    return Error{Errc::timeout, "could not read the relay log in time, it is long"};
}

Result<> scan_relay_log(
    Connection& connection, RelayLogScan& scan, const model::LogPlace& from, Deadline deadline)
{
    auto place = from;
    for (;;) {
        auto found = scan_relay_log_file(connection, scan, place, deadline);
        if (!found) {
            return std::move(found).error();
        }
        if (!*found) {
            return {};
        }
        place = {next_log_file(place.file), first_event_position};
    }
}

std::string until_tear(Connection& connection, const model::LogPlace& from)
{
    RelayLogScan scan({});
    const auto read = scan_relay_log(connection, scan, from, Deadline::after(tear_search_limit));
    const auto& tear = scan.tear_place();
    if (!read || !tear) {
        return "";
    }
    return cat(
        " UNTIL RELAY_LOG_FILE=",
        connection.quoted(tear->file),
        ", RELAY_LOG_POS=",
        tear->position);
}

} // namespace mmm::db
