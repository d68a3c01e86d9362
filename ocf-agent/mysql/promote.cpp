// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/cluster/pacemaker_tools.h"
#include "lib/model/host_report.h"
#include "ocf-agent/mysql/actions.h"
#include "ocf-agent/mysql/observe.h"
#include "ocf-agent/mysql/plan_runner.h"

#include <variant>

namespace mmm::mysql {

namespace {

using ocf::Outcome;
using std::chrono::milliseconds;

/// How long the servers of other hosts may take to say what they hold. A host whose server is dead
/// refuses at once; one that is cut off costs this much.
constexpr milliseconds peer_budget{1000};

Outcome failed(const Error& error)
{
    return Outcome::failure(ocf::ExitCode::generic, cat("could not promote: ", error.message));
}

/// Hosts that wait for an operator's decision about their extra transactions must not keep the
/// others from having a writer. Asked only when a plan was refused: each host costs a tool call.
void mark_quarantined(const ocf::Call& call, std::vector<model::HostFacts>& peers)
{
    const cluster::PacemakerTools tools;
    const model::ReportAttributes names(call.environment.resource);
    for (auto& peer : peers) {
        const auto state = tools.read_node_attribute(names.state, peer.name, call.deadline);
        peer.quarantined =
            state && model::parse_host_state(*state) == model::HostState::awaiting_recovery;
    }
}

model::Decision
decide(const ocf::Call& call, const model::HostFacts& self, std::vector<model::HostFacts> peers)
{
    auto decision = model::plan_promotion(self, peers);
    if (std::holds_alternative<model::Plan>(decision)) {
        return decision;
    }
    mark_quarantined(call, peers);
    return model::plan_promotion(self, peers);
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
    auto server = connect_local(settings, call.deadline, patience_with_clients);
    if (!server) {
        return failed(server.error());
    }
    auto peers =
        observe_hosts(settings, running_peers(call.environment), call.deadline.within(peer_budget));
    // After the others, which may have taken a while: what has arrived here until now counts.
    auto self = observe_fully(settings, call.environment.node, **server, call.deadline);
    if (!self.facts) {
        return failed(Error{Errc::query_failed, self.error});
    }
    self.quarantined = read_agent_state(call.environment.resource).quarantine.has_value();
    const auto decision = decide(call, self, std::move(peers));
    if (const auto* refusal = std::get_if<model::Refusal>(&decision)) {
        return failed(Error{Errc::refused, refusal->reason});
    }
    auto done = run_plan(std::get<model::Plan>(decision), **server, settings, call.deadline);
    if (!done) {
        return failed(done.error());
    }
    update_agent_state(call.environment.resource, [&](AgentState& state) {
        state.writer = call.environment.node;
    });
    const auto position = self.facts->executed.to_text();
    log::notice(
        cat(call.environment.node,
            " is the writer, at ",
            position.empty() ? "an empty binary log" : position));
    return Outcome::success();
}

} // namespace mmm::mysql
