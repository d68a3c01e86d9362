// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/cluster_description.h"

#include "lib/base/cat.h"

#include <algorithm>

namespace mmm::model {

namespace {

std::string describe_expression(const ExpressionPlan& expression)
{
    return expression.value.empty()
               ? cat(expression.operation, " ", expression.attribute)
               : cat(expression.attribute, " ", expression.operation, " ", expression.value);
}

struct Describe {
    std::string operator()(const ColocationPlan& plan) const
    {
        return cat(
            plan.resource,
            " with ",
            plan.with_role.empty() ? "" : cat(plan.with_role, " "),
            plan.with,
            " (",
            plan.score,
            ")");
    }

    std::string operator()(const OrderPlan& plan) const
    {
        return cat(
            plan.first_action,
            " ",
            plan.first,
            " then ",
            plan.then_action,
            " ",
            plan.then,
            plan.symmetrical ? " (symmetrical)" : "");
    }

    std::string operator()(const LocationPlan& plan) const
    {
        const auto what =
            cat(plan.role.empty() ? "" : cat(plan.role, " "), plan.resource, " ", plan.score);
        if (plan.opaque) {
            return cat(what, " by the rule of ", plan.id);
        }
        if (plan.expressions.empty()) {
            return cat(what, " on ", plan.node);
        }
        std::vector<std::string> parts;
        for (const auto& expression : plan.expressions) {
            parts.push_back(describe_expression(expression));
        }
        std::ranges::sort(parts);
        return cat(what, " where ", join(parts, plan.all ? " and " : " or "));
    }
};

} // namespace

const std::string* find_pair(const OrderedPairs& pairs, std::string_view name)
{
    const auto found = std::ranges::find(pairs, name, &OrderedPairs::value_type::first);
    return found == pairs.end() ? nullptr : &found->second;
}

void set_pair(OrderedPairs& pairs, std::string_view name, std::string value)
{
    const auto found = std::ranges::find(pairs, name, &OrderedPairs::value_type::first);
    if (found == pairs.end()) {
        pairs.emplace_back(name, std::move(value));
    } else {
        found->second = std::move(value);
    }
}

const std::string& constraint_id(const ConstraintPlan& constraint)
{
    return std::visit([](const auto& plan) -> const std::string& { return plan.id; }, constraint);
}

const std::string& constrained_resource(const ConstraintPlan& constraint)
{
    struct Resource {
        const std::string& operator()(const ColocationPlan& plan) const { return plan.resource; }

        const std::string& operator()(const OrderPlan& plan) const { return plan.then; }

        const std::string& operator()(const LocationPlan& plan) const { return plan.resource; }
    };

    return std::visit(Resource{}, constraint);
}

std::string describe(const ConstraintPlan& constraint)
{
    return std::visit(Describe{}, constraint);
}

} // namespace mmm::model
