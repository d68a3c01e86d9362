// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_control/json_replies.h"

#include "lib/base/json_text.h"
#include "mmm-compat/mmm_control/replies.h"

#include <utility>
#include <vector>

namespace mmm::control {

namespace {

using Members = std::vector<std::pair<std::string_view, std::string>>;

std::string object(const Members& members)
{
    std::vector<std::string> texts;
    texts.reserve(members.size());
    for (const auto& [name, value] : members) {
        texts.push_back(cat(json_text(name), ": ", value));
    }
    return cat("{", join(texts, ", "), "}");
}

std::string list(const std::vector<std::string>& values)
{
    return cat("[", join(values, ", "), "]");
}

std::string text_or_null(std::string_view text)
{
    return text.empty() ? "null" : json_text(text);
}

std::string texts(const std::vector<std::string>& words)
{
    std::vector<std::string> quoted;
    quoted.reserve(words.size());
    for (const auto& word : words) {
        quoted.push_back(json_text(word));
    }
    return list(quoted);
}

std::string address_object(const model::RoleAddress& address)
{
    return object({{"address", json_text(address.address)}, {"hosts", texts(address.hosts)}});
}

std::string role_object(const model::ClusterRole& role)
{
    std::vector<std::string> addresses;
    for (const auto& address : role.addresses) {
        addresses.push_back(address_object(address));
    }
    return object(
        {{"name", json_text(role.name)},
         {"mode", json_text(role.exclusive ? "exclusive" : "balanced")},
         {"addresses", list(addresses)},
         {"preferred_host", text_or_null(role.preferred_host)},
         {"set_host", text_or_null(role.set_host)}});
}

std::string host_object(const model::RoleView& view, const model::Host& host)
{
    return object(
        {{"name", json_text(host.name)},
         {"address", json_text(host.address)},
         {"mode", json_text(host.mode == model::HostMode::master ? "master" : "slave")},
         {"state", json_text(to_text(host.state))},
         {"reason", text_or_null(host.reason)},
         {"since", host.state_since ? cat(*host.state_since) : "null"},
         {"reachable", host.reachable ? "true" : "false"},
         {"roles", texts(roles_on(view, host.name))}});
}

std::string check_object(std::string_view host, std::string_view name, const model::Check& check)
{
    return object(
        {{"host", json_text(host)},
         {"check", json_text(name)},
         {"ok", check.ok ? "true" : "false"},
         {"since", cat(check.since)},
         {"message", json_text(check.message)}});
}

} // namespace

std::string show_json(const model::RoleView& view)
{
    std::vector<std::string> hosts;
    for (const auto& host : view.hosts) {
        hosts.push_back(host_object(view, host));
    }
    std::vector<std::string> roles;
    for (const auto& role : view.roles) {
        roles.push_back(role_object(role));
    }
    return object(
        {{"mode", json_text(mode_reply(view))},
         {"cause", text_or_null(view.cause)},
         {"warnings", texts(view.warnings)},
         {"hosts", list(hosts)},
         {"roles", list(roles)}});
}

std::string checks_json(const model::RoleView& view, std::string_view host, std::string_view check)
{
    constexpr std::string_view all = "all";
    std::vector<std::string> rows;
    for (const auto& each : view.hosts) {
        const auto checks = shown_checks(each);
        for (const auto name : model::check_names) {
            if ((host == all || host == each.name) && (check == all || check == name)) {
                rows.push_back(check_object(each.name, name, checks.find(name)->second));
            }
        }
    }
    return object({{"checks", list(rows)}});
}

} // namespace mmm::control
