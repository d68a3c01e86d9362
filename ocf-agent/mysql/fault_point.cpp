// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/fault_point.h"

#include "lib/base/cat.h"
#include "lib/base/fd.h"
#include "lib/base/log.h"
#include "lib/base/text.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace mmm::mysql {

void fault_point(const std::string& resource, const std::string& action, std::size_t step)
{
    const auto path = cat("/run/mmm-ha/mysql-", resource, ".fault");
    const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file.valid()) {
        return;
    }
    std::array<char, 64> buffer{};
    const auto got = ::read(file.get(), buffer.data(), buffer.size());
    const std::string_view wanted(buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    const auto here = cat(action, ":", step);
    if (trim(wanted) != here) {
        return;
    }
    ::unlink(path.c_str());
    log::warning(cat("ended at the fault point ", here));
    ::raise(SIGKILL);
}

} // namespace mmm::mysql
