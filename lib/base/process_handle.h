// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A handle of a process (pidfd), which cannot come to mean another one, as a number can.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/fd.h"

#include <poll.h>
#include <sys/syscall.h>
#include <sys/types.h>

namespace mmm {

/// Readable when the process has ended; not valid when there is none.
inline Fd process_handle(pid_t pid)
{
    return Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

inline void send_signal(const Fd& process, int signal)
{
    ::syscall(SYS_pidfd_send_signal, process.get(), signal, nullptr, 0);
}

/// True when the process ended before the deadline.
inline bool ends_by(const Fd& process, Deadline deadline)
{
    pollfd polled{process.get(), POLLIN, 0};
    for (;;) {
        const auto left = static_cast<int>(deadline.remaining().count());
        if (::poll(&polled, 1, left) > 0) {
            return true;
        }
        if (left == 0) {
            return false;
        }
    }
}

} // namespace mmm
