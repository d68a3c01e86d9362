// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/account_statements.h"

#include "lib/base/cat.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace mmm::model {

namespace {

using Accounts = std::vector<std::string>;

std::size_t longest_user_name(const ServerSeries& series)
{
    if (series.family == ServerFamily::mariadb) {
        return 80;
    }
    return std::pair{series.major, series.minor} < std::pair{5, 7} ? 16 : 32;
}

bool is_letter_or_digit(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9');
}

/// Only what needs no escape: these statements are read, and run, by people.
bool consists_of(std::string_view text, std::string_view others)
{
    return !text.empty() && std::ranges::all_of(text, [&](char letter) {
        return is_letter_or_digit(letter) || others.find(letter) != std::string_view::npos;
    });
}

Result<> check_user(const ServerSeries& series, std::string_view name)
{
    if (!consists_of(name, "_-.$")) {
        return Error{
            Errc::bad_parameter,
            cat("\"", name, "\" is not an account's name: use letters, digits and _-.$")};
    }
    if (name.size() > longest_user_name(series)) {
        return Error{
            Errc::bad_parameter,
            cat("\"",
                name,
                "\" is too long for an account of ",
                series.to_text(),
                ", which has ",
                longest_user_name(series),
                " characters at most")};
    }
    return {};
}

Result<> check(const ServerSeries& series, const AccountNames& names)
{
    for (const auto& name : {names.agent, names.replication}) {
        if (auto checked = check_user(series, name); !checked) {
            return checked;
        }
    }
    if (!names.monitor.empty()) {
        if (auto checked = check_user(series, names.monitor); !checked) {
            return checked;
        }
    }
    if (names.monitor == names.agent || names.monitor == names.replication) {
        return Error{
            Errc::bad_parameter,
            cat("\"",
                names.monitor,
                "\" cannot be two accounts: who looks needs less than others")};
    }
    if (names.agent == names.replication) {
        return Error{
            Errc::bad_parameter,
            cat("\"",
                names.agent,
                "\" cannot be both accounts: replicas need less than the agent")};
    }
    if (!consists_of(names.network, "%_.:/-")) {
        return Error{
            Errc::bad_parameter,
            cat("\"",
                names.network,
                "\" is not a network as accounts have it; give one like 192.168.0.%")};
    }
    return {};
}

/// With the plugin that replicas and clients of the series all understand; MariaDB and old MySQL
/// have one default. The placeholder is no SQL, so that nobody gets a password that stands here.
std::string
create_statement(const ServerSeries& series, const Accounts& accounts, std::string_view user)
{
    const bool has_sha2 = series.family == ServerFamily::mysql && series.major >= 8;
    Accounts parts;
    for (const auto& account : accounts) {
        parts.push_back(
            cat(account,
                has_sha2 ? " IDENTIFIED WITH caching_sha2_password BY " : " IDENTIFIED BY ",
                password_placeholder(user)));
    }
    return cat("CREATE USER ", join(parts, ", "), ";\n");
}

std::string grant_statements(const std::vector<Privilege>& privileges, const Accounts& accounts)
{
    std::map<std::string_view, Accounts> names_by_object;
    for (const auto& privilege : privileges) {
        names_by_object[privilege.object].emplace_back(privilege.name);
    }
    std::string text;
    for (const auto& [object, names] : names_by_object) {
        text +=
            cat("GRANT ", join(names, ", "), " ON ", object, " TO ", join(accounts, ", "), ";\n");
    }
    return text;
}

std::string
monitor_statements(const ServerSeries& series, const Accounts& accounts, std::string_view user)
{
    return cat(
        create_statement(series, accounts, user),
        grant_statements(monitor_privileges(series), accounts));
}

} // namespace

std::string password_placeholder(std::string_view user)
{
    return cat("<password of ", user, ">");
}

Result<std::string> account_statements(const ServerSeries& series, const AccountNames& names)
{
    if (auto checked = check(series, names); !checked) {
        return std::move(checked).error();
    }
    const auto at_network = [&](std::string_view user) {
        return cat("'", user, "'@'", names.network, "'");
    };
    const Accounts agent{cat("'", names.agent, "'@'localhost'"), at_network(names.agent)};
    const Accounts replication{at_network(names.replication)};
    return cat(
        "-- Accounts for ",
        series.to_text(),
        ". Put quoted passwords of your own in place of <...>,\n",
        "-- and run this on every host.\n",
        "SET sql_log_bin = 0;\n",
        create_statement(series, names.exist ? Accounts{agent.front()} : agent, names.agent),
        grant_statements(agent_privileges(series), agent),
        names.exist ? "" : create_statement(series, replication, names.replication),
        grant_statements(replication_privileges(series), replication),
        names.monitor.empty()
            ? ""
            : monitor_statements(series, {at_network(names.monitor)}, names.monitor),
        "SET sql_log_bin = 1;\n");
}

} // namespace mmm::model
