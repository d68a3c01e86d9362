// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/report_check.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/base/text.h"
#include "lib/cluster/pacemaker_tools.h"
#include "lib/model/host_report.h"
#include "ocf-agent/mysql/agent_state.h"
#include "ocf-agent/mysql/report.h"

#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace mmm::mysql {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds tool_budget{5000};
constexpr std::int64_t interval_ms = 60000;
constexpr std::string_view executor_name = "(pacemaker-execd) ";

/// How long a cluster whose daemons were started anew may take to forget, and how often it is asked
/// then.
constexpr std::int64_t unsettled_ms = 20000;
constexpr std::int64_t unsettled_interval_ms = 2000;

/// After a move the scores of both hosts are on their way; what the attribute daemon still knows
/// from before would bring the writer back.
constexpr std::int64_t move_ms = 5000;

bool is_moving(const AgentState& state)
{
    const auto age = wall_clock_ms() - state.noticed_at_ms;
    return age >= 0 && age < move_ms;
}

std::string content_of(const std::string& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The daemons of Pacemaker as pacemakerd, the executor's parent, has them now (proc(5),
/// /proc/PID/task/TID/children). Empty where that cannot be seen; the minute does then.
std::string daemons_of_the_cluster()
{
    const auto executor = content_of(cat("/proc/", ::getppid(), "/stat"));
    // "PID (NAME) STATE PPID ..."
    const auto name = executor.find(executor_name);
    if (name == std::string::npos) {
        return {};
    }
    const auto fields = split(executor.substr(name + executor_name.size()), " ");
    if (fields.size() < 2) {
        return {};
    }
    const std::string manager(fields[1]);
    return std::string(trim(content_of(cat("/proc/", manager, "/task/", manager, "/children"))));
}

/// Notes what is there now; true when it is time to ask.
bool is_due(ReportCheck& check, const std::string& daemons, std::int64_t now)
{
    if (!daemons.empty() && daemons != check.daemons) {
        check.changed_ms = check.daemons.empty() ? 0 : now;
        check.daemons = daemons;
    }
    if (check.asked_ms == 0) {
        check.asked_ms = now; // the report has just been written for the first time
    }
    const bool settled = check.changed_ms == 0 || now - check.changed_ms > unsettled_ms;
    return now - check.asked_ms >= (settled ? interval_ms : unsettled_interval_ms);
}

/// Where the attribute daemon still knows what the configuration has lost, it takes no value for
/// new.
void have_all_written(const ocf::Call& call, const cluster::PacemakerTools& tools)
{
    log::warning("the cluster has forgotten what this host reported: reporting it again");
    if (auto done = tools.refresh_attributes(call.deadline.within(tool_budget)); !done) {
        log::warning(done.error().message);
    }
    update_agent_state(
        call.environment.resource, [](AgentState& state) { state.published_at = 0; });
}

std::string reported_state(const AgentState& state, const std::string& name)
{
    const auto found = state.published.find(name);
    return found == state.published.end() ? "" : found->second;
}

void report_if_forgotten(
    const ocf::Call& call, const std::string& name, const std::string& reported)
{
    const cluster::PacemakerTools tools;
    const auto known = tools.read_transient_attribute(
        name, call.environment.node, call.deadline.within(tool_budget));
    if (known && *known != reported) {
        have_all_written(call, tools);
    }
}

} // namespace

void check_report(const ocf::Call& call)
{
    const auto& resource = call.environment.resource;
    const auto daemons = daemons_of_the_cluster();
    const auto name = model::ReportAttributes(resource).state;
    std::string reported;
    bool due = false;
    update_agent_state(resource, [&](AgentState& state) {
        reported = reported_state(state, name);
        due = is_due(state.report_check, daemons, uptime_ms()) && !reported.empty() &&
              !is_moving(state);
        if (due) {
            state.report_check.asked_ms = uptime_ms();
        }
    });
    if (due) {
        report_if_forgotten(call, name, reported);
    }
}

void check_report_of_writer(const ocf::Call& call)
{
    const auto name = model::ReportAttributes(call.environment.resource).state;
    const auto state = read_agent_state(call.environment.resource);
    const auto reported = reported_state(state, name);
    if (!reported.empty() && !is_moving(state)) {
        report_if_forgotten(call, name, reported);
    }
}

} // namespace mmm::mysql
