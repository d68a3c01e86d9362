// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/by_position.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/model/position_plans.h"
#include "ocf-agent/mysql/agent_state.h"
#include "ocf-agent/mysql/cluster_memory.h"
#include "ocf-agent/mysql/log_reader.h"
#include "ocf-agent/mysql/observe.h"
#include "ocf-agent/mysql/plan_runner.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

namespace mmm::mysql {

namespace {

using std::chrono::milliseconds;

/// How long one other host may take to let the agent in.
constexpr milliseconds peer_budget{2000};
/// How long the logs may take to read: a part of what the operation has.
constexpr int share_of_deadline = 3;

/// Connections to other hosts, kept while their logs are read.
class LogHosts {
public:
    LogHosts(const ocf::Call& call, const Settings& settings)
        : call_(call)
        , settings_(settings)
    {
    }

    /// Nothing when the host does not answer.
    std::optional<LogHost> ask(const std::string& name)
    {
        auto server = connect_host(settings_, name, call_.deadline.within(peer_budget));
        if (!server) {
            return std::nullopt;
        }
        auto facts = (*server)->read_facts();
        if (!facts) {
            return std::nullopt;
        }
        servers_.push_back(std::move(*server));
        return LogHost{name, servers_.back().get(), std::move(*facts)};
    }

private:
    const ocf::Call& call_;
    const Settings& settings_;
    std::vector<std::unique_ptr<db::Server>> servers_;
};

/// What the writer told when it opened, or what is kept of it.
std::optional<model::WriterRecord> read_opening_of(const ocf::Call& call, const std::string& writer)
{
    const ClusterMemory memory(call.environment.resource);
    return later_of(
        memory.read_opening(writer, call.deadline).value_or(std::nullopt),
        memory.read_record(writer, call.deadline).value_or(std::nullopt));
}

Deadline time_to_read(const ocf::Call& call)
{
    return call.deadline.within(call.deadline.remaining() / share_of_deadline);
}

class Follower {
public:
    Follower(
        const ocf::Call& call,
        const Settings& settings,
        db::Server& server,
        model::HostFacts& self,
        const model::HostFacts& writer)
        : call_(call)
        , settings_(settings)
        , server_(server)
        , self_(self)
        , writer_(writer)
        , hosts_(call, settings)
    {
    }

    Result<model::Decision> decide()
    {
        rules_.record = read_opening_of(call_, writer_.name);
        if (rules_.record && !rules_.record->former.empty()) {
            rules_.former_address =
                host_address(settings_, rules_.record->former).value_or(std::string());
        }
        if (const auto stand = model::plan_to_leave_former(self_, writer_, rules_)) {
            if (auto stood = run_plan(*stand, call_, settings_, server_); !stood) {
                return std::move(stood).error();
            }
            self_ = observe_fully(settings_, self_.name, server_, call_.deadline);
            if (!self_.facts) {
                return Error{Errc::query_failed, self_.error};
            }
        }
        if (rules_.record && writer_.facts && rules_.record->former_place.known()) {
            look_into_logs();
        }
        return model::plan_follow_by_position(self_, writer_, rules_);
    }

private:
    void look_into_logs()
    {
        const auto& link = self_.facts->link;
        const bool linked = link && self_.replicates_from(writer_);
        if (rules_.record->former == self_.name) {
            if (!linked || !link->running()) {
                read_own_writes();
            }
            if (!linked) {
                locate(self_.facts->binlog_place, self_.facts->identity);
            }
        } else if (link && link->source_host == rules_.former_address && link->stands_still()) {
            locate(link->executed_place, link->source);
        }
    }

    void read_own_writes()
    {
        auto log = read_binary_log(
            {self_.name, &server_, *self_.facts},
            rules_.record->former_place,
            self_.facts->binlog_place,
            time_to_read(call_));
        rules_.own_writes = log ? model::own_writes(*log) : Result<std::string>(log.error());
    }

    void locate(const model::LogPlace& executed, const model::ServerIdentity& old_identity)
    {
        const auto& record = *rules_.record;
        if (executed == record.former_place) {
            return;
        }
        auto target = hosts_.ask(writer_.name);
        if (!target) {
            return;
        }
        RelocationTask task{
            record.former,
            record.writer,
            old_identity,
            executed,
            {record.former_place, record.opened_place},
            *target,
            {}};
        const LogHost here{self_.name, &server_, *self_.facts};
        if (record.former == self_.name) {
            task.witnesses = {here};
        } else {
            if (auto former = hosts_.ask(record.former)) {
                task.witnesses.push_back(std::move(*former));
            }
            task.witnesses.push_back(std::move(*target));
            task.witnesses.push_back(here);
            for (const auto& host : call_.environment.lists.all) {
                const bool known =
                    host == self_.name || host == record.former || host == record.writer;
                if (auto other = known ? std::nullopt : hosts_.ask(host)) {
                    task.witnesses.push_back(std::move(*other));
                }
            }
        }
        rules_.located = relocate(task, time_to_read(call_));
    }

