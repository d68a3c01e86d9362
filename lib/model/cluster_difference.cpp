// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/cluster_difference.h"

#include "lib/base/cat.h"

#include <algorithm>
#include <set>

namespace mmm::model {

namespace {

const ResourcePlan* find_resource(const std::vector<ResourcePlan>& list, std::string_view id)
{
    const auto found = std::ranges::find(list, id, &ResourcePlan::id);
    return found == list.end() ? nullptr : &*found;
}

std::string words(const OrderedPairs& pairs)
{
    std::string text;
    for (const auto& [name, value] : pairs) {
        text += cat(" ", name, "=\"", value, "\"");
    }
    return text;
}

std::string summary(const ResourcePlan& plan)
{
    return cat(
        plan.id,
        plan.clone.empty() ? "" : cat(" in clone ", plan.clone),
        ": ",
        plan.agent,
        words(plan.parameters),
        plan.meta.empty() ? "" : cat(", meta", words(plan.meta)),
        plan.clone_meta.empty() ? "" : cat(", clone", words(plan.clone_meta)));
}

class Comparison {
public:
    Comparison(
        const ClusterDescription& current,
        const ClusterDescription& wanted,
        const std::vector<std::string_view>& ours)
        : current_(current)
        , wanted_(wanted)
        , ours_(ours)
    {
    }

    ClusterDifference run() &&
    {
        for (const auto& [name, value] : wanted_.properties) {
            compare_property(name, value);
        }
        for (const auto& plan : wanted_.resources) {
            compare_resource(plan);
        }
        compare_constraints();
        tell_others();
        return std::move(difference_);
    }

private:
    void line(std::string text) { difference_.lines.push_back(std::move(text)); }

    void compare_property(const std::string& name, const std::string& value)
    {
        const auto* now = find_pair(current_.properties, name);
        if (now != nullptr && *now == value) {
            return;
        }
        line(
            now == nullptr ? cat("+ property ", name, "=", value)
                           : cat("~ property ", name, ": ", *now, " -> ", value));
        difference_.properties.emplace_back(name, value);
    }

    void compare_resource(const ResourcePlan& plan)
    {
        const auto* now = find_resource(current_.resources, plan.id);
        if (now == nullptr) {
            line(cat("+ resource ", summary(plan)));
            difference_.resources.push_back(plan);
            return;
        }
        if (now->agent != plan.agent || now->clone != plan.clone) {
            difference_.obstacles.push_back(
                cat("the cluster has a resource \"",
                    plan.id,
                    "\" of another kind (",
                    now->agent,
                    now->clone.empty() ? "" : cat(" in clone ", now->clone),
                    "); rename or delete it"));
            return;
        }
        const auto before = difference_.lines.size();
        auto merged = *now;
        merge(cat("parameter of ", plan.id), plan.parameters, merged.parameters);
        forget_parameters(plan, merged.parameters);
        merge(cat("meta attribute of ", plan.id), plan.meta, merged.meta);
        merge(cat("meta attribute of ", plan.clone), plan.clone_meta, merged.clone_meta);
        merge_operations(plan, merged);
        if (difference_.lines.size() == before) {
            return;
        }
        if (now->opaque) {
            difference_.obstacles.push_back(
                cat("resource \"",
                    plan.id,
                    "\" is configured with more than this program understands; change it by hand"));
        }
        difference_.resources.push_back(std::move(merged));
    }

    void merge(const std::string& what, const OrderedPairs& wanted, OrderedPairs& into)
    {
        for (const auto& [name, value] : wanted) {
            const auto* now = find_pair(into, name);
            if (now == nullptr) {
                line(cat("+ ", what, ": ", name, "=\"", value, "\""));
            } else if (*now != value) {
                line(cat("~ ", what, ": ", name, " \"", *now, "\" -> \"", value, "\""));
            }
            set_pair(into, name, value);
        }
    }

