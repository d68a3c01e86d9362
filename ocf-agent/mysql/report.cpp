// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/report.h"

#include "lib/base/at_once.h"
#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/base/text.h"
#include "lib/cluster/pacemaker_tools.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <vector>

namespace mmm::mysql {

namespace {

using std::chrono::milliseconds;

constexpr std::int64_t refresh_after = 900;
constexpr std::string_view score_key = "score";
constexpr milliseconds tool_budget{5000};

/// Every change makes the scheduler run and may break into a transition under way. None of these
/// values is a matter of safety: promotion asks the servers. So they wait until a failover is
/// through, and come together.
constexpr milliseconds dampening{1000};

/// What another process wants meanwhile is written too; no more often, so that it ends.
constexpr int most_rounds = 3;

/// A value that differs from what was written last.
struct Change {
    std::string name;
    std::string value; ///< empty: delete
    Result<> written;
};

Result<> write_value(const ocf::Call& call, const std::string& name, const std::string& value)
{
    const cluster::PacemakerTools tools;
    const auto deadline = call.deadline.within(tool_budget);
    const auto& environment = call.environment;
    if (name != score_key) {
        return value.empty()
                   ? tools.delete_node_attribute(name, deadline, environment.node)
                   : tools.set_node_attribute(name, value, deadline, environment.node, dampening);
    }
    if (value.empty()) {
        return tools.delete_promotion_score(environment.resource, deadline, environment.node);
    }
    return tools.set_promotion_score(
        environment.resource,
        parse_number<int>(value).value_or(model::score::never),
        deadline,
        environment.node,
        dampening);
}

bool is_stale(const AgentState& state)
{
    const auto age = wall_clock() - state.published_at;
    return age > refresh_after || age < 0; // the clock was set back
}

/// An attribute that was never written and has no value needs no call.
std::vector<Change> changes_of(const AgentState& state)
{
    std::vector<Change> changes;
    for (const auto& [name, value] : state.wanted) {
        const auto written = state.published.find(name);
        const bool known = written != state.published.end();
        const bool differs = known && written->second != value;
        if (differs || ((!known || is_stale(state)) && !value.empty())) {
            changes.push_back({name, value, {}});
        }
    }
    return changes;
}

/// All at once: each call takes some 7 ms, most of it for loading the tool. False when a value
/// could not be written.
bool write_changes(const ocf::Call& call, std::vector<Change>& changes)
{
    for_each_at_once(changes, [&call](Change& change) {
        change.written = write_value(call, change.name, change.value);
    });
    bool all_written = true;
    update_agent_state(call.environment.resource, [&](AgentState& state) {
        if (is_stale(state)) {
            state.published.clear();
            state.published_at = wall_clock();
        }
        for (const auto& change : changes) {
            if (change.written) {
                state.published[change.name] = change.value;
            }
        }
    });
    for (const auto& change : changes) {
        if (!change.written) {
            all_written = false;
            log::warning(cat("could not report to the cluster: ", change.written.error().message));
        }
    }
    return all_written;
}

/// Resolved once only: a name service that is down must not hold up a look.
void want_address(const ocf::Call& call, const Settings& settings, AgentState& state)
{
    const auto name = model::ReportAttributes(call.environment.resource).address;
    if (state.wanted.contains(name)) {
        return;
    }
    if (const auto address = host_address(settings, call.environment.node)) {
        state.wanted[name] = *address;
        update_agent_state(call.environment.resource, [&](AgentState& current) {
            current.wanted[name] = *address;
        });
    }
}

std::int64_t clock_ms(clockid_t clock)
{
    std::timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1000000;
}

} // namespace

std::int64_t wall_clock()
{
    return wall_clock_ms() / 1000;
}

std::int64_t wall_clock_ms()
{
    return clock_ms(CLOCK_REALTIME);
}

std::int64_t uptime_ms()
{
    return clock_ms(CLOCK_BOOTTIME);
}

void want(const ocf::Call& call, const model::HostJudgement& judgement, AgentState& state)
{
    const model::ReportAttributes names(call.environment.resource);
    auto reason = judgement.reason;
    std::ranges::replace(reason, '\n', ' '); // of a server's error message
    state.wanted[names.state] = model::to_text(judgement.state());
    state.wanted[names.since] = std::to_string(judgement.memory.since);
    state.wanted[names.reason] = reason;
    state.wanted[names.checks] = model::encode_checks(judgement.memory.checks.results);
    if (call.environment.promotable) {
        state.wanted[std::string(score_key)] =
            judgement.score ? std::to_string(*judgement.score) : std::string();
    }
}

void publish(const ocf::Call& call, const Settings& settings)
{
    const auto& resource = call.environment.resource;
    auto state = read_agent_state(resource);
    want_address(call, settings, state);
    if (changes_of(state).empty()) {
        return;
    }
    const auto lock = lock_publication(resource, call.deadline.within(tool_budget));
    if (!lock) {
        return; // whoever holds it, or the next look, writes the same
    }
    for (int round = 0; round < most_rounds; ++round) {
        auto changes = changes_of(read_agent_state(resource));
        if (changes.empty() || !write_changes(call, changes)) {
            return;
        }
    }
}

} // namespace mmm::mysql
