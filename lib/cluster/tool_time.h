// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Points in time as Pacemaker writes them into XML.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace mmm::cluster {

/// Seconds since the epoch of "2026-11-21 11:34:12Z", "2026-11-21 12:34:12 +01:00", or of
/// "Sat Nov 21 12:34:12 2026", which is in the local time zone; nothing for any other form.
std::optional<std::int64_t> parse_tool_time(std::string_view text);

} // namespace mmm::cluster