    /// What an earlier description set, and this one leaves to the agent's default.
    void forget_parameters(const ResourcePlan& plan, OrderedPairs& into)
    {
        if (plan.agent != wanted_.resources.front().agent) {
            return;
        }
        std::erase_if(into, [&](const auto& pair) {
            const bool forget = find_pair(plan.parameters, pair.first) == nullptr &&
                                std::ranges::find(ours_, pair.first) != ours_.end();
            if (forget) {
                line(cat("- parameter of ", plan.id, ": ", pair.first, "=\"", pair.second, "\""));
            }
            return forget;
        });
    }

    /// Operations that are not there are added; their times are the operator's business.
    void merge_operations(const ResourcePlan& plan, ResourcePlan& into)
    {
        for (const auto& wanted : plan.operations) {
            const bool there = std::ranges::any_of(into.operations, [&](const auto& now) {
                return now.name == wanted.name && now.role == wanted.role;
            });
            if (!there) {
                line(
                    cat("+ operation of ",
                        plan.id,
                        ": ",
                        wanted.name,
                        wanted.role.empty() ? "" : cat(" ", wanted.role)));
                into.operations.push_back(wanted);
            }
        }
    }

    void compare_constraints()
    {
        std::set<std::string> wanted;
        for (const auto& constraint : wanted_.constraints) {
            wanted.insert(describe(constraint));
        }
        std::set<std::string> there;
        for (const auto& constraint : current_.constraints) {
            const auto text = describe(constraint);
            if (wanted.contains(text)) {
                there.insert(text);
            } else if (contradicts(constraint)) {
                line(cat("- constraint ", text));
                difference_.removed_constraints.push_back(constraint_id(constraint));
            } else if (is_about_ours(constraint)) {
                difference_.notes.push_back(
                    cat("stays: constraint ", constraint_id(constraint), ": ", text));
            }
        }
        for (const auto& constraint : wanted_.constraints) {
            if (!there.contains(describe(constraint))) {
                line(cat("+ constraint ", describe(constraint)));
                difference_.constraints.push_back(constraint);
            }
        }
    }

    [[nodiscard]] bool is_about_ours(const ConstraintPlan& constraint) const
    {
        return std::ranges::any_of(wanted_.resources, [&](const auto& plan) {
            const auto& name = constrained_resource(constraint);
            return name == plan.id || name == plan.clone;
        });
    }

    /// Between two of our resources, about a host's state, or with an id of ours.
    [[nodiscard]] bool contradicts(const ConstraintPlan& constraint) const
    {
        if (!is_about_ours(constraint)) {
            return false;
        }
        const auto& database = wanted_.resources.front();
        if (const auto* colocation = std::get_if<ColocationPlan>(&constraint)) {
            return colocation->with == database.outer_id();
        }
        if (const auto* order = std::get_if<OrderPlan>(&constraint)) {
            return order->first == database.outer_id();
        }
        const auto& location = std::get<LocationPlan>(constraint);
        const auto is_ours = [](std::string_view id) {
            return id.starts_with("mmm-prefer-") || id.starts_with("mmm-hosts-");
        };
        return !location.opaque &&
               (is_ours(location.id) ||
                std::ranges::any_of(location.expressions, [](const auto& expression) {
                    return expression.attribute.starts_with("mmm-state-") ||
                           expression.attribute.starts_with("mmm-admin-");
                }));
    }

    void tell_others()
    {
        for (const auto& resource : current_.resources) {
            if (resource.agent.starts_with("ocf:mmm:") &&
                find_resource(wanted_.resources, resource.id) == nullptr) {
                difference_.notes.push_back(
                    cat("stays: resource ",
                        resource.id,
                        " (",
                        resource.agent,
                        ") is not in the files"));
            }
        }
    }

    const ClusterDescription& current_;
    const ClusterDescription& wanted_;
    const std::vector<std::string_view>& ours_;
    ClusterDifference difference_;
};

} // namespace

ClusterDifference compare(
    const ClusterDescription& current,
    const ClusterDescription& wanted,
    const std::vector<std::string_view>& ours)
{
    return Comparison(current, wanted, ours).run();
}

} // namespace mmm::model
