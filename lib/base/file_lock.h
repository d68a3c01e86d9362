// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Mutual exclusion between processes of one host, by flock(2): the kernel frees it with its holder.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/fd.h"
#include "lib/base/result.h"

#include <string>

namespace mmm {

/// Held until the object goes.
class FileLock {
public:
    /// Makes the file when missing. Errors: timeout when another process holds it until the
    /// deadline.
    static Result<FileLock> take(const std::string& path, Deadline deadline);

    [[nodiscard]] int file() const { return file_.get(); }

private:
    explicit FileLock(Fd file)
        : file_(std::move(file))
    {
    }

    Fd file_;
};

} // namespace mmm
