// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/neighbours.h"

#include "lib/base/log.h"
#include "lib/cluster/pacemaker_tools.h"
#include "lib/net/icmp.h"
#include "ocf-agent/mysql/report.h"

#include <algorithm>

namespace mmm::mysql {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds tool_budget{2000};
constexpr milliseconds ping_budget{500};
/// A word about ping_ips holds for so many intervals.
constexpr int ping_holds = 3;
/// Others may have begun to ask a moment later, and their report takes its time.
constexpr std::int64_t others_notice_ms = 5000;
constexpr std::int64_t ask_again_ms = 10000;

using ByNode = std::map<std::string, std::string, std::less<>>;

Result<ByNode> read_reports(const ocf::Call& call, const std::string& attribute)
{
    const cluster::PacemakerTools tools;
    auto found = tools.read_attribute_of_all(attribute, call.deadline.within(tool_budget));
    if (found) {
        found->erase(call.environment.node);
    } else {
        log::warning(found.error().message);
    }
    return found;
}

/// Its server runs, so that somebody judges it and its checks are of now.
bool is_judged(std::string_view state)
{
    const auto parsed = model::parse_host_state(state);
    return parsed == model::HostState::online || parsed == model::HostState::awaiting_recovery ||
           parsed == model::HostState::replication_fail ||
           parsed == model::HostState::replication_delay;
}

model::Elsewhere look_elsewhere(const ocf::Call& call)
{
    const model::ReportAttributes names(call.environment.resource);
    const auto states = read_reports(call, names.state);
    const auto checks = read_reports(call, names.checks);
    if (!states || !checks) {
        return model::Elsewhere::unknown;
    }
    const bool somebody = std::ranges::any_of(*checks, [&](const auto& report) {
        const auto state = states->find(report.first);
        const auto results = model::parse_checks(report.second);
        const auto ping = results.find("ping");
        return state != states->end() && is_judged(state->second) && ping != results.end() &&
               ping->second.ok;
    });
    return somebody ? model::Elsewhere::somebody : model::Elsewhere::nobody;
}

} // namespace

std::optional<bool>
ask_ping(const ocf::Call& call, const Settings& settings, const AgentState& state)
{
    if (settings.ping_ips.empty()) {
        return std::nullopt;
    }
    const auto holds_ms = milliseconds(settings.ping_interval).count() * ping_holds;
    if (state.ping && uptime_ms() - state.ping->at_ms <= holds_ms) {
        return state.ping->answered;
    }
    bool asked = false;
    for (const auto& text : settings.ping_ips) {
        const auto address = net::parse_ip_address(text);
        const auto answered = address
                                  ? net::answers_ping(*address, call.deadline.within(ping_budget))
                                  : Result<bool>(Error{Errc::bad_parameter, text});
        if (answered && *answered) {
            return true;
        }
        asked = asked || answered || answered.error().code == Errc::unreachable;
        if (!answered && answered.error().code != Errc::unreachable) {
            log::warning(answered.error().message); // nothing follows from that, so say it
        }
    }
    return asked ? std::optional(false) : std::nullopt;
}

AskedNeighbours ask_neighbours(const ocf::Call& call, const AgentState& state)
{
    const auto now = uptime_ms();
    if (!state.host.checks.failed("ping")) {
        return {model::Elsewhere::unknown, 0};
    }
    const auto ping_failed = state.host.checks.failing_since.find("ping");
    const bool too_early = ping_failed == state.host.checks.failing_since.end() ||
                           now - state.host.checks.changed_ms < others_notice_ms;
    const auto last = state.neighbours.value_or(AskedNeighbours{});
    if (too_early || (last.at_ms != 0 && now - last.at_ms < ask_again_ms)) {
        return last;
    }
    return {look_elsewhere(call), now};
}

bool other_masters_there(const ocf::Call& call, const Settings& settings, const AgentState& state)
{
    if (!state.host.waiting_since_ms) {
        return false;
    }
    const auto states =
        read_reports(call, model::ReportAttributes(call.environment.resource).state);
    return states && std::ranges::all_of(settings.masters, [&](const std::string& master) {
               const auto found = states->find(master);
               const auto seen = found == states->end() ? model::HostState::unknown
                                                        : model::parse_host_state(found->second);
               return master == call.environment.node || seen == model::HostState::online ||
                      seen == model::HostState::awaiting_recovery;
           });
}

} // namespace mmm::mysql
