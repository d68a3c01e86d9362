// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A description as elements of the CIB.
#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/base/xml_text.h"
#include "lib/model/cluster_description.h"

namespace mmm::model {

namespace {

std::string attribute(std::string_view name, std::string_view value)
{
    return value.empty() ? std::string{} : cat(" ", name, "=\"", xml_escaped(value), "\"");
}

std::string pair_set(std::string_view element, std::string_view owner, const OrderedPairs& pairs)
{
    if (pairs.empty()) {
        return {};
    }
    const auto id = cat(owner, "-", element);
    auto text = cat("<", element, attribute("id", id), ">\n");
    for (const auto& [name, value] : pairs) {
        text +=
            cat("  <nvpair",
                attribute("id", cat(id, "-", name)),
                attribute("name", name),
                " value=\"",
                xml_escaped(value),
                "\"/>\n");
    }
    return cat(text, "</", element, ">\n");
}

std::string operations_element(const ResourcePlan& plan)
{
    if (plan.operations.empty()) {
        return {};
    }
    std::string text = "<operations>\n";
    for (const auto& operation : plan.operations) {
        text += cat(
            "  <op",
            attribute("id", cat(plan.id, "-", operation.name, "-interval-", operation.interval)),
            attribute("name", operation.name),
            attribute("interval", operation.interval),
            attribute("timeout", operation.timeout),
            attribute("role", operation.role),
            "/>\n");
    }
    return text + "</operations>\n";
}

std::string indented(std::string_view text, std::size_t columns)
{
    std::string out;
    for (const auto& line : split(text, "\n")) {
        out += cat(std::string(columns, ' '), line, "\n");
    }
    return out;
}

std::string primitive_element(const ResourcePlan& plan)
{
    const auto parts = split(plan.agent, ":");
    const bool has_provider = parts.size() == 3;
    return cat(
        "<primitive",
        attribute("id", plan.id),
        attribute("class", parts.front()),
        has_provider ? attribute("provider", parts[1]) : "",
        attribute("type", parts.back()),
        ">\n",
        indented(
            cat(pair_set("instance_attributes", plan.id, plan.parameters),
                pair_set("meta_attributes", plan.id, plan.meta),
                operations_element(plan)),
            2),
        "</primitive>\n");
}

struct Element {
    std::string operator()(const ColocationPlan& plan) const
    {
        return cat(
            "<rsc_colocation",
            attribute("id", plan.id),
            attribute("rsc", plan.resource),
            attribute("with-rsc", plan.with),
            attribute("with-rsc-role", plan.with_role),
            attribute("score", plan.score),
            "/>\n");
    }

    std::string operator()(const OrderPlan& plan) const
    {
        return cat(
            "<rsc_order",
            attribute("id", plan.id),
            attribute("first", plan.first),
            attribute("first-action", plan.first_action),
            attribute("then", plan.then),
            attribute("then-action", plan.then_action),
            attribute("symmetrical", plan.symmetrical ? "true" : "false"),
            "/>\n");
    }

    std::string operator()(const LocationPlan& plan) const
    {
        const auto head =
            cat("<rsc_location", attribute("id", plan.id), attribute("rsc", plan.resource));
        if (plan.expressions.empty()) {
            return cat(head, attribute("node", plan.node), attribute("score", plan.score), "/>\n");
        }
        const auto rule_id = cat(plan.id, "-rule");
        auto text =
            cat(head,
                ">\n  <rule",
                attribute("id", rule_id),
                attribute("role", plan.role),
                attribute("score", plan.score),
                plan.expressions.size() > 1 ? attribute("boolean-op", plan.all ? "and" : "or") : "",
                ">\n");
        int number = 0;
        for (const auto& expression : plan.expressions) {
            text +=
                cat("    <expression",
                    attribute("id", cat(rule_id, "-expr", number == 0 ? "" : cat("-", number))),
                    attribute("attribute", expression.attribute),
                    attribute("operation", expression.operation),
                    attribute("value", expression.value),
                    "/>\n");
            ++number;
        }
        return cat(text, "  </rule>\n</rsc_location>\n");
    }
};

std::string section(std::string_view name, const std::string& content)
{
    return cat("<", name, ">\n", indented(content, 2), "</", name, ">\n");
}

} // namespace

std::string cib_element(const ResourcePlan& resource)
{
    if (resource.clone.empty()) {
        return primitive_element(resource);
    }
    return cat(
        "<clone",
        attribute("id", resource.clone),
        ">\n",
        indented(
            cat(primitive_element(resource),
                pair_set("meta_attributes", resource.clone, resource.clone_meta)),
            2),
        "</clone>\n");
}

std::string cib_element(const ConstraintPlan& constraint)
{
    return std::visit(Element{}, constraint);
}

std::string cib_configuration(const ClusterDescription& description)
{
    std::string properties;
    for (const auto& [name, value] : description.properties) {
        properties +=
            cat("  <nvpair",
                attribute("id", cat("cib-bootstrap-options-", name)),
                attribute("name", name),
                attribute("value", value),
                "/>\n");
    }
    std::string resources;
    for (const auto& resource : description.resources) {
        resources += cib_element(resource);
    }
    std::string constraints;
    for (const auto& constraint : description.constraints) {
        constraints += cib_element(constraint);
    }
    return section(
        "configuration",
        cat(section(
                "crm_config",
                cat("<cluster_property_set id=\"cib-bootstrap-options\">\n",
                    properties,
                    "</cluster_property_set>\n")),
            section("resources", resources),
            section("constraints", constraints)));
}

} // namespace mmm::model
