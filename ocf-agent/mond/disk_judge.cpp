// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/disk_judge.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"

#include <algorithm>
#include <array>
#include <cerrno>

namespace mmm::mond {

bool is_disk_error(int error_number)
{
    constexpr std::array errors{EIO, EROFS, EUCLEAN, ENODEV, ENXIO, ESTALE, ESHUTDOWN};
    return std::ranges::find(errors, error_number) != errors.end();
}

std::optional<std::string> DiskJudge::look(const DiskSigns& signs)
{
    const bool still = signs.waiting_in != 0 && signs.waiting_in == waiting_in_;
    waiting_in_ = signs.waiting_in;
    waited_ = still ? waited_ + std::chrono::seconds(1) : std::chrono::seconds(0);
    if (signs.error != 0) {
        return cat("refuses every write (", errno_text(signs.error), ")");
    }
    if (waited_ >= limit_) {
        return cat("has taken nothing for ", waited_.count(), " s");
    }
    return std::nullopt;
}

} // namespace mmm::mond
