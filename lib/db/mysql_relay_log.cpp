// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/mysql_relay_log.h"

#include "lib/base/cat.h"
#include "lib/db/relay_log_reader.h"

#include <utility>

namespace mmm::db {

namespace {

constexpr unsigned no_such_log_event = 1220;
constexpr std::string_view no_such_log = "Could not find target log";

/// The name is taken to count up: what is listed has no gaps, only its beginning is purged.
Result<std::vector<RelayLogFile>> list_files(Connection& connection, Deadline deadline)
{
    auto oldest = oldest_relay_log(connection);
    if (!oldest) {
        return std::move(oldest).error();
    }
    std::vector<RelayLogFile> files;
    for (auto name = *oldest; !name.empty(); name = next_log_file(name)) {
        if (deadline.passed()) {
            return Error{Errc::timeout, "could not list the files of the relay log in time"};
        }
        auto events =
            connection.query(cat("SHOW RELAYLOG EVENTS IN ", connection.quoted(name), " LIMIT 3"));
        if (events) {
            files.push_back({name, previous_gtids(*events)});
        } else if (events.error().message.find(no_such_log) != std::string::npos) {
            break;
        } else if (connection.last_error_number() == no_such_log_event) {
            files.push_back({name, std::nullopt}); // it was torn right at its beginning
        } else {
            return std::move(events).error().during("listing the files of the relay log");
        }
    }
    return files;
}

} // namespace

std::optional<model::MysqlGtidSet> previous_gtids(const Rows& first_events)
{
    for (std::size_t row = 0; row < first_events.size(); ++row) {
        if (first_events.text(row, "Event_type") == "Previous_gtids") {
            auto set = model::MysqlGtidSet::parse(first_events.text(row, "Info"));
            return set ? std::optional(std::move(*set)) : std::nullopt;
        }
    }
    return std::nullopt;
}

std::vector<std::string>
files_to_scan(const std::vector<RelayLogFile>& files, const model::MysqlGtidSet& executed)
{
    std::vector<std::string> names;
    for (std::size_t i = 0; i < files.size(); ++i) {
        // After a restart with relay_log_recovery the next file begins with an empty set, which
        // says nothing of those before it.
        const auto* next = i + 1 < files.size() ? &files[i + 1].before : nullptr;
        const bool is_executed =
            next != nullptr && *next && !(*next)->empty() && executed.covers(**next);
        if (!is_executed) {
            names.push_back(files[i].name);
        }
    }
    return names;
}

Result<> scan_mysql_relay_log(
    Connection& connection,
    RelayLogScan& scan,
    const model::LogPlace& applier_place,
    const model::MysqlGtidSet& executed,
    Deadline deadline)
{
    auto files = list_files(connection, deadline);
    if (!files) {
        return std::move(files).error();
    }
    if (files->empty() && applier_place.position > first_event_position) {
        return Error{
            Errc::refused,
            "could not read the relay log: the server did not open it when it started; see its "
            "error log, and start it with relay_log_recovery=0"};
    }
    for (const auto& name : files_to_scan(*files, executed)) {
        const auto from =
            name == applier_place.file ? applier_place.position : first_event_position;
        if (auto found = scan_relay_log_file(connection, scan, {name, from}, deadline); !found) {
            return std::move(found).error();
        }
    }
    return {};
}

} // namespace mmm::db
