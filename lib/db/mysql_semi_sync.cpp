// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/mysql_semi_sync.h"

#include "lib/base/cat.h"
#include "lib/db/mysql_answers.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace mmm::db {

namespace {

/// Some 49 days, the longest that every version takes.
constexpr std::int64_t never_ms = 4294967295;

Result<> set_global(Connection& connection, std::string_view name, std::string_view value)
{
    return connection.execute(cat("SET GLOBAL ", name, "=", value));
}

} // namespace

Result<Rows> read_semi_sync_variables(Connection& connection)
{
    auto rows = connection.query("SHOW GLOBAL VARIABLES LIKE 'rpl\\_semi\\_sync\\_%'");
    return rows ? std::move(rows)
                : Result<Rows>(std::move(rows).error().during("reading the settings of semi-sync"));
}

Result<> require_acknowledgement(
    Connection& connection,
    const MysqlDialect& dialect,
    model::Durability durability,
    std::chrono::milliseconds timeout)
{
    auto variables = read_semi_sync_variables(connection);
    if (!variables) {
        return std::move(variables).error();
    }
    const auto [source, replica] = semi_sync_names(*variables);
    if (source.empty() || replica.empty()) {
        return Error{
            Errc::unsupported,
            cat("could not make commits wait for a replica: semi-synchronous replication is not "
                "loaded; on each host, ",
                dialect.load_semi_sync)};
    }
    const bool lossless = durability == model::Durability::lossless;
    const auto wait_without_replica =
        cat(source, source.ends_with("source") ? "_wait_no_replica" : "_wait_no_slave");
    const std::vector<std::pair<std::string, std::string>> settings{
        {source + "_wait_point", "'AFTER_SYNC'"},
        {source + "_timeout", std::to_string(lossless ? never_ms : timeout.count())},
        {wait_without_replica, lossless ? "ON" : "OFF"},
        {source + "_enabled", "ON"}};
    for (const auto& [name, value] : settings) {
        if (variable_value(*variables, name).empty()) {
            continue; // 5.6 has one wait point only
        }
        if (auto set = set_global(connection, name, value); !set) {
            return std::move(set).error().during("making commits wait for a replica");
        }
    }
    return {};
}

Result<> stop_acknowledgement(Connection& connection)
{
    auto variables = read_semi_sync_variables(connection);
    if (!variables) {
        return std::move(variables).error();
    }
    const auto names = semi_sync_names(*variables);
    return names.source.empty() ? Result<>()
                                : set_global(connection, names.source + "_enabled", "OFF");
}

Result<> acknowledge_received(Connection& connection)
{
    auto variables = read_semi_sync_variables(connection);
    if (!variables) {
        return std::move(variables).error();
    }
    const auto names = semi_sync_names(*variables);
    if (names.replica.empty()) {
        return {};
    }
    auto done = set_global(connection, names.replica + "_enabled", "ON");
    return done ? std::move(done)
                : Result<>(std::move(done).error().during("acknowledging what is received"));
}

} // namespace mmm::db
