// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What mmm_control prints, to the byte as MySQL-MMM printed it.
#pragma once

#include "lib/model/role_view.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace mmm::control {

/// One reply. MMM ends every reply with 0, whatever it says: 1 and more mean that there is none.
struct Reply {
    std::string output; ///< for stdout, without the line break that main adds to every reply
    int exit_status = 0;
    std::string error = {}; ///< for stderr, one line; empty for none
    bool silent = false;    ///< all has been said; not even a line break is missing
};

constexpr std::string_view unreachable_reply = "ERROR: Can't connect to monitor daemon!";
constexpr std::string_view pinged_reply = "OK: Pinged successfully!";

/// "Invalid command '<line>'", an empty line and the help.
std::string invalid_command_reply(std::string_view line);

std::string mode_reply(const model::RoleView& view);
std::string show_reply(const model::RoleView& view);

/// checks: both may be "all". Refuses unknown checks, then unknown hosts.
std::string
checks_reply(const model::RoleView& view, std::string_view host, std::string_view check);

/// "2026/11/20 23:28:25", in the local time zone.
std::string local_time(std::int64_t seconds_since_epoch);

} // namespace mmm::control
