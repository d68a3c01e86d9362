// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A process that is about to hold passwords leaves none of them behind when it crashes.
#pragma once

#include <sys/prctl.h>

namespace mmm {

/// From now on this process leaves no core, neither as a file nor to a collector of cores.
/// Passwords are copied by strings and by the client library, so that no part of the memory could
/// be left out instead. What it executes, the database server for one, may leave cores again: a
/// limit (RLIMIT_CORE) would be inherited.
inline void leave_no_core()
{
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); // fails for other values only
}

} // namespace mmm
