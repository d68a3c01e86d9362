// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/file_lock.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>

#include <filesystem>

namespace mmm {

namespace {

/// flock() knows no time-out; a lock is asked for again at this interval.
constexpr int retry_milliseconds = 5;

} // namespace

Result<FileLock> FileLock::take(const std::string& path, Deadline deadline)
{
    std::error_code ignored; // open() reports what matters
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
    Fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.valid()) {
        return system_error(cat("open the lock \"", path, "\""));
    }
    while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (deadline.passed()) {
            return Error{Errc::timeout, cat("another action holds the lock \"", path, "\"")};
        }
        ::poll(nullptr, 0, retry_milliseconds);
    }
    return FileLock(std::move(file));
}

} // namespace mmm
