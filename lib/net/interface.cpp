// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/interface.h"

#include "lib/base/cat.h"

namespace mmm::net {

std::optional<std::string> why_down(const Link& link)
{
    if (!link.administratively_up) {
        return cat(
            "interface \"", link.name, "\" is switched off (\"ip link set ", link.name, " up\")");
    }
    if (link.lower_layer_down) {
        return cat("the link below interface \"", link.name, "\" is down");
    }
    if (!link.has_carrier || link.operationally_down) {
        return cat("interface \"", link.name, "\" has no link (cable, switch port or peer)");
    }
    return std::nullopt;
}

std::string to_text(const InterfaceAddress& address)
{
    return cat(to_text(address.address), "/", address.prefix_length);
}

} // namespace mmm::net
