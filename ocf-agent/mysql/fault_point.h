// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Places between the steps of an action at which a test can end it, as a crash or a time-out of the
// agent would.
#pragma once

#include <cstddef>
#include <string>

namespace mmm::mysql {

/// Ends this process with SIGKILL when the file /run/mmm-ha/mysql-RESOURCE.fault, which root alone
/// can write, says "ACTION:STEP" of this place; the file is removed before. Without the file, one
/// system call. STEP counts from 0, before the first step; the last one is behind all steps.
void fault_point(const std::string& resource, const std::string& action, std::size_t step);

} // namespace mmm::mysql
