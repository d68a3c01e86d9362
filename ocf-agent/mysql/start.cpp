// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/model/writer_plans.h"
#include "ocf-agent/mysql/actions.h"
#include "ocf-agent/mysql/binlog_archive.h"
#include "ocf-agent/mysql/cluster_memory.h"
#include "ocf-agent/mysql/disk_room.h"
#include "ocf-agent/mysql/judge.h"
#include "ocf-agent/mysql/mond_process.h"
#include "ocf-agent/mysql/observe.h"
#include "ocf-agent/mysql/plan_runner.h"
#include "ocf-agent/mysql/recorder.h"
#include "ocf-agent/mysql/report.h"
#include "ocf-agent/mysql/server_process.h"

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace mmm::mysql {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds poll_interval{10};
constexpr milliseconds memory_budget{5000};
constexpr milliseconds reserve_after_applying{5000};

/// Connects as soon as the server listens: a crash recovery may take long. Ends at once when the
/// process is gone.
Result<std::unique_ptr<db::Server>>
wait_until_ready(const Settings& settings, pid_t pid, Deadline deadline)
{
    for (;;) {
        auto server = connect_local(settings, deadline, deadline.remaining());
        if (server ||
            (server.error().code != Errc::unreachable && server.error().code != Errc::timeout)) {
            return server;
        }
        if (!is_alive(pid)) {
            return Error{
                Errc::internal, "the server ended while it was starting; its error log says why"};
        }
        if (deadline.passed()) {
            return Error{
                Errc::timeout,
                "the server is still starting (crash recovery?); its error log shows how far it "
                "is, "
                "raise the start time-out if it needs longer"};
        }
        ::poll(nullptr, 0, static_cast<int>(poll_interval.count()));
    }
}

/// A writer that exists already is followed from the start. When one is about to be promoted, its
/// post-promote notification comes and does it.
void follow_known_writer(const ocf::Call& call, const Settings& settings, db::Server& server)
{
    const auto writer = call.environment.coming_promoted();
    if (!call.environment.lists.promote.empty() || !writer || *writer == call.environment.node) {
        return;
    }
    update_agent_state(
        call.environment.resource, [&](AgentState& state) { state.writer = *writer; });
    catch_up_history(call.environment.resource, *writer);
    if (current_order(call).kind == model::AdminOrder::Kind::offline) {
        return;
    }
    const auto lock = lock_replication(call.environment.resource, call.deadline);
    auto following = lock ? follow_writer(call, settings, server, *writer) : Result<>(lock.error());
    if (!following) {
        log::warning(following.error().message);
    }
}

/// No writer lives that has what this host received, and this one is not about to become it.
bool lacks_a_writer(const ocf::Call& call)
{
    const auto& lists = call.environment.lists;
    const auto ends = [&](const std::string& host) {
        return std::ranges::find(lists.stop, host) != lists.stop.end();
    };
    const bool comes =
        std::ranges::find(lists.promote, call.environment.node) != lists.promote.end();
    return call.environment.promotable && !comes && std::ranges::all_of(lists.promoted, ends);
}

/// What the last writer sent here may be nowhere else. What another host sent was decided about
/// when somebody took over from that one.
Result<> apply_kept_relay_log(const ocf::Call& call, const Settings& settings, db::Server& server)
{
    const auto record =
        ClusterMemory(call.environment.resource)
            .read_last_record(settings.masters, call.deadline.within(memory_budget));
    if (!record || !*record || (*record)->writer == call.environment.node) {
        return {};
    }
    const auto lock = lock_replication(call.environment.resource, call.deadline);
    if (!lock) {
        return lock.error();
    }
    const auto& node = call.environment.node;
    const auto seen = observe_local(settings, node, server);
    const auto writer = host_address(settings, (*record)->writer);
    if (!seen.facts || !seen.facts->link || !writer || seen.facts->link->source_host != *writer) {
        return {};
    }
    auto in_time = call;
    in_time.deadline = call.deadline.minus(reserve_after_applying);
    const auto self = observe_fully(settings, node, server, in_time.deadline);
    if (!self.facts) {
        return Error{Errc::query_failed, self.error};
    }
    const auto plan = model::plan_salvage(self);
    if (!plan) {
        return {};
    }
    auto done = run_plan(*plan, in_time, settings, server);
    if (!done) {
        static_cast<void>(server.stop_replication()); // it stands still again, and keeps the rest
        return std::move(done).error();
    }
    return {};
}

void apply_what_was_received(const ocf::Call& call, const Settings& settings, db::Server& server)
{
    if (!lacks_a_writer(call) || current_order(call).kind == model::AdminOrder::Kind::offline ||
        read_agent_state(call.environment.resource).quarantine) {
        return;
    }
    if (auto applied = apply_kept_relay_log(call, settings, server); !applied) {
        log::warning(std::move(applied)
                         .error()
                         .during("could not apply what was received before the restart")
                         .message);
    }
}

/// Another host is the writer now, or was the last one: what a crashed server had written and
/// nobody acknowledged must not come back here. Without a cluster to ask, everything is kept.
Recovery recovery_of(const ocf::Call& call, const Settings& settings)
{
    const auto& node = call.environment.node;
    const auto& promote = call.environment.lists.promote;
    const auto writer = call.environment.coming_promoted();
    // One that is yet to be promoted asks this host first, and fetches what it lacks.
    if (writer && (promote.empty() || *writer == node)) {
        return *writer == node ? Recovery::commit : Recovery::roll_back;
    }
    const auto record =
        ClusterMemory(call.environment.resource)
            .read_last_record(settings.masters, call.deadline.within(memory_budget));
    // This host may have become the writer a moment before it crashed.
    const bool was_later =
        record && *record && last_own_move(call.environment.resource) > (*record)->move;
    return record && *record && (*record)->writer != node && !was_later ? Recovery::roll_back
                                                                        : Recovery::commit;
}

/// As the writer tells it, else as the configuration has it.
Result<std::optional<model::WriterRecord>>
last_move(const ocf::Call& call, const Settings& settings, Deadline deadline)
{
    const ClusterMemory memory(call.environment.resource);
    const auto writer = call.environment.coming_promoted();
    auto told = writer ? memory.read_opening(*writer, deadline)
                       : Result<std::optional<model::WriterRecord>>();
    return !told || *told ? told : memory.read_last_record(settings.masters, deadline);
}

/// Before this host follows anybody: what was noted of it while it was away holds no longer.
Result<> announce_return(const ocf::Call& call, const Settings& settings)
{
    if (!call.environment.promotable) {
        return {};
    }
    const auto& node = call.environment.node;
    const ClusterMemory memory(call.environment.resource);
    const auto deadline = call.deadline.within(memory_budget);
    static_cast<void>(memory.forget_closing(deadline)); // a crashed node has none left
    if (auto forgotten = memory.forget_departure(node, deadline); !forgotten) {
        return forgotten;
    }
    auto record = last_move(call, settings, deadline);
    if (!record) {
        return std::move(record).error();
    }
    const bool was_absent =
        *record && std::ranges::find((*record)->absent, node) != (*record)->absent.end();
    return was_absent ? memory.write_return(node, (*record)->move, deadline) : Result<>();
}

/// Those that the writer lacks, or all while it cannot be asked: crash recovery also rolls back
/// what replicas have and this server had not noted as committed. That comes again by replication.
model::Transactions writers_transactions(const ocf::Call& call, const Settings& settings)
{
    const auto writer = call.environment.coming_promoted();
    if (!writer || *writer == call.environment.node) {
        return {};
    }
    const auto seen = observe_hosts(settings, {*writer}, call.deadline.within(memory_budget));
    return seen.front().facts ? seen.front().facts->executed : model::Transactions();
}

/// Nothing that was rolled back goes without a word.
void tell_cut_off(const ocf::Call& call, const Settings& settings, const CrashedLog& log)
{
    auto cut = cut_off_since(log);
    if (!cut) {
        log::error(cut.error().message);
        return;
    }
    const auto theirs = cut->empty() ? model::Transactions() : writers_transactions(call, settings);
    std::erase_if(*cut, [&](const model::GtidRange& one) {
        return model::Transactions::up_to(model::to_position(one)).within(theirs);
    });
    if (cut->empty()) {
        drop_copy(log);
        return;
    }
    model::LossEntry loss;
    loss.time_ms = wall_clock_ms();
    loss.host = call.environment.node;
    loss.transactions = model::to_text(*cut);
    loss.count = cut->size();
    loss.fate = model::LossEntry::Fate::rolled_back;
    loss.archive = log.copy;
    keep_loss(call.environment.resource, loss);
    log::warning(
        cat("crash recovery rolled back ",
            loss.count,
            " transactions that no other host is known to have: ",
            loss.transactions,
            "; they are kept in ",
            log.copy));
}

Result<std::unique_ptr<db::Server>>
launch(const ocf::Call& call, const Settings& settings, Deadline deadline)
{
    if (const auto killed = find_killed_server(settings)) {
        return Error{
            Errc::refused,
            cat("what is left of the server that was killed (pid ",
                *killed,
                ") waits for its disk in the kernel; look at the disk of ",
                settings.datadir)};
    }
    // It would wait for room, and the cluster for it, whatever happens elsewhere meanwhile.
    if (!has_room(settings.datadir)) {
        return Error{
            Errc::refused,
            cat("no room is left in ", settings.datadir, "; make room, then it is started again")};
    }
    auto recovery = recovery_of(call, settings);
    if (recovery == Recovery::roll_back) {
        const auto kept = keep_crashed_log(call.environment.resource);
        if (!kept) {
            return kept.error(); // what cannot be kept is not rolled back
        }
        recovery = *kept ? recovery : Recovery::commit;
    }
    if (recovery == Recovery::roll_back) {
        if (auto noted = forget_whole_data(call.environment.resource); !noted) {
            return std::move(noted).error();
        }
    }
    auto pid = launch_server(settings, recovery);
    if (!pid) {
        return std::move(pid).error();
    }
    return wait_until_ready(settings, *pid, deadline);
}

} // namespace

