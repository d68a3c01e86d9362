// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/model/situation.h"

#include <algorithm>
#include <utility>

namespace mmm::model {

namespace {

constexpr std::string_view cluster = "cluster";
constexpr std::string_view fencing_class = "stonith:";

void look_at_quorum(Situation& at)
{
    const auto& status = at.view.status;
    if (status.quorate) {
        return;
    }
    std::vector<std::string> missing;
    std::size_t all = 0;
    for (const auto& node : status.nodes) {
        all += node.member ? 1U : 0U;
        if (node.member && !node.online) {
            missing.push_back(node.name);
        }
    }
    const bool goes_on = at.property("no-quorum-policy") == "ignore";
    at.add(
        cluster,
        cat("this part has no quorum (",
            all - missing.size(),
            " of ",
            all,
            " nodes are here",
            missing.empty() ? "" : cat("; missing: ", join(missing, ", ")),
            ")",
            goes_on ? ", but goes on, since no-quorum-policy=ignore: both parts may have a writer"
                    : ", so nothing is started or promoted here"),
        "bring the missing nodes back, or the network between them (corosync-quorumtool)");
}

void look_at_lost_nodes(Situation& at)
{
    for (const auto& node : at.view.status.nodes) {
        if (!node.unclean || !at.view.status.stonith_enabled) {
            continue;
        }
        const auto& events = at.view.status.fencing;
        const auto last = std::ranges::find(events, node.name, &FencingEvent::node);
        at.add(
            cluster,
            cat(node.name,
                " is lost and not fenced yet",
                last != events.end() && !last->success ? " (the last try failed)" : "",
                ": until it is certain that it is off, nothing it had is given to another "
                "host"),
            cat("look at the fencing device (pcs stonith history show ",
                node.name,
                "), or switch it off by hand and then: pcs stonith confirm ",
                node.name));
    }
}

bool has_watchdog(const Situation& at)
{
    const auto timeout = at.property("stonith-watchdog-timeout");
    return at.property("have-watchdog") == "true" && !timeout.empty() && timeout != "0";
}

void look_at_fencing(Situation& at)
{
    if (!at.view.status.stonith_enabled) {
        at.add(
            cluster,
            "fencing is off (stonith-enabled=false): a lost host may go on writing while "
            "another one is opened",
            "configure a fencing device, then pcs property set stonith-enabled=true");
        return;
    }
    bool any = has_watchdog(at);
    for (const auto& definition : at.view.configuration.resources) {
        if (!definition.agent.starts_with(fencing_class)) {
            continue;
        }
        any = true;
        const auto& instances = at.view.status.instances;
        const bool up = std::ranges::any_of(instances, [&](const ResourceInstance& each) {
            return each.id == definition.id && each.role != InstanceRole::stopped;
        });
        if (!up && at.view.status.quorate) {
            at.add(
                cluster,
                cat("the fencing device ", definition.id, " does not run"),
                cat("look why with crm_mon -1, then pcs resource cleanup ", definition.id));
        }
    }
    if (!any) {
        at.add(
            cluster,
            "no fencing device is configured: a host that is lost is never replaced, and "
            "Pacemaker starts nothing",
            "pcs stonith create ...");
    }
}

void look_at_unmanaged(Situation& at)
{
    if (at.roles.cause == set_passive_cause) {
        at.add(
            cluster,
            "PASSIVE: the database and its roles are unmanaged, the cluster does not touch them",
            "mmm_control set_active");
        return;
    }
    std::vector<std::string> named;
    for (const auto& instance : at.view.status.instances) {
        const auto& name = instance.collection.empty() ? instance.id : instance.collection;
        const bool ours =
            instance.id == at.roles.database || at.roles.find_role(instance.id) != nullptr;
        const bool by_node =
            std::ranges::any_of(at.view.status.nodes, [&](const ClusterNode& node) {
                return node.maintenance && std::ranges::count(instance.nodes, node.name) > 0;
            });
        if (ours && !instance.managed && !by_node && std::ranges::count(named, name) == 0) {
            named.push_back(name);
            at.add(
                cluster,
                cat(name, " is unmanaged (is-managed=false): the cluster does not touch it"),
                cat("pcs resource manage ", name));
        }
    }
}

void look_at_maintenance(Situation& at)
{
    if (at.view.status.maintenance_mode) {
        at.add(
            cluster,
            "maintenance-mode=true: the cluster changes nothing, whatever happens",
            "pcs property set maintenance-mode=false");
    } else {
        look_at_unmanaged(at);
    }
    if (parse_boolean(at.property("stop-all-resources")).value_or(false)) {
        at.add(
            cluster,
            "stop-all-resources=true: every resource is stopped",
            "pcs property set stop-all-resources=false");
    }
    for (const auto& instance : at.view.status.instances) {
        if (instance.blocked) {
            at.add(
                cluster,
                cat("the resource ",
                    instance.id,
                    " is blocked on ",
                    join(instance.nodes, ", "),
                    ": an action failed that the cluster may not repeat",
                    at.why_failed(instance.id, {})),
                cat("mend the cause, then pcs resource cleanup ", instance.id));
        }
    }
}

void look_at_database(Situation& at)
{
    const auto* definition = at.database();
    const auto target =
        definition == nullptr ? std::string{} : value_of(definition->meta, "target-role");
    const auto lower = to_lower(target);
    if (lower == "stopped" || lower == "slave" || lower == "unpromoted") {
        at.add(
            cluster,
            cat("the database shall not be ",
                lower == "stopped" ? "started" : "promoted",
                " (target-role=",
                target,
                ")"),
            cat("pcs resource enable ", at.roles.database_clone));
    }
}

} // namespace

void explain_cluster(Situation& at)
{
    look_at_quorum(at);
    look_at_lost_nodes(at);
    look_at_fencing(at);
    look_at_maintenance(at);
    look_at_database(at);
}

} // namespace mmm::model
