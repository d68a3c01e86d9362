// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/process_lock.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include <filesystem>

namespace mmm {

namespace {

/// Of the two calls that could wait for a lock, neither takes a time-out.
constexpr int retry_milliseconds = 5;

/// The whole file.
flock exclusive()
{
    flock lock{};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

} // namespace

ProcessLock::ProcessLock(Fd file, std::string path)
    : file_(std::move(file))
    , path_(std::move(path))
{
}

Result<ProcessLock> ProcessLock::take(const std::string& path, Deadline deadline)
{
    std::error_code ignored; // open() reports what matters
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
    Fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.valid()) {
        return system_error(cat("open the lock \"", path, "\""));
    }
    auto lock = exclusive();
    while (::fcntl(file.get(), F_SETLK, &lock) != 0) {
        if (deadline.passed()) {
            return Error{Errc::conflict, cat("another process holds the lock \"", path, "\"")};
        }
        ::poll(nullptr, 0, retry_milliseconds);
    }
    return ProcessLock(std::move(file), path);
}

std::optional<pid_t> ProcessLock::holder(const std::string& path)
{
    const Fd file(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    auto lock = exclusive();
    if (!file.valid() || ::fcntl(file.get(), F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK) {
        return std::nullopt;
    }
    return lock.l_pid;
}

bool ProcessLock::still_in_place() const
{
    struct stat ours {};

    struct stat theirs {};

    return ::fstat(file_.get(), &ours) == 0 && ::stat(path_.c_str(), &theirs) == 0 &&
           ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

} // namespace mmm
