// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/privileges.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace mmm::model {

namespace {

using Version = std::pair<int, int>;

constexpr Version always{0, 0};
constexpr Version for_ever{1000, 0};
constexpr std::string_view everything = "*.*";

struct Need {
    ServerFamily family;
    std::string_view name;
    std::string_view why;
    Version since = always;
    Version before = for_ever;
    std::string_view object = everything;
};

constexpr auto mariadb = ServerFamily::mariadb;
constexpr auto mysql = ServerFamily::mysql;

/// 8.0 split SUPER up; so did MariaDB 10.5, and 11.0 took out of SUPER what has a name of its own.
constexpr std::array<Need, 25> agent_needs{{
    {mariadb, "BINLOG MONITOR", "position and content of the binary log"},
    {mariadb, "SLAVE MONITOR", "state of replication, content of the relay log"},
    {mariadb, "PROCESS", "sessions and open transactions of clients"},
    {mariadb, "RELOAD", "forgetting a source (RESET SLAVE ALL), FLUSH LOCAL"},
    {mariadb, "EVENT", "scheduled events run on the writer only"},
    {mariadb, "REPLICATION SLAVE ADMIN", "starting, stopping and pointing replication"},
    {mariadb, "REPLICATION MASTER ADMIN", "making commits wait for a replica (semi-sync)"},
    {mariadb, "READ_ONLY ADMIN", "opening and closing the server (read_only)"},
    {mariadb, "CONNECTION ADMIN", "ending clients' sessions, getting in when the server is full"},
    {mariadb, "BINLOG ADMIN", "changes to events stay out of the binary log (sql_log_bin)"},
    {mariadb, "SET USER", "an event keeps its definer", {11, 0}},
    {mariadb, "SUPER", "switching the event scheduler; no lesser privilege does"},

    {mysql, "REPLICATION CLIENT", "state of replication, position of the binary log"},
    {mysql, "REPLICATION SLAVE", "content of the binary and the relay log"},
    {mysql, "PROCESS", "sessions and open transactions of clients"},
    {mysql, "RELOAD", "forgetting a source (RESET REPLICA ALL), FLUSH LOCAL"},
    {mysql, "EVENT", "scheduled events run on the writer only"},
    {mysql,
     "SUPER",
     "read_only, replication, ending sessions, semi-sync, the event scheduler: all in one before "
     "8.0",
     always,
     {8, 0}},
    {mysql, "REPLICATION_SLAVE_ADMIN", "starting, stopping and pointing replication", {8, 0}},
    {mysql,
     "SYSTEM_VARIABLES_ADMIN",
     "opening and closing the server (super_read_only), semi-sync, the event scheduler, "
     "sql_log_bin",
     {8, 0}},
    {mysql,
     "CONNECTION_ADMIN",
     "ending clients' sessions, getting in when the server is full",
     {8, 0}},
    {mysql, "SYSTEM_USER", "ending administrators' sessions, changing their events", {8, 0}},
    {mysql, "SET_USER_ID", "an event keeps its definer", {8, 0}, {8, 2}},
    {mysql, "SET_ANY_DEFINER", "an event keeps its definer", {8, 2}},
    {mysql, "ALLOW_NONEXISTENT_DEFINER", "an event keeps a definer that was dropped", {8, 2}},
}};

constexpr Need filter_need{
    mysql,
    "SELECT",
    "replication filters, for the preflight",
    {8, 0},
    for_ever,
    "performance_schema.replication_applier_global_filters"};

/// Commits that wait for a replica keep their clients' connections. When these are all, the replica
/// that would end the waiting must still get in.
constexpr std::array<Need, 4> replication_needs{{
    {mariadb, "REPLICATION SLAVE", "fetching the source's binary log"},
    {mariadb, "CONNECTION ADMIN", "getting in when the server is full"},
    {mysql, "REPLICATION SLAVE", "fetching the source's binary log"},
    {mysql, "CONNECTION_ADMIN", "getting in when the server is full", {8, 0}},
}};

constexpr std::array<Need, 2> monitor_needs{{
    {mariadb, "SLAVE MONITOR", "state of replication"},
    {mysql, "REPLICATION CLIENT", "state of replication, position of the binary log"},
}};

/// Names under which SHOW GRANTS may print the same privilege.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> aliases{{
    {"SLAVE MONITOR", "REPLICA MONITOR"},
    {"REPLICATION SLAVE ADMIN", "REPLICATION REPLICA ADMIN"},
    {"REPLICATION SLAVE", "REPLICATION REPLICA"},
}};

