// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// From MySQL-MMM's configuration to the resources and constraints of a cluster. Pure.
#pragma once

#include "lib/model/cluster_description.h"
#include "lib/model/mmm_config.h"

#include <string>
#include <string_view>
#include <vector>

namespace mmm::model {

/// A directive that becomes a parameter of ocf:mmm:mysql as it stands.
struct MmmParameter {
    MmmSection section = MmmSection::top;
    std::string_view section_name; ///< of a check
    std::string_view directive;
    std::string_view parameter;
    /// The agent's, with which the parameter need not be written down.
    std::string_view agent_default;
    /// MMM's default counts where the files are silent. Otherwise the agent's own does.
    bool keeps_default = false;
};

std::vector<MmmParameter> mmm_parameters();

/// Every parameter of ocf:mmm:mysql that MMM's files decide, those of mmm_parameters() and those
/// that are made of several directives. All others are left to the operator.
std::vector<std::string_view> parameters_from_mmm();

struct MmmClusterPlan {
    ClusterDescription description;
    /// What cannot be put into a cluster's configuration; the description is of no use then.
    std::vector<std::string> errors;
    /// What is done otherwise than in MMM, or by somebody else.
    std::vector<std::string> warnings;
};

/// The database is called "mysql", roles keep their names.
MmmClusterPlan plan_mmm_cluster(const MmmConfig& config);

/// The database's resource; hosts write their state into attributes with its name.
constexpr std::string_view database_id = "mysql";

/// What a preferred host gets on top of its promotion score: so much that it takes the writer over
/// when it follows, and too little when it is behind, detached or has no source.
constexpr int preference = 550;

} // namespace mmm::model
