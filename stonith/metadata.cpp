// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "stonith/metadata.h"

#include "lib/base/cat.h"
#include "lib/base/xml_text.h"
#include "stonith/options.h"

#include <array>
#include <string_view>

namespace mmm::fence {

namespace {

constexpr std::string_view summary =
    "Ends a host by MySQL-MMM's kill_host program, and verifies it";

constexpr std::string_view description =
    "fence_mmm runs the program that MySQL-MMM called to kill a host, with MMM's arguments, and "
    "believes it only when the host is gone: when it no longer answers in any of the configured "
    "ways, or when a status program says that it is off. A time-out is a failure. Where there is a "
    "device that cuts the power (IPMI, a PDU, a hypervisor), use its own fence agent instead.";

/// Actions in the order of the API document; "on" is never run by the cluster by itself.
constexpr std::array<std::string_view, 9> actions{
    "on", "off", "reboot", "status", "monitor", "list", "list-status", "validate-all", "metadata"};

std::string call_of(const Option& option)
{
    const auto longer = cat("--", option.name, "=[", option.name, "]");
    return option.letter == 0 ? longer
                              : cat("-", std::string_view(&option.letter, 1), ", ", longer);
}

std::string parameter_xml(const Option& option)
{
    std::string xml =
        cat("<parameter name=\"",
            option.name,
            "\" unique=\"0\" required=\"",
            option.required ? "1" : "0",
            "\"");
    if (option.deprecated) {
        xml += " deprecated=\"1\"";
    }
    if (!option.obsoletes.empty()) {
        xml += cat(" obsoletes=\"", option.obsoletes, "\"");
    }
    xml +=
        cat("><getopt mixed=\"",
            xml_escaped(call_of(option)),
            "\"/><content type=\"",
            option.type,
            "\"");
    if (!option.otherwise.empty()) {
        xml += cat(" default=\"", xml_escaped(option.otherwise), "\"");
    }
    return cat(
        xml,
        "/><shortdesc lang=\"en\">",
        xml_escaped(option.description),
        "</shortdesc></parameter>\n");
}

} // namespace

std::string metadata_xml()
{
    std::string xml = cat(
        "<?xml version=\"1.0\"?>\n<resource-agent name=\"fence_mmm\" shortdesc=\"",
        xml_escaped(summary),
        "\">\n<longdesc>",
        xml_escaped(description),
        "</longdesc>\n<vendor-url>https://github.com/mmm-ha/mmm-ha</vendor-url>\n<parameters>\n");
    for (const auto& option : option_table()) {
        xml += parameter_xml(option);
    }
    xml += "</parameters>\n<actions>\n";
    for (const auto action : actions) {
        xml +=
            cat("<action name=\"", action, "\"", action == "on" ? " automatic=\"0\"" : "", "/>\n");
    }
    return xml + "</actions>\n</resource-agent>\n";
}

std::string help_text()
{
    std::string text =
        cat("usage: fence_mmm -o ACTION -n HOST -k PROGRAM [OPTION]...\n"
            "       fence_mmm <OPTIONS      name=value lines, as the cluster does it\n\n",
            summary,
            ".\n\n");
    for (const auto& option : option_table()) {
        text +=
            cat("  ",
                call_of(option),
                option.otherwise.empty() ? "" : cat(" (", option.otherwise, ")"));
        text += cat("\n      ", option.description, "\n");
    }
    return text;
}

} // namespace mmm::fence
