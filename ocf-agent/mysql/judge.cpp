// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/judge.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/cluster/pacemaker_tools.h"
#include "ocf-agent/mysql/disk_room.h"
#include "ocf-agent/mysql/neighbours.h"
#include "ocf-agent/mysql/observe.h"
#include "ocf-agent/mysql/report.h"

#include <sys/stat.h>

namespace mmm::mysql {

namespace {

using std::chrono::milliseconds;

/// Pacemaker replaces this file with each change of the configuration, and only then.
constexpr const char* configuration_file = "/var/lib/pacemaker/cib/cib.xml";
constexpr std::int64_t blind_interval_ms = 10000;
constexpr milliseconds tool_budget{5000};

/// Which configuration is in force; empty when that cannot be seen.
std::string configuration_stamp()
{
    struct stat status {};

    if (::stat(configuration_file, &status) != 0) {
        return {};
    }
    return cat(status.st_ino, ":", status.st_mtim.tv_sec, ".", status.st_mtim.tv_nsec);
}

bool holds(const AskedOrder& asked, const std::string& stamp)
{
    return stamp.empty() ? uptime_ms() - asked.at_ms < blind_interval_ms
                         : asked.configuration == stamp;
}

/// Not to know of an order does not lift it.
model::AdminOrder last_known_order(const AgentState& state)
{
    if (state.order) {
        return state.order->order;
    }
    return state.host.state == model::HostState::admin_offline
               ? model::AdminOrder{model::AdminOrder::Kind::offline, 0}
               : model::AdminOrder{};
}

/// What others are asked, in time before the lock is held.
struct Answers {
    model::AdminOrder order;
    std::optional<bool> ping_answered;
    AskedNeighbours neighbours;
    bool other_masters_there = false;
};

Answers gather(const ocf::Call& call, const Settings& settings, const Signals& signals)
{
    const auto state = read_agent_state(call.environment.resource);
    Answers answers;
    answers.order = signals.order ? *signals.order : current_order(call);
    answers.ping_answered =
        signals.ping_answered ? signals.ping_answered : ask_ping(call, settings, state);
    answers.neighbours = ask_neighbours(call, state);
    answers.other_masters_there = other_masters_there(call, settings, state);
    return answers;
}

model::HostObservation
observe_host(const ocf::Call& call, const Settings& settings, const AgentState& state)
{
    const auto& node = call.environment.node;
    model::HostObservation seen;
    seen.host = node;
    seen.is_master = settings.is_master(node);
    seen.has_room = has_room(settings.datadir);
    seen.rank = settings.rank(node);
    seen.writer_known = !state.writer.empty() && state.writer != node;
    seen.quarantine = state.quarantine;
    seen.left_alone = state.left_alone;
    seen.now = wall_clock();
    seen.uptime_ms = uptime_ms();
    seen.order = last_known_order(state);
    return seen;
}

void log_all(const std::vector<std::string>& sentences)
{
    for (const auto& sentence : sentences) {
        log::notice(sentence);
    }
}

/// MMM stopped the replica of a host that it took offline.
void keep_still(const ocf::Call& call, db::Server& server, const model::ServerFacts& facts)
{
    if (!facts.read_only || !facts.link || facts.link->stands_still()) {
        return;
    }
    const auto lock = lock_replication(call.environment.resource, Deadline::after({}));
    if (!lock) {
        return; // the next look does it
    }
    auto stopped = server.stop_replication();
    if (stopped) {
        log::notice("set offline by an operator: replication is stopped");
    } else {
        log::error(stopped.error().message);
    }
}

} // namespace

void judge_server(
    const ocf::Call& call,
    const Settings& settings,
    db::Server& server,
    const model::ServerFacts& facts,
    const Signals& signals)
{
    const auto answers = gather(call, settings, signals);
    if (answers.order.kind == model::AdminOrder::Kind::offline) {
        keep_still(call, server, facts);
    }
    model::HostJudgement judgement;
    update_agent_state(call.environment.resource, [&](AgentState& state) {
        auto seen = observe_host(call, settings, state);
        seen.facts = facts;
        seen.order = answers.order;
        seen.ping_answered = answers.ping_answered;
        seen.elsewhere = answers.neighbours.elsewhere;
        seen.other_masters_there = answers.other_masters_there;
        judgement = model::judge_host(state.host, seen, settings.rules);
        state.host = judgement.memory;
        state.neighbours = answers.neighbours;
        if (signals.ping_answered) {
            state.ping = AskedPing{*signals.ping_answered, seen.uptime_ms};
        }
        want(call, judgement, state);
    });
    log_all(judgement.log);
    publish(call, settings);
}

Result<model::ServerFacts>
look_and_judge(const ocf::Call& call, const Settings& settings, const Signals& signals)
{
    auto server = connect_local(settings, call.deadline.within(settings.check_timeout));
    if (!server) {
        return std::move(server).error();
    }
    auto facts = (*server)->read_facts();
    if (facts) {
        judge_server(call, settings, **server, *facts, signals);
    }
    return facts;
}

void note_ping(const ocf::Call& call, bool answered)
{
    update_agent_state(call.environment.resource, [&](AgentState& state) {
        state.ping = AskedPing{answered, uptime_ms()};
    });
}

void note_silence(const ocf::Call& call, const Settings& settings)
{
    model::HostJudgement judgement;
    update_agent_state(call.environment.resource, [&](AgentState& state) {
        if (state.host.state == model::HostState::unknown) {
            return; // nobody has looked at it yet
        }
        judgement =
            model::judge_host(state.host, observe_host(call, settings, state), settings.rules);
        state.host = judgement.memory;
    });
    log_all(judgement.log);
}

void judge_stop(const ocf::Call& call, const Settings& settings, bool server_runs)
{
    model::HostJudgement judgement;
    update_agent_state(call.environment.resource, [&](AgentState& state) {
        auto seen = observe_host(call, settings, state);
        seen.orderly_stop = server_runs;
        judgement = model::judge_host(state.host, seen, settings.rules);
        state.host = judgement.memory;
        want(call, judgement, state);
    });
    log_all(judgement.log);
    publish(call, settings);
}

model::AdminOrder current_order(const ocf::Call& call)
{
    if (!call.environment.promotable) {
        return {};
    }
    const auto& resource = call.environment.resource;
    const auto stamp = configuration_stamp();
    const auto state = read_agent_state(resource);
    if (state.order && holds(*state.order, stamp)) {
        return state.order->order;
    }
    const cluster::PacemakerTools tools;
    auto text = tools.read_permanent_attribute(
        model::admin_attribute(resource), call.environment.node, call.deadline.within(tool_budget));
    if (!text) {
        log::warning(text.error().message);
        return last_known_order(state);
    }
    const AskedOrder asked{stamp, model::parse_admin_order(*text), uptime_ms()};
    update_agent_state(resource, [&](AgentState& current) { current.order = asked; });
    return asked.order;
}

} // namespace mmm::mysql
