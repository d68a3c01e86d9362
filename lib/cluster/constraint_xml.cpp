// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/cluster/constraint_xml.h"

#include "lib/base/cat.h"

namespace mmm::cluster {

std::string pin_xml(
    std::string_view id,
    std::string_view resource,
    const std::vector<std::string>& nodes,
    RoleWord word)
{
    const auto name = escape_xml(id);
    auto xml =
        cat("<rsc_location id=\"",
            name,
            "\" rsc=\"",
            escape_xml(resource),
            "\"><rule id=\"",
            name,
            "-rule\" role=\"",
            word.promoted,
            "\" score=\"-INFINITY\" boolean-op=\"and\">");
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        xml +=
            cat("<expression id=\"",
                name,
                "-expr-",
                i,
                R"(" attribute="#uname" operation="ne" value=")",
                escape_xml(nodes[i]),
                "\"/>");
    }
    return cat(xml, "</rule></rsc_location>");
}

std::string escape_xml(std::string_view text)
{
    std::string escaped;
    for (const char c : text) {
        switch (c) {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        default:
            escaped += c;
        }
    }
    return escaped;
}

} // namespace mmm::cluster
