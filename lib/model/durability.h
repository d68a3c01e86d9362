// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The two profiles of the parameter durability.
#pragma once

#include <optional>
#include <string_view>

namespace mmm::model {

enum class Durability {
    /// A commit is acknowledged only when a replica has it, and a host is promoted only with proof
    /// that it has all of those. Writes wait when no replica is there.
    lossless,
    /// A commit waits a moment for a replica, then goes on alone; the most advanced host is
    /// promoted, and what may be missing is told.
    available
};

constexpr std::string_view to_text(Durability durability)
{
    return durability == Durability::lossless ? "lossless" : "available";
}

constexpr std::optional<Durability> parse_durability(std::string_view text)
{
    if (text == to_text(Durability::lossless)) {
        return Durability::lossless;
    }
    return text == to_text(Durability::available) ? std::optional(Durability::available)
                                                  : std::nullopt;
}

} // namespace mmm::model