    const ocf::Call& call_;
    const Settings& settings_;
    db::Server& server_;
    model::HostFacts& self_;
    const model::HostFacts& writer_;
    LogHosts hosts_;
    model::FollowRules rules_;
};

} // namespace

Result<model::Decision> decide_to_follow(
    const ocf::Call& call,
    const Settings& settings,
    db::Server& server,
    model::HostFacts& self,
    const model::HostFacts& writer)
{
    return Follower(call, settings, server, self, writer).decide();
}

Result<> locate_catch_up(
    const ocf::Call& call, const Settings& settings, db::Server& server, PromotionInputs& inputs)
{
    auto& rules = inputs.rules;
    if (rules.record) {
        rules.last_writer_address =
            host_address(settings, rules.record->writer).value_or(std::string());
    }
    inputs.self.address = host_address(settings, inputs.self.name).value_or(std::string());
    const auto* ahead = model::host_ahead(inputs.self, inputs.peers);
    const bool source_answers = std::ranges::any_of(inputs.peers, [&](const auto& peer) {
        return peer.facts && inputs.self.replicates_from(peer);
    });
    if (ahead == nullptr || source_answers || !inputs.self.facts->read_only) {
        return {};
    }
    if (const auto stand = model::plan_to_stand(inputs.self)) {
        if (auto stood = run_plan(*stand, call, settings, server); !stood) {
            return std::move(stood).error();
        }
        const auto address = inputs.self.address;
        const auto quarantined = inputs.self.quarantined;
        inputs.self = observe_fully(settings, inputs.self.name, server, call.deadline);
        if (!inputs.self.facts) {
            return Error{Errc::query_failed, inputs.self.error};
        }
        inputs.self.address = address;
        inputs.self.quarantined = quarantined;
        ahead = model::host_ahead(inputs.self, inputs.peers);
    }
    const auto& theirs = ahead != nullptr ? ahead->facts->link : inputs.self.facts->link;
    if (ahead == nullptr || theirs->executed_place != theirs->received_place) {
        return {};
    }
    LogHosts hosts(call, settings);
    auto target = hosts.ask(ahead->name);
    if (!target) {
        return {};
    }
    // As they were observed together: its applier has nothing more to do.
    target->facts = *ahead->facts;
    const RelocationTask task{
        rules.record ? rules.record->writer : theirs->source_host,
        ahead->name,
        theirs->source,
        inputs.self.facts->link->executed_place,
        {theirs->executed_place, target->facts.binlog_place},
        *target,
        {*target}};
    rules.catch_up = relocate(task, time_to_read(call));
    return {};
}

model::Plan decide_ring(
    const ocf::Call& call, const model::HostFacts& self, const std::vector<model::HostFacts>& peers)
{
    const auto record = read_opening_of(call, self.name);
    return model::plan_ring_by_position(
        self, peers, record ? record->opened_place : model::LogPlace{});
}

void note_former_place(
    model::WriterRecord& record,
    const model::ServerFacts& opened,
    const model::Plan& plan,
    const PromotionInputs& inputs)
{
    const model::HostFacts* caught_up_from = nullptr;
    for (const auto& step : plan.steps) {
        if (const auto* from = std::get_if<model::ReplicateFrom>(&step)) {
            const auto found = std::ranges::find(inputs.peers, from->host, &model::HostFacts::name);
            caught_up_from = found == inputs.peers.end() ? nullptr : &*found;
        }
    }
    const auto places = model::places_at_opening(opened, caught_up_from);
    record.former_place = places.in_old;
    record.opened_place = places.in_new;
    const auto source = caught_up_from != nullptr ? caught_up_from->facts->link->source_host
                        : opened.link             ? opened.link->source_host
                                                  : std::string();
    if (!source.empty() && source != inputs.rules.last_writer_address) {
        const auto host = std::ranges::find(inputs.peers, source, &model::HostFacts::address);
        record.former = host == inputs.peers.end() ? "" : host->name;
    }
}

} // namespace mmm::mysql
