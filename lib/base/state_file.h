// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A small file of "name=value" lines: what one action leaves for the next. Below /run it is gone
// after a reboot, and every reader must do without it.
#pragma once

#include "lib/base/result.h"

#include <map>
#include <string>

namespace mmm {

using StateValues = std::map<std::string, std::string>;

/// The values of the file; empty when it is missing or unreadable.
StateValues read_state_file(const std::string& path);

/// Whether the values shall outlast a loss of power: that takes some milliseconds.
enum class Lasting { until_reboot, durable };

/// Replaces the file at once (rename), readable by root only; makes its directory when missing.
Result<> write_state_file(
    const std::string& path, const StateValues& values, Lasting lasting = Lasting::until_reboot);

} // namespace mmm
