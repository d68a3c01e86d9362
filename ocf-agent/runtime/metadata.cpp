// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/runtime/metadata.h"

#include "lib/base/cat.h"
#include "lib/base/xml_text.h"

namespace mmm::ocf {

namespace {

/// ocf-tester validates against the OCF 1.0 DTD, which knows neither unique-group, reloadable nor
/// the action reload-agent; the first declaration of an attribute wins in XML, so these make the
/// old DTD accept OCF 1.1. The XML declaration names no encoding: crmsh refuses one.
constexpr std::string_view prologue = R"(<?xml version="1.0"?>
<!DOCTYPE resource-agent SYSTEM "ra-api-1.dtd" [
<!ATTLIST parameter unique-group CDATA #IMPLIED>
<!ATTLIST parameter reloadable CDATA #IMPLIED>
<!ATTLIST action name CDATA #REQUIRED>
]>
)";

std::string description(std::string_view tag, std::string_view text)
{
    return cat("<", tag, " lang=\"en\">", xml_escaped(text), "</", tag, ">\n");
}

std::string_view type_name(ParameterType type)
{
    switch (type) {
    case ParameterType::string:
        return "string";
    case ParameterType::integer:
        return "integer";
    case ParameterType::boolean:
        return "boolean";
    }
    return "string";
}

std::string parameter_xml(const Parameter& parameter)
{
    std::string out = cat("<parameter name=\"", parameter.name, "\"");
    if (!parameter.unique_group.empty()) {
        out += cat(" unique-group=\"", parameter.unique_group, "\"");
    }
    if (parameter.required) {
        out += " required=\"1\"";
    }
    if (parameter.reloadable) {
        out += " reloadable=\"1\"";
    }
    out += ">\n";
    out += description("longdesc", parameter.longdesc);
    out += description("shortdesc", parameter.shortdesc);
    out += cat("<content type=\"", type_name(parameter.type), "\"");
    if (!parameter.required) {
        out += cat(" default=\"", xml_escaped(parameter.default_value), "\"");
    }
    out += "/>\n</parameter>\n";
    return out;
}

std::string action_xml(const Action& action)
{
    std::string out =
        cat("<action name=\"", action.name, "\" timeout=\"", action.timeout_seconds, "s\"");
    if (action.interval_seconds > 0) {
        out += cat(" interval=\"", action.interval_seconds, "s\"");
    }
    if (action.depth > 0) {
        out += cat(" depth=\"", action.depth, "\"");
    }
    if (!action.role.empty()) {
        out += cat(" role=\"", action.role, "\"");
    }
    return out + "/>\n";
}

} // namespace

std::string metadata_xml(const Agent& agent, std::string_view version)
{
    std::string out =
        cat(prologue,
            "<resource-agent name=\"",
            agent.name,
            "\" version=\"",
            version,
            "\">\n<version>1.1</version>\n",
            description("longdesc", agent.longdesc),
            description("shortdesc", agent.shortdesc),
            "<parameters>\n");
    for (const auto& parameter : agent.parameters) {
        out += parameter_xml(parameter);
    }
    out += "</parameters>\n<actions>\n";
    for (const auto& action : agent.actions) {
        out += action_xml(action);
    }
    out += "<action name=\"meta-data\" timeout=\"5s\"/>\n</actions>\n</resource-agent>\n";
    return out;
}

} // namespace mmm::ocf
