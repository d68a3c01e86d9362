// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_control/agent_servers.h"

#include "lib/base/cat.h"
#include "ocf-agent/mysql/actions.h"
#include "ocf-agent/mysql/observe.h"
#include "ocf-agent/mysql/settings.h"
#include "ocf-agent/runtime/parameters.h"

#include <algorithm>
#include <utility>

namespace mmm::control {

namespace {

constexpr std::string_view parameter_prefix = "OCF_RESKEY_";

const model::ResourceDefinition*
find_database(const model::ClusterView& cluster, const model::RoleView& roles)
{
    const auto& all = cluster.configuration.resources;
    const auto found = std::ranges::find(all, roles.database, &model::ResourceDefinition::id);
    return found == all.end() ? nullptr : &*found;
}

/// The parameters as the cluster would hand them to the agent.
mysql::Settings settings_of(const model::ResourceDefinition& database)
{
    const auto variables = [&database](std::string_view name) -> std::optional<std::string> {
        if (!name.starts_with(parameter_prefix)) {
            return std::nullopt;
        }
        const auto found = database.parameters.find(name.substr(parameter_prefix.size()));
        return found == database.parameters.end() ? std::nullopt : std::optional(found->second);
    };
    return mysql::settings_of(ocf::Parameters::read(mysql::agent().parameters, variables));
}

model::PromotionRules rules_of(
    const model::ClusterView& cluster,
    const model::RoleView& roles,
    const mysql::Settings& settings)
{
    model::PromotionRules rules;
    rules.durability = settings.durability;
    for (const auto& host : roles.hosts) {
        rules.hosts.push_back(host.name);
    }
    // Each writer keeps its record as an attribute of its node; the last one counts.
    for (const auto& node : cluster.status.nodes) {
        auto record = model::WriterRecord::parse(
            model::value_of(node.attributes, cat("mmm-writer-", roles.database)));
        if (record && (!rules.record || rules.record->move < record->move)) {
            rules.events = record->events;
            rules.record = std::move(*record);
        }
    }
    return rules;
}

/// Hosts that wait for a decision about their extra transactions must not keep the others from
/// having a writer.
void mark_quarantined(const model::RoleView& roles, std::vector<model::HostFacts>& hosts)
{
    for (auto& host : hosts) {
        const auto* known = roles.find_host(host.name);
        host.quarantined = known != nullptr && known->state == model::HostState::awaiting_recovery;
    }
}

void read_blockers(
    const mysql::Settings& settings, model::MoveSituation& situation, Deadline deadline)
{
    auto server = mysql::connect_host(settings, situation.writer, deadline);
    auto blockers = server ? (*server)->read_blockers()
                           : Result<std::vector<model::Blocker>>(std::move(server).error());
    if (blockers) {
        situation.blockers = std::move(*blockers);
    } else {
        situation.blockers_error = blockers.error().message;
    }
}

} // namespace

Result<model::MoveSituation> AgentServers::observe_move(
    const model::ClusterView& cluster,
    const model::RoleView& roles,
    const model::MovePlan& plan,
    Deadline deadline)
{
    const auto* database = find_database(cluster, roles);
    if (database == nullptr) {
        return Error{Errc::conflict, "the configuration has changed meanwhile"};
    }
    const auto settings = settings_of(*database);
    if (auto accounts = mysql::read_accounts(settings); !accounts) {
        return std::move(accounts).error();
    }
    model::MoveSituation situation;
    situation.rules = rules_of(cluster, roles, settings);
    situation.max_backlog = settings.rules.max_backlog;
    situation.grace = settings.kill_grace;
    std::vector<std::string> replicas{plan.host};
    for (const auto& host : roles.hosts) {
        if (host.promoted && host.name != plan.host) {
            situation.writer = host.name;
        } else if (host.running && host.name != plan.host) {
            replicas.push_back(host.name);
        }
    }
    // The writer last: a replica that keeps up could otherwise look as if it were ahead.
    // A silent one must leave time for it.
    auto seen = mysql::observe_hosts(settings, replicas, deadline.within(deadline.remaining() / 2));
    mark_quarantined(roles, seen);
    situation.candidate = std::move(seen.front());
    situation.others.assign(
        std::make_move_iterator(seen.begin() + 1), std::make_move_iterator(seen.end()));
    if (!situation.writer.empty()) {
        auto writer = mysql::observe_hosts(settings, {situation.writer}, deadline);
        situation.others.push_back(std::move(writer.front()));
        read_blockers(settings, situation, deadline);
    }
    return situation;
}

} // namespace mmm::control
