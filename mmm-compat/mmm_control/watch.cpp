// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_control/watch.h"

#include "lib/base/cat.h"

namespace mmm::control {

std::string watch(
    ControlCluster& cluster, const Limits& limits, const std::function<std::string()>& find_missing)
{
    const auto deadline = Deadline::after(limits.move);
    for (;;) {
        auto missing = find_missing();
        if (missing.empty()) {
            return missing;
        }
        if (cluster.interrupted() != 0) {
            return cat(missing, " (interrupted)");
        }
        if (deadline.passed()) {
            const auto seconds =
                std::chrono::duration_cast<std::chrono::seconds>(limits.move).count();
            return cat(missing, " (not within ", seconds, " s)");
        }
        cluster.pause(limits.poll);
    }
}

int exit_status(ControlCluster& cluster)
{
    return cluster.interrupted() == 0 ? 0 : 128 + cluster.interrupted();
}

} // namespace mmm::control
