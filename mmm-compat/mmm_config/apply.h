// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// From MMM's files to the running cluster: what would change, and changing it.
#pragma once

#include "lib/model/cluster_description.h"
#include "mmm-compat/mmm_config/config_cluster.h"
#include "mmm-compat/mmm_config/mmm_files.h"

#include <functional>
#include <string>
#include <vector>

namespace mmm::config_tool {

constexpr int exit_done = 0;
constexpr int exit_failed = 1;
constexpr int exit_usage = 2;
constexpr int exit_different = 3;

/// What a command leaves: text for standard output, lines for standard error, its exit status.
struct Outcome {
    std::string text = {};
    std::vector<std::string> messages = {};
    int exit_status = exit_done;
};

/// The cluster's description out of MMM's files, or all that stands in the way of one.
struct Wanted {
    model::MmmConfig config;
    model::ClusterDescription description;
    std::vector<std::string> errors;
    std::vector<std::string> warnings;
};

Wanted plan_of(LoadedFiles files);

/// Asks an operator with the text of the changes; true for yes.
using Confirm = std::function<bool(const std::string& changes)>;

/// Exit status 3 when there is a difference.
Outcome show_difference(const Wanted& wanted, ConfigCluster& cluster);

/// Shows the difference, asks unless `command.yes`, and applies it. Doing it again says that there
/// is nothing to do.
Outcome
apply(const Wanted& wanted, const Apply& command, ConfigCluster& cluster, const Confirm& confirm);

} // namespace mmm::config_tool
