// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Whether a text is an IP address, and whether two texts are the same one. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mmm::model {

/// The address in one spelling, for comparison: IPv4 as it is, IPv6 as eight groups of four
/// hexadecimal digits. Nothing for anything else than a numeric address without zone and prefix.
std::optional<std::string> canonical_address(std::string_view text);

} // namespace mmm::model
