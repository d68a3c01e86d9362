// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/background.h"
#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "ocf-agent/mysql/actions.h"
#include "ocf-agent/mysql/cluster_memory.h"
#include "ocf-agent/mysql/judge.h"
#include "ocf-agent/mysql/observe.h"
#include "ocf-agent/mysql/recorder.h"
#include "ocf-agent/mysql/report.h"
#include "ocf-agent/mysql/server_process.h"

#include <algorithm>

namespace mmm::mysql {

namespace {

bool is_address_of(const Settings& settings, const std::string& address, const std::string& host)
{
    const auto known = host_address(settings, host);
    return known && *known == address;
}

void remember_writer(const ocf::Call& call, const std::string& writer)
{
    update_agent_state(
        call.environment.resource, [&](AgentState& state) { state.writer = writer; });
}

/// The writer gave the role up, or has ended.
void forget_writer(const ocf::Call& call)
{
    const auto& lists = call.environment.lists;
    update_agent_state(call.environment.resource, [&](AgentState& state) {
        for (const auto* list : {&lists.demote, &lists.stop}) {
            if (std::ranges::find(*list, state.writer) != list->end()) {
                state.writer.clear();
            }
        }
    });
}

/// The writer is about to go: the time counts from here when it was lost.
void note_time(const ocf::Call& call)
{
    const auto& lists = call.environment.lists;
    update_agent_state(call.environment.resource, [&](AgentState& state) {
        for (const auto* list : {&lists.demote, &lists.stop}) {
            if (std::ranges::find(*list, state.writer) != list->end()) {
                state.noticed_at_ms = wall_clock_ms();
            }
        }
    });
}

/// The writer notes what a host that has stopped can have at most. Right here, although that aborts
/// the transition: the host may be started next, and acknowledge then what is not noted.
void note_departures(const ocf::Call& call)
{
    const auto settings = settings_of(call.parameters);
    const auto& environment = call.environment;
    if (settings.durability != model::Durability::lossless ||
        read_agent_state(environment.resource).writer != environment.node) {
        return;
    }
    // A server that hangs would hold up the failover, which waits for this.
    auto server = connect_local(settings, call.deadline.within(settings.login_timeout()));
    auto facts =
        server ? (*server)->read_facts() : Result<model::ServerFacts>(std::move(server).error());
    if (!facts || facts->read_only) {
        return;
    }
    const ClusterMemory memory(environment.resource);
    for (const auto& host : environment.lists.stop) {
        if (auto noted = memory.write_departure(host, facts->executed, call.deadline); !noted) {
            log::warning(noted.error().message);
        }
    }
}

/// Another host is about to become the writer, and nobody writes any more: the receiver can stop.
/// Once its source's host has been gone for a while it sits in an attempt to connect, and takes
/// seconds to stop; the first commits of the new writer would wait for it.
void stop_receiving(const ocf::Call& call)
{
    const auto& promote = call.environment.lists.promote;
    const auto settings = settings_of(call.parameters);
    if (promote.empty() || promote.front() == call.environment.node || !find_server(settings)) {
        return;
    }
    auto begun = run_in_background("mmm-follower", {}, [&] {
        const auto lock = lock_replication(call.environment.resource, call.deadline);
        auto server = connect_local(settings, call.deadline);
        auto facts = server ? (*server)->read_facts()
                            : Result<model::ServerFacts>(std::move(server).error());
        const bool follows_former =
            lock && facts && facts->uses_gtid && facts->read_only && facts->link &&
            !is_address_of(settings, facts->link->source_host, promote.front());
        if (follows_former) {
            static_cast<void>((*server)->stop_receiver()); // following stops it again
        }
    });
    if (!begun) {
        log::error(begun.error().message);
    }
}

/// What this host is worth now, before its next monitor.
void judge_at_once(const ocf::Call& call, const Settings& settings)
{
    if (auto seen = look_and_judge(call, settings, {}); !seen) {
        log::warning(seen.error().message);
    }
}

void follow(const ocf::Call& call, const Settings& settings, const std::string& writer)
{
    if (current_order(call).kind == model::AdminOrder::Kind::offline) {
        log::info("set offline by an operator: replication stays stopped");
        return;
    }
    const auto lock = lock_replication(call.environment.resource, call.deadline);
    if (!lock) {
        log::error(lock.error().message);
        return;
    }
    auto server = connect_local(settings, call.deadline);
    auto following = server ? follow_writer(call, settings, **server, writer)
                            : Result<>(std::move(server).error());
    if (!following) {
        log::error(following.error().message);
        return;
    }
    log::notice(cat(call.environment.node, " follows ", writer));
    judge_at_once(call, settings); // a host that waited for this gets its readers now
}

/// The writer's address waits until this notification is through on every host (Pacemaker orders
/// what follows a clone after its notifications), so following goes on behind it. The new writer
/// itself tells its score: until then a former one that comes back could be preferred to it.
void follow_new_writer(const ocf::Call& call)
{
    const auto writer = call.environment.lists.promote.front();
    remember_writer(call, writer);
    const auto settings = settings_of(call.parameters);
    const bool runs = find_server(settings).has_value();
    auto begun = run_in_background("mmm-follower", {}, [&] {
        if (runs && writer == call.environment.node) {
            judge_at_once(call, settings);
        } else if (runs) {
            follow(call, settings, writer);
        }
        keep_history(call.environment.resource, writer);
    });
    if (!begun) {
        log::error(begun.error().message);
    }
}

/// A host that came back has found out by now what it had that nobody else has.
void hear_of_losses(const ocf::Call& call)
{
    const auto& resource = call.environment.resource;
    auto begun = run_in_background("mmm-recorder", {}, [&] { collect_losses(resource); });
    if (!begun) {
        log::warning(begun.error().message);
    }
}

} // namespace

/// The cluster ignores how a notification ends: what fails here is in the log, and the monitor
/// tries again and reports it.
ocf::Outcome notify(const ocf::Call& call)
{
    const auto& environment = call.environment;
    const auto& operation = environment.notify_operation;
    if (environment.notify_type != "post") {
        note_time(call);
        if (operation == "promote") {
            stop_receiving(call);
        }
    } else if (operation == "stop") {
        forget_writer(call);
        note_departures(call);
    } else if (operation == "demote") {
        forget_writer(call);
    } else if (operation == "promote" && !environment.lists.promote.empty()) {
        follow_new_writer(call);
    } else if (operation == "start") {
        hear_of_losses(call);
    }
    return ocf::Outcome::success();
}

} // namespace mmm::mysql
