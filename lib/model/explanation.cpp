// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/explanation.h"

#include "lib/base/cat.h"
#include "lib/model/prospects.h"
#include "lib/model/situation.h"

#include <algorithm>
#include <utility>

namespace mmm::model {

namespace {

constexpr std::string_view writer = "writer";
constexpr std::string_view operator_preference = "cli-prefer-";

std::vector<const Host*> promoted(const Situation& at)
{
    std::vector<const Host*> hosts;
    for (const auto& host : at.roles.hosts) {
        if (host.promoted) {
            hosts.push_back(&host);
        }
    }
    return hosts;
}

void explain_writer(Situation& at, const Host& host)
{
    if (host.maintenance && !at.view.status.maintenance_mode) {
        at.add(
            writer,
            cat(host.name, " is in maintenance: the cluster changes nothing there"),
            cat("pcs node unmaintenance ", host.name));
    }
    const auto lost = host.reachable ? "" : ", but is lost and its server may still be open";
    for (const auto& role : at.roles.roles) {
        if (!role.follows_promoted) {
            continue;
        }
        if (role.is_on(host.name)) {
            at.add(writer, cat(host.name, " is the writer and has the role ", role.name, lost));
        } else {
            at.add(
                writer,
                cat(host.name,
                    " is promoted",
                    lost,
                    ", and the address of the role ",
                    role.name,
                    role.holder().empty() ? " is on no host" : cat(" is on ", role.holder()),
                    at.why_failed(role.name, {})),
                cat("mend the cause, then pcs resource cleanup ", role.name));
        }
        return;
    }
    at.add(writer, cat(host.name, " is promoted", lost, "; no role follows the promoted database"));
}

/// The host that the cluster would promote, if any.
const Host* successor(const Situation& at)
{
    const Host* best = nullptr;
    int highest = 0;
    for (const auto& host : at.roles.hosts) {
        const auto prospect = judge_prospect(at.view, at.roles, host, at.local_time);
        if (!host.promoted && prospect.possible && prospect.score > highest) {
            best = &host;
            highest = prospect.score;
        }
    }
    return best;
}

/// With quorum, and not told to leave everything as it is.
bool cluster_acts(const Situation& at)
{
    const bool may_act = at.view.status.quorate || at.property("no-quorum-policy") == "ignore";
    return may_act && at.roles.mode != MonitorMode::passive;
}

void explain_successor(Situation& at, const Host& current)
{
    if (!cluster_acts(at)) {
        at.add(
            writer,
            cat("no other host would be promoted if ",
                current.name,
                " were lost, since the cluster does not act"),
            "see the lines of the cluster");
        return;
    }
    const auto* next = successor(at);
    if (next == nullptr) {
        at.add(
            writer,
            cat("no other host could take over if ", current.name, " were lost"),
            "see the lines of the hosts");
        return;
    }
    at.add(
        writer,
        cat(next->name,
            " would be promoted if ",
            current.name,
            " were lost: score ",
            *next->promotion_score,
            ", ",
            meaning_of_score(*next->promotion_score)));
}

void explain_missing_writer(Situation& at)
{
    for (const auto& instance : at.view.status.instances) {
        const bool moving =
            instance.role == InstanceRole::promoting || instance.role == InstanceRole::demoting;
        if (instance.id == at.roles.database && moving) {
            at.add(
                writer,
                cat("no host is promoted; ",
                    join(instance.nodes, ", "),
                    instance.role == InstanceRole::promoting ? " is being promoted now"
                                                             : " is being demoted now"),
                "wait a moment");
            return;
        }
    }
    const auto* next = successor(at);
    if (next == nullptr) {
        at.add(writer, "no host is promoted, and none can be", "see the lines of the hosts");
    } else if (cluster_acts(at)) {
        at.add(
            writer,
            cat("no host is promoted yet; ",
                next->name,
                " can be (score ",
                *next->promotion_score,
                ": ",
                meaning_of_score(*next->promotion_score),
                ")"),
            "wait a moment; if it lasts, look at the lines of the cluster");
    } else {
        at.add(
            writer,
            cat("no host is promoted; ", next->name, " could be, but the cluster does not act"),
            "see the lines of the cluster");
    }
}

void look_at_writer(Situation& at)
{
    const auto hosts = promoted(at);
    if (hosts.empty()) {
        explain_missing_writer(at);
        return;
    }
    if (hosts.size() > 1) {
        at.add(
            writer,
            cat(hosts[0]->name, " and ", hosts[1]->name, " are promoted, and only one may be"),
            "pcs status; this is never right");
    }
    for (const auto* host : hosts) {
        explain_writer(at, *host);
    }
    explain_successor(at, *hosts.front());
}

void look_at_preferences(Situation& at)
{
    for (const auto& location : at.view.configuration.locations) {
        const bool meant =
            location.resource == at.roles.database || location.resource == at.roles.database_clone;
        const bool left_over = location.id.starts_with(operator_preference);
        if (!meant || !location.preferred || (location.any_role && !left_over)) {
            continue;
        }
        at.add(
            writer,
            cat("the constraint ",
                location.id,
                " prefers ",
                location.node.empty() ? "some hosts" : location.node,
                location.limited ? " for a limited time" : "",
                left_over ? ", left over from a move or of one under way" : ""),
            left_over
                ? cat("pcs resource clear ", location.resource)
                : cat("pcs constraint delete ", location.id, " if it shall not be preferred"));
    }
}

void look_at_hosts(Situation& at)
{
    const auto writers = promoted(at);
    const auto* next = writers.empty() || !cluster_acts(at) ? nullptr : successor(at);
    for (const auto& host : at.roles.hosts) {
        if (host.promoted || !at.is_wanted(host.name) || (at.host.empty() && &host == next)) {
            continue;
        }
        auto prospect = judge_prospect(at.view, at.roles, host, at.local_time);
        if (prospect.possible && !writers.empty()) {
            prospect.cause += cat(
                ", but ", writers.front()->name, " is the writer and keeps the role while well");
            prospect.next = cluster_acts(at)
                                ? cat("mmm_control move_role writer ", host.name, " moves it")
                                : "see the lines of the cluster";
        }
        at.add(host.name, std::move(prospect.cause), std::move(prospect.next));
    }
}

} // namespace

const ResourceDefinition* Situation::database() const
{
    const auto& all = view.configuration.resources;
    const auto found = std::ranges::find(all, roles.database, &ResourceDefinition::id);
    return found == all.end() ? nullptr : &*found;
}

std::string Situation::why_failed(std::string_view resource, std::string_view name) const
{
    const FailedAction* last = nullptr;
    for (const auto& failure : view.status.failures) {
        const bool meant =
            failure.resource == resource || failure.resource.starts_with(cat(resource, ":"));
        if (meant && (name.empty() || failure.node == name) &&
            (last == nullptr || last->when < failure.when)) {
            last = &failure;
        }
    }
    return last == nullptr
               ? std::string{}
               : cat(": ", last->task, " failed on ", last->node, ": ", told_reason(*last));
}

std::string to_text(const Finding& finding)
{
    return cat(
        finding.subject,
        ": ",
        finding.cause,
        finding.next.empty() ? "" : cat(". Next: ", finding.next));
}

std::vector<Finding>
explain(const ClusterView& view, const RoleView& roles, std::string_view host, LocalTime local_time)
{
    Situation at{.view = view, .roles = roles, .host = host, .local_time = local_time};
    explain_cluster(at);
    look_at_writer(at);
    look_at_preferences(at);
    look_at_hosts(at);
    explain_readers(at);
    return std::move(at.findings);
}

} // namespace mmm::model
