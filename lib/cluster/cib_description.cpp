// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/cluster/cib_description.h"

#include "lib/base/cat.h"
#include "lib/cluster/xml_document.h"

#include <algorithm>

namespace mmm::cluster {

namespace {

using model::ClusterDescription;
using model::LocationPlan;
using model::OrderedPairs;
using model::ResourcePlan;

/// False when there is more than one plain set: rules, references and second sets are beyond a
/// description.
bool read_pairs(const XmlElement& owner, std::string_view set_name, OrderedPairs& into)
{
    const auto sets = owner.children(set_name);
    bool plain = sets.size() <= 1;
    for (const auto& set : sets) {
        for (const auto& pair : set.children()) {
            if (pair.name() == "nvpair" && pair.attribute("name")) {
                into.emplace_back(pair.text("name"), pair.text("value"));
            } else {
                plain = false;
            }
        }
    }
    return plain;
}

bool knows_children(const XmlElement& element, std::initializer_list<std::string_view> names)
{
    return std::ranges::all_of(element.children(), [&](const auto& child) {
        return std::ranges::find(names, child.name()) != names.end();
    });
}

bool read_operations(const XmlElement& primitive, ResourcePlan& into)
{
    bool plain = true;
    for (const auto& list : primitive.children("operations")) {
        for (const auto& op : list.children()) {
            into.operations.push_back(
                {.name = op.text("name"),
                 .interval = op.text("interval"),
                 .timeout = op.text("timeout"),
                 .role = op.text("role")});
            plain = plain && op.name() == "op" && op.children().empty() &&
                    !op.attribute("on-fail") && !op.attribute("enabled") &&
                    !op.attribute("start-delay") && !op.attribute("description");
        }
    }
    return plain;
}

ResourcePlan read_primitive(const XmlElement& primitive)
{
    ResourcePlan plan;
    plan.id = primitive.text("id");
    const auto provider = primitive.text("provider");
    plan.agent =
        cat(primitive.text("class"),
            provider.empty() ? "" : ":",
            provider,
            ":",
            primitive.text("type"));
    const bool parameters = read_pairs(primitive, "instance_attributes", plan.parameters);
    const bool meta = read_pairs(primitive, "meta_attributes", plan.meta);
    const bool operations = read_operations(primitive, plan);
    plan.opaque =
        !parameters || !meta || !operations || primitive.attribute("template").has_value() ||
        !knows_children(primitive, {"instance_attributes", "meta_attributes", "operations"});
    return plan;
}

void read_resources(const XmlElement& parent, ClusterDescription& into)
{
    for (const auto& child : parent.children()) {
        if (child.name() == "primitive") {
            into.resources.push_back(read_primitive(child));
        } else if (child.name() == "clone" && child.child("primitive")) {
            auto plan = read_primitive(*child.child("primitive"));
            plan.clone = child.text("id");
            const bool meta = read_pairs(child, "meta_attributes", plan.clone_meta);
            plan.opaque =
                plan.opaque || !meta || !knows_children(child, {"primitive", "meta_attributes"});
            into.resources.push_back(std::move(plan));
        } else {
            read_resources(child, into); // groups, and clones of groups: none of ours
        }
    }
}

std::string role_of(const std::string& role)
{
    // Pacemaker wrote "Master" until 2.1; "Started" stands for any role.
    return role == "Master" ? "Promoted" : (role == "Started" ? "" : role);
}

LocationPlan read_location(const XmlElement& element)
{
    LocationPlan plan{
        .id = element.text("id"),
        .resource = element.text("rsc"),
        .score = element.text("score"),
        .node = element.text("node"),
        .role = role_of(element.text("role"))};
    const auto rules = element.children("rule");
    plan.opaque = element.children().size() != rules.size() || rules.size() > 1 ||
                  element.attribute("rsc-pattern").has_value();
    if (rules.empty()) {
        return plan;
    }
    const auto& rule = rules.front();
    plan.score = rule.text("score");
    plan.role = role_of(rule.text("role"));
    plan.all = rule.text("boolean-op", "and") == "and";
    for (const auto& part : rule.children()) {
        plan.opaque = plan.opaque || part.name() != "expression" || part.attribute("type") ||
                      part.attribute("value-source");
        plan.expressions.push_back(
            {.attribute = part.text("attribute"),
             .operation = part.text("operation"),
             .value = part.text("value")});
    }
    return plan;
}

bool is_symmetrical(const XmlElement& order)
{
    return order.flag("symmetrical", true) && order.text("kind", "Mandatory") != "Serialize";
}

void read_constraints(const XmlElement& constraints, ClusterDescription& into)
{
    for (const auto& element : constraints.children()) {
        if (element.name() == "rsc_location") {
            into.constraints.emplace_back(read_location(element));
        } else if (element.name() == "rsc_colocation" && element.attribute("rsc")) {
            into.constraints.emplace_back(model::ColocationPlan{
                .id = element.text("id"),
                .resource = element.text("rsc"),
                .with = element.text("with-rsc"),
                .with_role = role_of(element.text("with-rsc-role")),
                .score = element.text("score", "INFINITY")});
        } else if (element.name() == "rsc_order" && element.attribute("first")) {
            const auto first_action = element.text("first-action", "start");
            into.constraints.emplace_back(model::OrderPlan{
                .id = element.text("id"),
                .first = element.text("first"),
                .first_action = first_action,
                .then = element.text("then"),
                .then_action = element.text("then-action", first_action),
                .symmetrical = is_symmetrical(element)});
        }
    }
}

} // namespace

Result<model::ClusterDescription> describe_cib(std::string_view xml)
{
    const auto document = XmlDocument::parse(xml);
    if (!document) {
        return document.error();
    }
    auto configuration = document->root();
    if (configuration.name() == "cib") {
        configuration = configuration.child("configuration").value_or(configuration);
    }
    const auto resources = configuration.child("resources");
    if (configuration.name() != "configuration" || !resources) {
        return Error{Errc::malformed_input, "not the configuration of a cluster"};
    }
    ClusterDescription description;
    if (const auto options = configuration.child("crm_config")) {
        for (const auto& set : options->children("cluster_property_set")) {
            for (const auto& pair : set.children("nvpair")) {
                description.properties.emplace_back(pair.text("name"), pair.text("value"));
            }
        }
    }
    read_resources(*resources, description);
    if (const auto constraints = configuration.child("constraints")) {
        read_constraints(*constraints, description);
    }
    return description;
}

} // namespace mmm::cluster
