// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/base/text.h"
#include "lib/model/writer_plans.h"
#include "ocf-agent/mysql/actions.h"
#include "ocf-agent/mysql/by_position.h"
#include "ocf-agent/mysql/cluster_memory.h"
#include "ocf-agent/mysql/hung_server.h"
#include "ocf-agent/mysql/judge.h"
#include "ocf-agent/mysql/lease_notes.h"
#include "ocf-agent/mysql/mond_process.h"
#include "ocf-agent/mysql/observe.h"
#include "ocf-agent/mysql/plan_runner.h"
#include "ocf-agent/mysql/report.h"
#include "ocf-agent/mysql/report_check.h"
#include "ocf-agent/mysql/server_process.h"

#include <poll.h>

namespace mmm::mysql {

namespace {

using ocf::ExitCode;
using ocf::Outcome;
using std::chrono::milliseconds;

constexpr int preflight_level = 10;
constexpr int retry_pause_ms = 50;
constexpr milliseconds ring_budget{1000};
constexpr std::int64_t ring_interval = 10; // seconds

/// The process lives, but the agent cannot look inside. A full server or a wrong password is no
/// death: taking the writer away would only make it one. Silence is.
Outcome unreadable(const ocf::Call& call, const Error& error)
{
    switch (error.code) {
    case Errc::conflict:
    case Errc::access_denied:
    case Errc::bad_on_this_host:
    case Errc::unsupported:
        if (!call.environment.is_probe()) {
            return Outcome{
                call.environment.expects_promoted() ? ExitCode::degraded_promoted
                                                    : ExitCode::degraded,
                error.message};
        }
        break;
    case Errc::bad_parameter:
    case Errc::missing_software:
    case Errc::no_permission:
    case Errc::unreachable:
    case Errc::timeout:
    case Errc::query_failed:
    case Errc::tool_failed:
    case Errc::malformed_input:
    case Errc::refused:
    case Errc::internal:
        break;
    }
    return Outcome::failure(ExitCode::generic, cat("the server does not answer: ", error.message));
}

/// Somebody opened a server that is not the writer. Two writers are worse than a refused write.
Result<> close_again(
    const ocf::Call& call, const Settings& settings, db::Server& server, model::ServerFacts& facts)
{
    log::error(cat(
        call.environment.node,
        " was open for writes without being promoted: closing it; find out who set read_only=OFF"));
    auto closed = server.close_for_writes(settings.kill_grace);
    if (!closed) {
        return closed;
    }
    facts.read_only = true;
    return {};
}

/// The writer replicates from the other master as soon as that one follows it cleanly. Not tried at
/// every monitor: a host that is cut off costs the whole budget.
void keep_ring(
    const ocf::Call& call,
    const Settings& settings,
    db::Server& server,
    const model::HostFacts& self,
    AgentState& state)
{
    if ((self.facts->link && self.facts->link->running()) ||
        wall_clock() - state.ring_tried_at < ring_interval) {
        return;
    }
    state.ring_tried_at = wall_clock();
    auto others = settings.masters;
    std::erase(others, call.environment.node);
    const auto peers = observe_hosts(settings, others, call.deadline.within(ring_budget));
    // Read after the others: under writes they would always seem to be ahead.
    auto us = observe_local(settings, self.name, server);
    if (!us.facts) {
        return;
    }
    us.address = host_address(settings, us.name).value_or("");
    const auto plan =
        us.facts->uses_gtid ? model::plan_ring(us, peers) : decide_ring(call, us, peers);
    const auto done = run_plan(plan, call, settings, server);
    if (!done) {
        log::warning(done.error().message);
    }
}

/// The notification of the new writer may have been missed: the cluster drops it when its
/// transition is broken off. A link that works needs no question.
void look_for_writer(
    const ocf::Call& call,
    const Settings& settings,
    const model::HostFacts& self,
    AgentState& state)
{
    const bool linked = self.facts->link && self.facts->link->running();
    if (!state.writer.empty() || linked || wall_clock() - state.ring_tried_at < ring_interval) {
        return;
    }
    state.ring_tried_at = wall_clock();
    const ClusterMemory memory(call.environment.resource);
    auto record = memory.read_last_record(settings.masters, call.deadline).value_or(std::nullopt);
    if (!record || record->writer == call.environment.node) {
        return;
    }
    const auto writer =
        observe_hosts(settings, {record->writer}, call.deadline.within(ring_budget));
    if (!writer.front().facts || writer.front().facts->read_only) {
        return; // there is none now
    }
    log::warning(cat("nobody told this host that ", record->writer, " is the writer"));
    state.writer = record->writer;
    update_agent_state(
        call.environment.resource, [&](AgentState& current) { current.writer = state.writer; });
}

/// A replica whose writer was out of reach at its notification tries again.
void follow_again(
    const ocf::Call& call,
    const Settings& settings,
    db::Server& server,
    const model::HostFacts& self,
    AgentState& state)
{
    const bool elsewhere = self.facts->link && !state.followed_address.empty() &&
                           self.facts->link->source_host != state.followed_address;
    const bool lost = !self.facts->link || elsewhere || state.followed != state.writer ||
                      self.facts->link->receiver == model::Receiver::stopped;
    if (state.writer.empty() || state.writer == call.environment.node || state.quarantine ||
        !lost) {
        return;
    }
    if (elsewhere) {
        log::warning(
            cat(self.name,
                " replicates from ",
                self.facts->link->source_host,
                ", which is not the writer ",
                state.writer,
                ": somebody has changed that"));
    }
    if (auto following = follow_writer(call, settings, server, state.writer); !following) {
        log::warning(following.error().message);
    }
    const auto now = read_agent_state(call.environment.resource);
    state.quarantine = now.quarantine;
    state.followed = now.followed;
    state.left_alone = now.left_alone;
}

/// Somebody turned semi-sync off, or the parameters changed. Not while commits wait: a change would
/// let them go.
void keep_acknowledgement(
    const Settings& settings, db::Server& server, const model::ServerFacts& facts)
{
    if (facts.semi_sync.waiting > 0 && facts.semi_sync.replicas == 0) {
        log::warning(
            cat(facts.semi_sync.waiting,
                " commits of clients wait, because no replica is connected that could acknowledge "
                "them; bring one back, or set durability=available"));
    }
    if (model::acknowledgement_is_as_wanted(
            facts.semi_sync, settings.durability, settings.acknowledgement_timeout)) {
        return;
    }
    log::warning("semi-synchronous replication is not set as the parameters want: setting it");
    auto done =
        server.require_acknowledgement(settings.durability, settings.acknowledgement_timeout);
    if (!done) {
        log::error(done.error().message);
    }
}

/// So that the next writer runs the same ones.
void tell_events(const ocf::Call& call, db::Server& server, AgentState& state)
{
    auto events = server.read_scheduled_events();
    if (!events) {
        log::warning(events.error().message);
        return;
    }
    std::vector<std::string> enabled;
    for (const auto& event : *events) {
        if (event.enabled) {
            enabled.push_back(event.full_name());
        }
    }
    const auto text = join(enabled, ",");
    if (state.told_events.value_or("") == text) {
        return;
    }
    if (auto running = server.run_scheduled_events(true); !running) {
        log::warning(running.error().message);
    }
    // Not there yet right after a move; the next monitor comes soon.
    const ClusterMemory memory(call.environment.resource);
    auto record = memory.read_record(call.environment.node, call.deadline).value_or(std::nullopt);
    if (!record) {
        return;
    }
    record->events = std::move(enabled);
    if (auto told = memory.write_record(*record, call.deadline); told) {
        state.told_events = text;
    } else {
        log::warning(told.error().message);
    }
}

/// Left alone while another action or a follower in the background is at it.
void keep_replication(
    const ocf::Call& call,
    const Settings& settings,
    db::Server& server,
    const model::HostFacts& self,
    AgentState& state)
{
    if (current_order(call).kind == model::AdminOrder::Kind::offline) {
        return; // the operator wants it to stand still; judging sees to that
    }
    const auto lock = lock_replication(call.environment.resource, Deadline::after({}));
    if (!lock) {
        return;
    }
    if (self.facts->read_only) {
        look_for_writer(call, settings, self, state);
        follow_again(call, settings, server, self, state);
    } else {
        keep_acknowledgement(settings, server, *self.facts);
        if (settings.events) {
            tell_events(call, server, state);
        }
        keep_ring(call, settings, server, self, state);
    }
}

Outcome preflight_outcome(const ocf::Call& call, const Settings& settings, ExitCode code)
{
    auto faults = run_preflight(call, settings);
    if (!faults || faults->empty()) {
        return Outcome::of(code);
    }
    for (const auto& fault : *faults) {
        log::warning(fault);
    }
    return Outcome{
        code == ExitCode::promoted ? ExitCode::degraded_promoted : ExitCode::degraded,
        join(*faults, "; ")};
}

Outcome look_inside(const ocf::Call& call, const Settings& settings, db::Server& server)
{
    auto self = observe_local(settings, call.environment.node, server);
    if (!self.facts) {
        return unreadable(call, Error{Errc::query_failed, self.error});
    }
    if (!self.facts->read_only && call.environment.expects_unpromoted()) {
        if (auto closed = close_again(call, settings, server, *self.facts); !closed) {
            return Outcome::failure(closed.error());
        }
    }
    if (!call.environment.is_probe()) {
        auto state = read_agent_state(call.environment.resource);
        keep_replication(call, settings, server, self, state);
        update_agent_state(call.environment.resource, [&](AgentState& current) {
            current.ring_tried_at = state.ring_tried_at;
            current.told_events = state.told_events;
            if (!self.facts->read_only) {
                current.writer = call.environment.node;
            }
        });
        judge_server(call, settings, server, *self.facts, {});
        check_report(call);
    } else if (!self.facts->read_only && call.environment.promotable) {
        check_report_of_writer(call);
    }
    if (self.facts->read_only && call.environment.expects_promoted()) {
        const auto ended = lease_end(call.environment.resource);
        return Outcome::failure(
            ExitCode::failed_promoted,
            ended.empty() ? "the writer was set read-only by somebody else"
                          : cat("mmm_mond closed the writer: ", ended));
    }
    const auto code = self.facts->read_only ? ExitCode::success : ExitCode::promoted;
    return call.environment.check_level >= preflight_level ? preflight_outcome(call, settings, code)
                                                           : Outcome::of(code);
}

} // namespace

ocf::Outcome monitor(const ocf::Call& call)
{
    const auto settings = settings_of(call.parameters);
    const bool probe = call.environment.is_probe(); // which changes nothing
    if (call.environment.expects_promoted()) {
        note_action(call.environment.resource);
    }
    const auto pid = find_server(settings);
    if (!pid) {
        if (!probe) {
            note_silence(call, settings);
        }
        return Outcome::of(ExitCode::not_running);
    }
    if (!call.environment.is_probe()) {
        start_mond(call, false);
    }
    // Other actions wait for this one. When the daemon has told the cluster, this knows enough.
    const HangWatch watch(call.environment.resource, *pid, [] {
        ocf::end_at_once(Outcome::failure(ExitCode::generic, "the server does not answer"));
    });
    const auto deadline = call.deadline.within(settings.login_timeout());
    auto server = connect_local(settings, deadline);
    // One attempt waits three seconds at most; a server that stalls for a moment is not replaced.
    while (!server && server.error().code == Errc::timeout && !deadline.passed()) {
        ::poll(nullptr, 0, retry_pause_ms);
        server = connect_local(settings, deadline);
    }
    auto outcome =
        server ? look_inside(call, settings, **server) : unreadable(call, server.error());
    if (outcome.code == ExitCode::generic && !probe) {
        note_silence(call, settings); // hung
    }
    return outcome;
}

} // namespace mmm::mysql
