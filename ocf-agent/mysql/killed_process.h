// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What SIGKILL cannot end at once: threads that wait in the kernel, as a rule for a disk.
#pragma once

#include <sys/types.h>

#include <string_view>

namespace mmm::mysql {

/// True when SIGKILL was sent to the process, and every thread that is left of it waits in the
/// kernel (state D). None of them ever comes back to the program: it answers nobody and begins
/// nothing any more. Its files and ports are free when the wait is over (proc(5), signal(7)).
bool is_left_in_kernel(pid_t pid);

/// Pure: whether SIGKILL waits to be taken, as /proc/PID/status shows it.
bool shows_pending_kill(std::string_view status);

/// Pure: the state letter of /proc/PID/task/TID/stat; 0 when the text is none.
char thread_state(std::string_view stat);

} // namespace mmm::mysql
