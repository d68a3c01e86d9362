// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What would have to change in a cluster's configuration so that it says what a description says.
// Pure.
#pragma once

#include "lib/model/cluster_description.h"

#include <string>
#include <string_view>
#include <vector>

namespace mmm::model {

struct ClusterDifference {
    /// One line for each change, for an operator: "+ ", "- " or "~ " in front.
    std::vector<std::string> lines;
    /// Properties with their new values.
    OrderedPairs properties;
    /// Resources as they shall be: new ones, and changed ones with what was theirs besides.
    std::vector<ResourcePlan> resources;
    std::vector<ConstraintPlan> constraints;      ///< to be added
    std::vector<std::string> removed_constraints; ///< ids
    /// What stays though the description does not have it, and what an operator may want to know.
    std::vector<std::string> notes;
    /// Why it cannot be changed by a program; nothing may be applied then.
    std::vector<std::string> obstacles;

    [[nodiscard]] bool empty() const { return lines.empty(); }
};

/// `ours` are the parameters of the database that the description decides: those it does not
/// have go back to their defaults. Everything else that the cluster says of these resources, or
/// of others, stays. Of constraints only those are removed that contradict the description, or
/// that an earlier description must have made.
ClusterDifference compare(
    const ClusterDescription& current,
    const ClusterDescription& wanted,
    const std::vector<std::string_view>& ours);

} // namespace mmm::model
