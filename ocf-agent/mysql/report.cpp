// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/report.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/base/text.h"
#include "lib/cluster/pacemaker_tools.h"
#include "ocf-agent/mysql/at_once.h"

#include <chrono>
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

using Values = std::map<std::string, std::string, std::less<>>;

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

/// An attribute that was never written and has no value needs no call.
bool must_write(const AgentState& state, const std::string& name, const std::string& value)
{
    const auto written = state.published.find(name);
    return written == state.published.end() ? !value.empty() : written->second != value;
}

/// All at once: each call takes some 7 ms, most of it for loading the tool.
void write_changes(const ocf::Call& call, const Values& values, AgentState& state)
{
    std::vector<Change> changes;
    for (const auto& [name, value] : values) {
        if (must_write(state, name, value)) {
            changes.push_back({name, value, {}});
        }
    }
    for_each_at_once(changes, [&call](Change& change) {
        change.written = write_value(call, change.name, change.value);
    });
    for (const auto& change : changes) {
        if (change.written) {
            state.published[change.name] = change.value;
        } else {
            log::warning(cat("could not report to the cluster: ", change.written.error().message));
        }
    }
}

} // namespace

std::int64_t wall_clock()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

std::int64_t wall_clock_ms()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<milliseconds>(now).count();
}

void publish(
    const ocf::Call& call,
    const Settings& settings,
    const model::HostJudgement& judgement,
    AgentState& state)
{
    const auto now = wall_clock();
    if (now - state.published_at > refresh_after) {
        state.published.clear();
        state.published_at = now;
    }
    const model::ReportAttributes names(call.environment.resource);
    Values values;
    values[names.state] = model::to_text(judgement.state);
    values[names.reason] = judgement.reason;
    values[names.checks] = model::encode_checks(judgement.checks);
    // Resolved once only: a name service that is down must not hold up a monitor.
    if (!state.published.contains(names.address)) {
        if (auto address = host_address(settings, call.environment.node)) {
            values[names.address] = *address;
        }
    }
    if (call.environment.promotable) {
        values[std::string(score_key)] =
            judgement.score ? std::to_string(*judgement.score) : std::string();
    }
    write_changes(call, values, state);
}

void publish_down(const ocf::Call& call, AgentState& state)
{
    const model::ReportAttributes names(call.environment.resource);
    Values values;
    values[names.state] = model::to_text(model::HostState::hard_offline);
    auto checks = state.checks;
    checks["mysql"] = model::Check{false, wall_clock(), "ERROR: Server is stopped"};
    values[names.checks] = model::encode_checks(checks);
    values[std::string(score_key)] = "";
    write_changes(call, values, state);
}

} // namespace mmm::mysql
