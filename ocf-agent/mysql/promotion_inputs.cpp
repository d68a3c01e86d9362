// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/promotion_inputs.h"

#include "lib/base/at_once.h"
#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/base/text.h"
#include "lib/cluster/pacemaker_tools.h"
#include "lib/model/host_report.h"
#include "ocf-agent/mysql/binlog_archive.h"
#include "ocf-agent/mysql/cluster_memory.h"
#include "ocf-agent/mysql/observe.h"
#include "ocf-agent/mysql/report.h"

#include <algorithm>
#include <functional>
#include <optional>

namespace mmm::mysql {

namespace {

using std::chrono::milliseconds;

/// How long the servers of other hosts may take to say what they hold. A host whose server is dead
/// refuses at once; one that is cut off costs this much.
constexpr milliseconds peer_budget{1000};

/// The operator's word is about the situation at hand, not about one of last week.
constexpr std::int64_t acceptance_lasts_s = 900;

bool contains(const std::vector<std::string>& list, const std::string& item)
{
    return std::ranges::find(list, item) != list.end();
}

const model::HostFacts* answer_of(const PromotionInputs& inputs, const std::string& host)
{
    const auto found = std::ranges::find(inputs.peers, host, &model::HostFacts::name);
    return found != inputs.peers.end() && found->facts ? &*found : nullptr;
}

/// The writer was demoted in this very transition and says itself what it has.
void note_closing(const ocf::Call& call, PromotionInputs& inputs)
{
    if (!inputs.rules.record) {
        return;
    }
    const auto& writer = inputs.rules.record->writer;
    const auto* host = answer_of(inputs, writer);
    if (host != nullptr && host->facts->read_only &&
        contains(call.environment.lists.demote, writer)) {
        inputs.rules.closed = host->facts->executed;
    }
}

std::string recent(const std::string& acceptance)
{
    const auto when = parse_number<std::int64_t>(
        acceptance.substr(std::min(acceptance.rfind(' ') + 1, acceptance.size())));
    return when && wall_clock() - *when < acceptance_lasts_s ? acceptance : "";
}

/// A host that waits for an operator's decision about its extra transactions must not keep the
/// others from having a writer.
void ask_for_state(
    const ocf::Call& call, const cluster::PacemakerTools& tools, model::HostFacts& peer)
{
    const model::ReportAttributes names(call.environment.resource);
    const auto state = tools.read_node_attribute(names.state, peer.name, call.deadline);
    peer.quarantined =
        state && model::parse_host_state(*state) == model::HostState::awaiting_recovery;
}

using Record = std::optional<model::WriterRecord>;

/// A writer that opened a moment ago may not be in the configuration yet.
Record read_openings(const ocf::Call& call, const Settings& settings, const ClusterMemory& memory)
{
    Record latest;
    for (const auto& master : settings.masters) {
        if (master != call.environment.node) {
            latest = later_of(
                std::move(latest),
                memory.read_opening(master, call.deadline).value_or(std::nullopt));
        }
    }
    return latest;
}

/// What a host that does not answer has at most, if anybody knows: it left while the writer went
/// on, or was away when the writer opened and has not been back since.
std::optional<model::Transactions> greatest_of(
    const ocf::Call& call,
    const ClusterMemory& memory,
    const model::PromotionRules& rules,
    const std::string& host)
{
    if (auto had = memory.read_departure(host, call.deadline).value_or(std::nullopt)) {
        return had;
    }
    const bool was_absent = rules.record && contains(rules.record->absent, host);
    const auto back = was_absent ? memory.read_return(host, call.deadline)
                                 : Result<std::uint64_t>(std::uint64_t{0});
    return was_absent && back && *back < rules.record->move ? std::optional(rules.record->opened)
                                                            : std::nullopt;
}

} // namespace

Result<PromotionInputs> gather_promotion_inputs(
    const ocf::Call& call,
    const Settings& settings,
    db::Server& server,
    const std::vector<std::string>& peers)
{
    const ClusterMemory memory(call.environment.resource);
    PromotionInputs inputs;
    Result<std::optional<model::WriterRecord>> record;
    std::optional<model::WriterRecord> told;
    std::vector<std::function<void()>> tasks{
        [&] {
            inputs.peers = observe_hosts(
                settings,
                peers,
                call.deadline.within(peer_budget),
                call.deadline.within(call.environment.timeout / 3));
        },
        [&] { record = memory.read_last_record(settings.masters, call.deadline); },
        [&] { told = read_openings(call, settings, memory); }};
    for_each_at_once(tasks, [](const std::function<void()>& task) { task(); });
    if (!record) {
        return std::move(record).error();
    }
    // After the others, which may have taken a while: what has arrived here until now counts.
    inputs.self = observe_fully(settings, call.environment.node, server, call.deadline);
    if (!inputs.self.facts) {
        return Error{Errc::query_failed, inputs.self.error};
    }
    inputs.self.quarantined = read_agent_state(call.environment.resource).quarantine.has_value();
    inputs.rules.durability = settings.durability;
    inputs.rules.record = later_of(std::move(*record), std::move(told));
    inputs.rules.hosts = call.environment.lists.all;
    if (const auto& last = inputs.rules.record) {
        inputs.rules.events = last->events;
        inputs.rules.has_all_it_wrote =
            last->writer == call.environment.node &&
            has_all_written_since(call.environment.resource, settings.datadir, last->move);
    }
    note_closing(call, inputs);
    return inputs;
}

void gather_more(const ocf::Call& call, PromotionInputs& inputs)
{
    const ClusterMemory memory(call.environment.resource);
    const cluster::PacemakerTools tools;
    auto& rules = inputs.rules;
    std::vector<std::function<void()>> tasks;
    for (auto& peer : inputs.peers) {
        tasks.emplace_back([&] { ask_for_state(call, tools, peer); });
    }
    std::vector<std::pair<std::string, std::optional<model::Transactions>>> left;
    for (const auto& host : rules.hosts) {
        if (host != inputs.self.name && answer_of(inputs, host) == nullptr) {
            left.emplace_back(host, std::nullopt);
        }
    }
    for (auto& [host, had] : left) {
        tasks.emplace_back(
            [&, &host = host, &had = had] { had = greatest_of(call, memory, rules, host); });
    }
    if (rules.record && !rules.closed) {
        tasks.emplace_back([&] {
            if (auto closing =
                    memory.read_closing(rules.record->writer, call.deadline).value_or(std::nullopt);
                // An older one is of the time before it opened again.
                closing && closing->at_ms >= rules.record->opened_at_ms) {
                rules.closed = std::move(closing->had);
            }
        });
    }
    tasks.emplace_back([&] {
        rules.loss_accepted = recent(memory.read_acceptance(inputs.self.name, call.deadline));
    });
    for_each_at_once(tasks, [](const std::function<void()>& task) { task(); });
    for (auto& [host, had] : left) {
        if (had) {
            rules.departed[host] = std::move(*had);
        }
    }
}

} // namespace mmm::mysql