ocf::Outcome start(const ocf::Call& call)
{
    const auto settings = settings_of(call.parameters);
    if (auto usable = check_settings(call, settings); !usable) {
        return ocf::Outcome::failure(usable.error());
    }
    const auto running = find_server(settings);
    auto server = running ? wait_until_ready(settings, *running, call.deadline)
                          : launch(call, settings, call.deadline);
    if (!server) {
        return ocf::Outcome::failure(
            std::move(server).error().during("could not start the server"));
    }
    // An earlier start may have waited in vain for this very server.
    if (const auto crashed = untold_crashed_log(call.environment.resource)) {
        tell_cut_off(call, settings, *crashed);
        forget_crashed_log(call.environment.resource);
    }
    if (running) {
        log::info(cat("the server runs already (pid ", *running, ")"));
        if (auto closed = (*server)->close_for_writes(settings.kill_grace); !closed) {
            return ocf::Outcome::failure(
                std::move(closed).error().during("could not close the running server for writes"));
        }
    }
    if (!running) {
        note_silence(call, settings); // until now, whether or not anybody saw it end
    }
    update_agent_state(call.environment.resource, [](AgentState& state) {
        // A new life, but for the quarantine: only a look at the writer's data ends that. Otherwise
        // a stale master that is restarted after the writer has died would be promoted.
        AgentState begun;
        begun.quarantine = std::move(state.quarantine);
        begun.host = std::move(state.host);
        begun.order = state.order;
        begun.host.checks.fresh = true;
        begun.host.checks.failing_since.clear();
        state = std::move(begun);
    });
    if (auto returned = announce_return(call, settings); !returned) {
        return ocf::Outcome::failure(
            std::move(returned).error().during("could not tell the cluster that the host is back"));
    }
    apply_what_was_received(call, settings, **server);
    follow_known_writer(call, settings, **server);
    start_mond(call, true);
    return ocf::Outcome::success();
}

} // namespace mmm::mysql