bool applies(const Need& need, const ServerSeries& series)
{
    const Version version{series.major, series.minor};
    return need.family == series.family && version >= need.since && version < need.before;
}

Privilege privilege_of(const Need& need)
{
    return {need.name, need.object, need.why};
}

template<typename Needs>
std::vector<Privilege> those_of(const Needs& needs, const ServerSeries& series)
{
    std::vector<Privilege> privileges;
    for (const auto& need : needs) {
        if (applies(need, series)) {
            privileges.push_back(privilege_of(need));
        }
    }
    return privileges;
}

bool is_granted(const Privilege& privilege, const std::vector<std::string>& granted)
{
    const auto has = [&](std::string_view name) {
        return std::ranges::find(granted, name) != granted.end();
    };
    const auto alias = std::ranges::find(
        aliases, privilege.name, &std::pair<std::string_view, std::string_view>::first);
    const auto schema = privilege.object.substr(0, privilege.object.find('.'));
    return has("ALL PRIVILEGES") || has(privilege.name) || has(privilege.to_text()) ||
           has(cat(privilege.name, " ON ", schema, ".*")) ||
           (alias != aliases.end() && has(alias->second));
}

} // namespace

std::string ServerSeries::to_text() const
{
    return cat(family == mariadb ? "mariadb-" : "mysql-", major, ".", minor);
}

std::optional<ServerSeries> series_of_version(std::string_view version)
{
    const auto numbers = split(version.substr(0, version.find_first_not_of("0123456789.")), ".");
    if (numbers.size() < 2) {
        return std::nullopt;
    }
    const auto major = parse_number<int>(numbers[0]);
    const auto minor = parse_number<int>(numbers[1]);
    if (!major || !minor) {
        return std::nullopt;
    }
    const bool is_mariadb = version.find("MariaDB") != std::string_view::npos;
    return ServerSeries{is_mariadb ? mariadb : mysql, *major, *minor};
}

const std::vector<ServerSeries>& named_series()
{
    static const std::vector<ServerSeries> all{
        {mysql, 5, 6},
        {mysql, 5, 7},
        {mysql, 8, 0},
        {mysql, 8, 4},
        {mysql, 9, 7},
        {mariadb, 10, 5},
        {mariadb, 10, 11},
        {mariadb, 11, 8},
        {mariadb, 12, 0}};
    return all;
}

std::optional<ServerSeries> parse_series(std::string_view name)
{
    for (const auto& series : named_series()) {
        if (series.to_text() == name) {
            return series;
        }
    }
    return std::nullopt;
}

std::string Privilege::to_text() const
{
    return object == everything ? std::string(name) : cat(name, " ON ", object);
}

std::vector<Privilege> agent_privileges(const ServerSeries& series)
{
    auto privileges = those_of(agent_needs, series);
    if (applies(filter_need, series)) {
        privileges.push_back(privilege_of(filter_need));
    }
    return privileges;
}

std::vector<Privilege> replication_privileges(const ServerSeries& series)
{
    return those_of(replication_needs, series);
}

std::vector<Privilege> monitor_privileges(const ServerSeries& series)
{
    return those_of(monitor_needs, series);
}

std::vector<Privilege>
missing_privileges(const ServerSeries& series, const std::vector<std::string>& granted)
{
    auto privileges = agent_privileges(series);
    std::erase_if(
        privileges, [&](const Privilege& privilege) { return is_granted(privilege, granted); });
    return privileges;
}

} // namespace mmm::model
