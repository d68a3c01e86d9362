// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "ocf-agent/mysql/actions.h"
#include "ocf-agent/mysql/binlog_archive.h"
#include "ocf-agent/mysql/by_position.h"
#include "ocf-agent/mysql/cluster_memory.h"
#include "ocf-agent/mysql/disk_room.h"
#include "ocf-agent/mysql/hung_server.h"
#include "ocf-agent/mysql/lease_notes.h"
#include "ocf-agent/mysql/lost_writer.h"
#include "ocf-agent/mysql/observe.h"
#include "ocf-agent/mysql/plan_runner.h"
#include "ocf-agent/mysql/promotion_inputs.h"
#include "ocf-agent/mysql/recorder.h"
#include "ocf-agent/mysql/report.h"
#include "ocf-agent/mysql/server_process.h"

#include <poll.h>

#include <algorithm>
#include <variant>
#include <vector>

namespace mmm::mysql {

namespace {

using ocf::Outcome;

constexpr int retry_pause_ms = 500;

Outcome failed(const Error& error)
{
    return Outcome::failure(ocf::ExitCode::generic, cat("could not promote: ", error.message));
}

/// Asks further when the first answer is no, or that something may be missing.
model::Decision decide(const ocf::Call& call, PromotionInputs& inputs)
{
    auto decision = model::plan_promotion(inputs.self, inputs.peers, inputs.rules);
    const auto* plan = std::get_if<model::Plan>(&decision);
    if (plan != nullptr && plan->possible_loss.empty()) {
        return decision;
    }
    gather_more(call, inputs);
    return model::plan_promotion(inputs.self, inputs.peers, inputs.rules);
}

struct Decided {
    PromotionInputs inputs;
    model::Decision decision;
};

/// A host that does not answer may just be starting. Waiting for it here is cheaper than to fail:
/// that would restart this server.
Result<Decided>
decide_patiently(const ocf::Call& call, const Settings& settings, db::Server& server)
{
    const auto lost_writer = outlast_lost_writer(call, settings);
    if (!lost_writer) {
        return lost_writer.error();
    }
    auto peers = running_peers(call.environment);
    if (*lost_writer) {
        peers.push_back(**lost_writer);
    }
    const auto patience = call.deadline.within(call.environment.timeout / 6);
    for (bool told = false;; told = true) {
        auto inputs = gather_promotion_inputs(call, settings, server, peers);
        if (!inputs) {
            return std::move(inputs).error();
        }
        if (!inputs->self.facts->uses_gtid) {
            if (auto located = locate_catch_up(call, settings, server, *inputs); !located) {
                return std::move(located).error();
            }
        }
        auto decision = decide(call, *inputs);
        const auto* refusal = std::get_if<model::Refusal>(&decision);
        if (refusal == nullptr || !refusal->may_pass || patience.passed()) {
            return Decided{std::move(*inputs), std::move(decision)};
        }
        if (!told) {
            log::warning(cat("waiting with the promotion: ", refusal->reason));
        }
        ::poll(nullptr, 0, retry_pause_ms);
    }
}

/// Those that the cluster does not run: nobody asked them.
std::vector<std::string> absent_hosts(const PromotionInputs& inputs)
{
    std::vector<std::string> absent;
    for (const auto& host : inputs.rules.hosts) {
        const bool asked =
            std::ranges::find(inputs.peers, host, &model::HostFacts::name) != inputs.peers.end();
        if (!asked && host != inputs.self.name) {
            absent.push_back(host);
        }
    }
    return absent;
}

model::WriterRecord
record_of(const Settings& settings, const PromotionInputs& inputs, const model::ServerFacts& opened)
{
    const auto& last = inputs.rules.record;
    model::WriterRecord record;
    record.move = last ? last->move + 1 : 1;
    record.writer = inputs.self.name;
    record.durability = settings.durability;
    record.opened = opened.executed;
    record.opened_place = opened.binlog_place;
    record.former = last ? last->writer : "";
    record.former_place = opened.link ? opened.link->executed_place : model::LogPlace{};
    record.opened_at_ms = wall_clock_ms();
    record.absent = absent_hosts(inputs);
    record.events = inputs.rules.events;
    return record;
}

/// Where there is no GTID the others go by the record as soon as they are told of the promotion.
model::WriterRecord tell_of_opening(
    const ocf::Call& call,
    const Settings& settings,
    const Decided& decided,
    const model::ServerFacts& opened)
{
    auto record = record_of(settings, decided.inputs, opened);
    if (!opened.uses_gtid) {
        note_former_place(record, opened, std::get<model::Plan>(decided.decision), decided.inputs);
        const ClusterMemory memory(call.environment.resource);
        if (auto told = memory.write_opening(record, call.deadline); !told) {
            log::warning(told.error().message);
        }
    }
    update_agent_state(call.environment.resource, [&](AgentState& state) {
        state.writer = call.environment.node;
        state.quarantine.reset();
    });
    return record;
}

/// From the decision on.
Outcome become_writer(const ocf::Call& call, const Settings& settings, db::Server& server)
{
    auto decided = decide_patiently(call, settings, server);
    if (!decided) {
        return failed(decided.error());
    }
    if (const auto* refusal = std::get_if<model::Refusal>(&decided->decision)) {
        return failed(Error{Errc::refused, refusal->reason});
    }
    const auto& plan = std::get<model::Plan>(decided->decision);
    auto done = run_plan(plan, call, settings, server);
    if (!done) {
        return failed(done.error());
    }
    forget_lease_end(call.environment.resource);
    const auto record =
        tell_of_opening(call, settings, *decided, *done ? **done : *decided->inputs.self.facts);
    if (auto log = server.read_binary_log()) {
        const bool can_roll_back =
            decided->inputs.self.facts->family == model::ServerFamily::mariadb;
        remember_writing(
            call.environment.resource, settings.datadir, *log, can_roll_back, record.move);
    }
    record_move(call, record, plan);
    const auto position = record.opened.to_text();
    log::notice(
        cat(call.environment.node,
            " is the writer, at ",
            position.empty() ? "an empty binary log" : position));
    return Outcome::success();
}

} // namespace

ocf::Outcome promote(const ocf::Call& call)
{
    if (call.environment.promotable && !call.environment.lists.present) {
        return failed(Error{
            Errc::refused,
            "the cluster did not say which other hosts run (notify=true is missing), so that "
            "nobody can be asked what they hold"});
    }
    const auto settings = settings_of(call.parameters);
    const auto lock = lock_replication(call.environment.resource, call.deadline);
    if (!lock) {
        return failed(lock.error());
    }
    if (!has_room(settings.datadir)) {
        return failed(Error{
            Errc::refused,
            cat("no room is left in ", settings.datadir, "; make room, or promote another host")});
    }
    const auto pid = find_server(settings);
    if (!pid) {
        return failed(Error{Errc::unreachable, "the server does not run"});
    }
    // The cluster waits for this action, whatever the daemon tells it; another host may do better.
    const Error hangs{Errc::timeout, "the server does not answer"};
    if (is_known_to_hang(call.environment.resource, settings, *pid)) {
        return failed(hangs);
    }
    const HangWatch watch(
        call.environment.resource, *pid, [&hangs] { ocf::end_at_once(failed(hangs)); });
    auto server = connect_local(settings, call.deadline, patience_with_clients);
    if (!server) {
        return failed(server.error());
    }
    return become_writer(call, settings, **server);
}

} // namespace mmm::mysql
