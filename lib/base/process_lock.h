// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// One process of a kind on this host, and which one it is: a record lock (fcntl(2)), of which the
// kernel itself tells the holder.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/fd.h"
#include "lib/base/result.h"

#include <sys/types.h>

#include <optional>
#include <string>

namespace mmm {

/// Held until the object goes or the process ends. A child process never holds it: while anybody
/// does, the process that took it lives.
class ProcessLock {
public:
    /// Makes the file when missing. Errors: conflict when another process holds it until the
    /// deadline.
    static Result<ProcessLock> take(const std::string& path, Deadline deadline);

    /// The process that holds the lock now; nothing when nobody does.
    static std::optional<pid_t> holder(const std::string& path);

    /// False when the file was removed or replaced: the lock excludes nobody any more.
    [[nodiscard]] bool still_in_place() const;

private:
    ProcessLock(Fd file, std::string path);

    Fd file_;
    std::string path_;
};

} // namespace mmm
