// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_control/replies.h"

#include "lib/base/cat.h"
#include "mmm-compat/mmm_control/command_line.h"

#include <algorithm>
#include <array>
#include <ctime>

namespace mmm::control {

namespace {

constexpr std::string_view all = "all";
constexpr std::size_t check_width = 11; // "rep_threads", "rep_backlog"

std::string padded(std::string_view text, std::size_t width)
{
    std::string out(text);
    out.resize(std::max(out.size(), width), ' ');
    return out;
}

std::string one_line(std::string text)
{
    std::ranges::replace(text, '\n', ' ');
    return text;
}

bool is_known(std::string_view check)
{
    return std::ranges::find(model::check_names, check) != model::check_names.end();
}

struct Widths {
    std::size_t host = 0;
    std::size_t check = 0;
};

std::string
row(const model::Host& host, std::string_view name, const model::Check& check, const Widths& widths)
{
    return cat(
        padded(host.name, widths.host),
        "  ",
        padded(name, widths.check),
        "  [last change: ",
        local_time(check.since),
        "]  ",
        one_line(check.message));
}

std::string host_line(const model::RoleView& view, const model::Host& host)
{
    return cat(
        "  ",
        host.name,
        "(",
        host.address,
        ") ",
        host.mode == model::HostMode::master ? "master" : "slave",
        "/",
        to_text(host.state),
        ". Roles: ",
        join(roles_on(view, host.name), ", "),
        "\n");
}

/// MMM's line about a role's preferred host; empty for a role without one.
std::string preference_line(const model::ClusterRole& role)
{
    const auto& preferred = role.preferred_host;
    if (preferred.empty()) {
        return {};
    }
    if (role.is_on(preferred)) {
        return cat("# Role ", role.name, " is assigned to it's preferred host ", preferred, ".\n");
    }
    const auto configured =
        cat("# Role ", role.name, " has ", preferred, " configured as it's preferred host");
    const auto holder = role.holder();
    return holder.empty() ? cat(configured, ".\n")
                          : cat(configured, " but is assigned to ", holder, " at the moment.\n");
}

} // namespace

std::string invalid_command_reply(std::string_view line)
{
    return cat("Invalid command '", line, "'\n\n", help_text());
}

std::string mode_reply(const model::RoleView& view)
{
    switch (view.mode) {
    case model::MonitorMode::active:
        return "ACTIVE";
    case model::MonitorMode::manual:
        return "MANUAL";
    case model::MonitorMode::wait:
        return "WAIT";
    case model::MonitorMode::passive:
        return "PASSIVE";
    }
    return {};
}

std::string show_reply(const model::RoleView& view)
{
    std::string text;
    if (view.mode == model::MonitorMode::passive) {
        text += cat("# --- Monitor is in PASSIVE MODE ---\n# Cause: ", view.cause, "\n");
    }
    for (const auto& warning : view.warnings) {
        text += cat("# Warning: ", warning, "\n");
    }
    for (const auto& host : view.hosts) {
        text += host_line(view, host);
    }
    for (const auto& role : view.roles) {
        text += preference_line(role);
    }
    return text;
}

std::string checks_reply(const model::RoleView& view, std::string_view host, std::string_view check)
{
    if (check != all && !is_known(check)) {
        return cat("ERROR: Unknown check '", check, "'!");
    }
    if (host != all && view.find_host(host) == nullptr) {
        return cat("ERROR: Unknown host name '", host, "'!");
    }
    Widths widths;
    widths.check = check == all ? check_width : 0;
    for (const auto& each : view.hosts) {
        widths.host = host == all ? std::max(widths.host, each.name.size()) : 0;
    }
    const bool single = host != all && check != all;
    std::string text;
    for (const auto& each : view.hosts) {
        if (host != all && host != each.name) {
            continue;
        }
        const auto checks = shown_checks(each);
        for (const auto name : model::check_names) {
            if (check == all || check == name) {
                text += cat(row(each, name, checks.find(name)->second, widths), single ? "" : "\n");
            }
        }
    }
    return text;
}

std::string local_time(std::int64_t seconds_since_epoch)
{
    const std::time_t when = seconds_since_epoch;
    std::tm parts{};
    std::array<char, 64> text{};
    if (::localtime_r(&when, &parts) == nullptr) {
        return local_time(0);
    }
    std::strftime(text.data(), text.size(), "%Y/%m/%d %H:%M:%S", &parts);
    return text.data();
}

} // namespace mmm::control
