// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/cluster/cib_xml.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/cluster/xml_document.h"

namespace mmm::cluster {

namespace {

using Elements = std::vector<XmlElement>;

/// Adds the pairs of all sets of that kind; what is there already wins, as it does in Pacemaker.
void add_pairs(const XmlElement& owner, std::string_view set_name, model::NameValues& into)
{
    for (const auto& set : owner.children(set_name)) {
        if (set.child("rule")) {
            continue;
        }
        for (const auto& pair : set.children("nvpair")) {
            into.try_emplace(pair.text("name"), pair.text("value"));
        }
    }
}

std::string agent_name(const XmlElement& primitive)
{
    const auto provider = primitive.text("provider");
    return cat(
        primitive.text("class"),
        provider.empty() ? "" : ":",
        provider,
        ":",
        primitive.text("type"));
}

std::optional<XmlElement> find_template(const XmlElement& resources, const std::string& id)
{
    for (const auto& candidate : resources.children("template")) {
        if (candidate.text("id") == id) {
            return candidate;
        }
    }
    return std::nullopt;
}

class ResourceReader {
public:
    explicit ResourceReader(const XmlElement& resources)
        : resources_(resources)
    {
    }

    /// Walks groups and clones; `around` are the elements from the outside in.
    void read(const XmlElement& parent, const Elements& around)
    {
        for (const auto& child : parent.children()) {
            if (child.name() == "primitive") {
                definitions_.push_back(define(child, around));
            } else if (
                child.name() == "clone" || child.name() == "group" || child.name() == "master") {
                Elements inner = around;
                inner.push_back(child);
                read(child, inner);
            }
        }
    }

    [[nodiscard]] std::vector<model::ResourceDefinition> take() &&
    {
        return std::move(definitions_);
    }

private:
    [[nodiscard]] model::ResourceDefinition
    define(const XmlElement& primitive, const Elements& around) const
    {
        model::ResourceDefinition definition;
        definition.id = primitive.text("id");
        definition.agent = agent_name(primitive);
        add_pairs(primitive, "instance_attributes", definition.parameters);
        add_pairs(primitive, "meta_attributes", definition.meta);
        if (const auto base = find_template(resources_, primitive.text("template"))) {
            definition.agent = agent_name(*base);
            add_pairs(*base, "instance_attributes", definition.parameters);
            add_pairs(*base, "meta_attributes", definition.meta);
        }
        for (const auto& element : around) {
            (element.name() == "group" ? definition.group : definition.clone) = element.text("id");
            add_pairs(element, "meta_attributes", definition.meta);
        }
        return definition;
    }

    XmlElement resources_;
    std::vector<model::ResourceDefinition> definitions_;
};

bool is_promoted(std::string_view role)
{
    return role == "Promoted" || role == "Master";
}

bool is_positive(std::string_view score)
{
    return score == "INFINITY" || score == "+INFINITY" || parse_number<int>(score).value_or(0) > 0;
}

bool is_never(std::string_view score)
{
    return score == "-INFINITY" || parse_number<int>(score).value_or(0) <= -1000000;
}

/// The names in the rule's expressions "#uname OPERATION name".
std::vector<std::string> names_in_rule(const XmlElement& rule, std::string_view operation)
{
    std::vector<std::string> names;
    for (const auto& expression : rule.children("expression")) {
        if (expression.text("attribute") == "#uname" && expression.text("operation") == operation) {
            names.push_back(expression.text("value"));
        }
    }
    return names;
}

/// The node that a rule is about, if it is about one node's name; other conditions may stand beside
/// it.
std::string node_of_rule(const XmlElement& rule)
{
    auto names = names_in_rule(rule, "eq");
    const bool one = names.size() == 1 && rule.text("boolean-op", "and") == "and";
    return one ? std::move(names.front()) : std::string{};
}

/// The nodes that a rule leaves, if it forbids all others.
std::vector<std::string> only_nodes_of_rule(const XmlElement& rule)
{
    auto names = names_in_rule(rule, "ne");
    const bool alone = names.size() == rule.children().size() && is_never(rule.text("score"));
    return alone && rule.text("boolean-op", "and") == "and" ? std::move(names)
                                                            : std::vector<std::string>{};
}

model::Location read_location(const XmlElement& element)
{
    model::Location location{
        .id = element.text("id"),
        .resource = element.text("rsc"),
        .node = element.text("node"),
        .never = is_never(element.text("score")),
        .any_role = element.text("role", "Started") == "Started",
        .preferred = is_positive(element.text("score"))};
    if (const auto rule = element.child("rule")) {
        location.node = node_of_rule(*rule);
        location.preferred = is_positive(rule->text("score"));
        location.limited = rule->child("date_expression").has_value();
        location.only_nodes = only_nodes_of_rule(*rule);
    }
    return location;
}

void read_constraints(const XmlElement& constraints, model::ClusterConfiguration& into)
{
    for (const auto& element : constraints.children("rsc_colocation")) {
        into.colocations.push_back(model::Colocation{
            .resource = element.text("rsc"),
            .with = element.text("with-rsc"),
            .with_promoted = is_promoted(element.text("with-rsc-role")),
            .together = is_positive(element.text("score", "INFINITY"))});
    }
    for (const auto& element : constraints.children("rsc_location")) {
        into.locations.push_back(read_location(element));
    }
}

void read_nodes(const XmlElement& nodes, model::ClusterConfiguration& into)
{
    for (const auto& node : nodes.children("node")) {
        add_pairs(node, "instance_attributes", into.permanent_attributes[node.text("uname")]);
    }
}

} // namespace

Result<model::ClusterConfiguration> parse_cib(std::string_view xml)
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
    model::ClusterConfiguration result;
    if (const auto options = configuration.child("crm_config")) {
        add_pairs(*options, "cluster_property_set", result.properties);
    }
    ResourceReader reader(*resources);
    reader.read(*resources, {});
    result.resources = std::move(reader).take();
    if (const auto nodes = configuration.child("nodes")) {
        read_nodes(*nodes, result);
    }
    if (const auto constraints = configuration.child("constraints")) {
        read_constraints(*constraints, result);
    }
    return result;
}

} // namespace mmm::cluster
