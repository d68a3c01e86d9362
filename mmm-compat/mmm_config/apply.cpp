// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_config/apply.h"

#include "lib/base/cat.h"
#include "lib/cluster/cib_description.h"
#include "lib/model/mmm_cluster_plan.h"

#include <algorithm>

namespace mmm::config_tool {

namespace {

constexpr std::string_view nothing_to_do = "the cluster is as the files say; nothing to do\n";

/// The CIB as it was read, and what the files want otherwise.
struct Comparison {
    std::string cib;
    model::ClusterDescription current;
    model::ClusterDifference difference;
};

Result<Comparison> compare_with(const Wanted& wanted, ConfigCluster& cluster)
{
    auto cib = cluster.read_cib();
    if (!cib) {
        return std::move(cib).error();
    }
    auto current = cluster::describe_cib(*cib);
    if (!current) {
        return std::move(current).error().during("could not read the cluster's configuration");
    }
    auto difference = model::compare(*current, wanted.description, model::parameters_from_mmm());
    return Comparison{std::move(*cib), std::move(*current), std::move(difference)};
}

Outcome failed(const Error& error)
{
    return {.messages = {error.message}, .exit_status = exit_failed};
}

std::string text_of(const model::ClusterDifference& difference)
{
    std::string text;
    for (const auto& line : difference.lines) {
        text += cat(line, "\n");
    }
    for (const auto& note : difference.notes) {
        text += cat("  ", note, "\n");
    }
    return text;
}

bool has_fencing(const model::ClusterDescription& description)
{
    return std::ranges::any_of(description.resources, [](const auto& resource) {
        return resource.agent.starts_with("stonith:");
    });
}

/// Why the files must not be applied now, all reasons at once.
std::vector<std::string>
obstacles(const Wanted& wanted, const Comparison& comparison, const model::ClusterStatus& status)
{
    auto found = comparison.difference.obstacles;
    if (!status.quorate) {
        found.emplace_back("could not apply the files: this part of the cluster has no quorum");
    }
    for (const auto& host : wanted.config.hosts) {
        const bool is_node = std::ranges::any_of(
            status.nodes, [&](const auto& node) { return node.name == host.name(); });
        if (!is_node) {
            found.push_back(
                cat("could not apply the files: host \"",
                    host.name(),
                    "\" is no node of the cluster; hosts and nodes have the same names"));
        }
    }
    return found;
}

Outcome refused(std::string text, std::vector<std::string> reasons)
{
    return {.text = std::move(text), .messages = std::move(reasons), .exit_status = exit_failed};
}

Outcome change(const Wanted& wanted, const Comparison& comparison, ConfigCluster& cluster)
{
    const auto changed = cluster::change_cib(comparison.cib, comparison.difference);
    if (!changed) {
        return failed(changed.error());
    }
    if (const auto done = cluster.change_cib(comparison.cib, *changed); !done) {
        return failed(done.error());
    }
    const auto after = compare_with(wanted, cluster);
    if (!after) {
        return failed(after.error());
    }
    if (!after->difference.empty()) {
        return refused(
            text_of(after->difference),
            {"somebody else changed the configuration at the same time; this is still different, "
             "apply again"});
    }
    return {.text = "applied; \"crm_mon\" and \"mmm_control show\" tell what the cluster does\n"};
}

} // namespace

Wanted plan_of(LoadedFiles files)
{
    Wanted wanted;
    wanted.errors = std::move(files.errors);
    wanted.warnings = std::move(files.warnings);
    if (wanted.errors.empty()) {
        auto plan = model::plan_mmm_cluster(files.config);
        wanted.errors = std::move(plan.errors);
        wanted.warnings.insert(wanted.warnings.end(), plan.warnings.begin(), plan.warnings.end());
        wanted.description = std::move(plan.description);
    }
    wanted.config = std::move(files.config);
    return wanted;
}

Outcome show_difference(const Wanted& wanted, ConfigCluster& cluster)
{
    const auto comparison = compare_with(wanted, cluster);
    if (!comparison) {
        return failed(comparison.error());
    }
    const auto& difference = comparison->difference;
    if (difference.empty() && difference.obstacles.empty()) {
        return {.text = cat(text_of(difference), nothing_to_do)};
    }
    return {
        .text = text_of(difference),
        .messages = difference.obstacles,
        .exit_status = exit_different};
}

Outcome
apply(const Wanted& wanted, const Apply& command, ConfigCluster& cluster, const Confirm& confirm)
{
    const auto comparison = compare_with(wanted, cluster);
    if (!comparison) {
        return failed(comparison.error());
    }
    auto text = text_of(comparison->difference);
    if (comparison->difference.empty() && comparison->difference.obstacles.empty()) {
        return {.text = cat(text, nothing_to_do)};
    }
    const auto status = cluster.read_status();
    if (!status) {
        return failed(status.error());
    }
    auto reasons = obstacles(wanted, *comparison, *status);
    if (!has_fencing(comparison->current) && !command.fencing_later) {
        reasons.emplace_back(
            "could not apply the files: the cluster has no fencing device, and takes nothing over "
            "without one; make one for each host, or say --fencing-later");
    }
    if (!reasons.empty()) {
        return refused(std::move(text), std::move(reasons));
    }
    if (!command.yes && !confirm(text)) {
        return refused("", {"nothing was changed"});
    }
    auto outcome = change(wanted, *comparison, cluster);
    if (command.yes) {
        outcome.text.insert(0, text);
    }
    return outcome;
}

} // namespace mmm::config_tool
