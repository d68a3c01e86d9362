// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/mmm_cluster_warnings.h"

#include "lib/base/cat.h"

#include <algorithm>

namespace mmm::model {

namespace {

using Lines = std::vector<std::string>;

bool given_in(const std::vector<MmmValues>& list, std::string_view directive)
{
    return std::ranges::any_of(list, [&](const auto& values) { return values.given(directive); });
}

bool is_given(const MmmConfig& config, const MmmDirective& row)
{
    switch (row.section) {
    case MmmSection::top:
        return config.top.given(row.name);
    case MmmSection::monitor:
        return config.monitor.given(row.name);
    case MmmSection::socket:
        return config.socket.given(row.name);
    case MmmSection::host:
        return given_in(config.hosts, row.name);
    case MmmSection::role:
        return given_in(config.roles, row.name);
    case MmmSection::check:
        return given_in(config.checks, row.name);
    case MmmSection::copy_method:
        return given_in(config.copy_methods, row.name);
    }
    return false;
}

void tell_places_taken(const MmmConfig& config, Lines& lines)
{
    for (const auto& row : mmm_directives()) {
        if (!row.taken_over && is_given(config, row)) {
            lines.push_back(
                cat(mmm_entry_name(row.section, "", row.name), " is not used: ", row.here));
        }
    }
}

/// Checks have one value here where MMM had one for each.
void tell_checks(const MmmConfig& config, Lines& lines)
{
    const auto& threads = config.check("rep_threads");
    const auto& backlog = config.check("rep_backlog");
    if (threads.text("trap_period") != backlog.text("trap_period")) {
        lines.push_back(
            cat("check->rep_backlog->trap_period is not used: one trap_period counts for "
                "replication, that of rep_threads (",
                shown(threads.text("trap_period")),
                ")"));
    }
    for (const auto* name : {"ping", "rep_threads", "rep_backlog"}) {
        const auto& values = config.check(name);
        for (const auto* directive : {"check_period", "timeout"}) {
            if (values.text(directive) != config.check("mysql").text(directive)) {
                lines.push_back(
                    cat("check->",
                        name,
                        "->",
                        directive,
                        " is not used: that of the check mysql counts"));
            }
        }
    }
}

void tell_mode(const MmmConfig& config, Lines& lines)
{
    const auto mode = config.monitor.text("mode");
    if (mode == "manual" || mode == "passive") {
        lines.push_back(
            cat("monitor->mode ",
                mode,
                " is not used: say \"mmm_control set_",
                mode,
                "\" once; it outlasts restarts"));
    }
    if (!config.monitor.given("auto_set_online")) {
        lines.emplace_back(
            "monitor->auto_set_online is not given: as in MMM hosts that come back wait for "
            "\"mmm_control set_online\"; a number of seconds lets them come back by themselves");
    }
}

void tell_roles(const MmmConfig& config, Lines& lines)
{
    const auto* writer = config.role(config.top.text("active_master_role"));
    for (const auto& role : config.roles) {
        if (role.given("prefer") && role.text("mode") == "balanced") {
            lines.push_back(
                cat("role->",
                    role.name(),
                    "->prefer is not used: the role is balanced, and MMM ignored it, too"));
        }
    }
    for (const auto& host : config.hosts) {
        const auto hosts = writer == nullptr ? Lines{host.name()} : writer->list("hosts");
        if (host.text("mode") == "master" && std::ranges::find(hosts, host.name()) == hosts.end()) {
            lines.push_back(
                cat("host \"",
                    host.name(),
                    "\" is a master but not in the writer's role: it will be a slave"));
        }
    }
}

} // namespace

std::vector<std::string> mmm_warnings(const MmmConfig& config)
{
    Lines lines;
    tell_places_taken(config, lines);
    tell_checks(config, lines);
    tell_mode(config, lines);
    tell_roles(config, lines);
    return lines;
}

} // namespace mmm::model
