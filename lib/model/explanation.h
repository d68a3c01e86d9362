// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Why the cluster does what it does, or does not do what an operator expects: findings with their
// causes and next steps, from Pacemaker's view of the cluster. Pure.
#pragma once

#include "lib/model/role_view.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mmm::model {

struct Finding {
    std::string subject; ///< "cluster", "writer", "readers", or a host
    std::string cause;
    std::string next; ///< what the operator can do; empty when nothing has to be done

    bool operator==(const Finding&) const = default;
};

/// "M2: is in standby. Next: pcs node unstandby M2"
std::string to_text(const Finding& finding);

/// Makes text of seconds since the epoch.
using LocalTime = std::string (*)(std::int64_t seconds);

/// Everything that can be said of the cluster, or of one host of it, in the order in which it
/// matters: the cluster, the writer, who would be next and who would not, the readers. `roles` is
/// made of the same view.
std::vector<Finding> explain(
    const ClusterView& view,
    const RoleView& roles,
    std::string_view host, ///< empty: all
    LocalTime local_time);

/// What a promotion score means, in words.
std::string_view meaning_of_score(int score);

} // namespace mmm::model
