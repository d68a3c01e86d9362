// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A small file of "name=value" lines below /run: what one action leaves for the next. It is gone
// after a reboot, and every reader must do without it.
#pragma once

#include "lib/base/result.h"

#include <map>
#include <string>

namespace mmm {

using StateValues = std::map<std::string, std::string>;

/// The values of the file; empty when it is missing or unreadable.
StateValues read_state_file(const std::string& path);

/// Replaces the file at once (rename), readable by root only; makes its directory when missing.
Result<> write_state_file(const std::string& path, const StateValues& values);

} // namespace mmm
