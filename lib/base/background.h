// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Work that goes on after the program that began it has answered.
#pragma once

#include "lib/base/result.h"

#include <functional>
#include <string>
#include <vector>

namespace mmm {

/// Runs `work` in a child process that has left everything of ours: own session, default signal
/// handling, standard files on /dev/null, every other file closed but `kept_files`. Pacemaker kills
/// an action's whole process group at its time-out, and waits until its pipes are closed.
/// `name` is the child's name in process lists (15 bytes). The work must end by itself.
Result<> run_in_background(
    const std::string& name, std::vector<int> kept_files, const std::function<void()>& work);

} // namespace mmm
