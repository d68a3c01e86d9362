// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Constraints of ours as the CIB wants them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mmm::cluster {

/// The words for a promoted instance: "Promoted", and "Master" for a Pacemaker older than 2.1.
struct RoleWord {
    std::string_view promoted = "Promoted";
};

/// A location constraint that promotes the resource on no other node than these.
std::string pin_xml(
    std::string_view id,
    std::string_view resource,
    const std::vector<std::string>& nodes,
    RoleWord word = {});

/// Text for an attribute's value.
std::string escape_xml(std::string_view text);

} // namespace mmm::cluster
