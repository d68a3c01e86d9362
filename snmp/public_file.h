// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A file that others read while it is written anew.
#pragma once

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"
#include "lib/base/fd.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <string>

namespace mmm::monitoring {

/// Replaces the file at once (rename), readable by all. Not durable: the next look writes it again.
inline Result<> replace_public_file(const std::string& path, std::string_view text)
{
    constexpr mode_t readable_by_all = 0644;
    const auto temporary = cat(path, ".", ::getpid(), ".new");
    const auto failed = [&] {
        auto error = system_error(cat("write \"", path, "\""));
        ::unlink(temporary.c_str());
        return error;
    };
    const Fd file(::open(
        temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, readable_by_all));
    if (!file.valid()) {
        return failed();
    }
    while (!text.empty()) {
        const auto written = ::write(file.get(), text.data(), text.size());
        if (written < 0 && errno != EINTR) {
            return failed();
        }
        text.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
    // The mode of open() is cut by the umask.
    if (::fchmod(file.get(), readable_by_all) != 0 ||
        ::rename(temporary.c_str(), path.c_str()) != 0) {
        return failed();
    }
    return {};
}

} // namespace mmm::monitoring
