// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Answers "history": the writer moves that this node has recorded.
#pragma once

#include "mmm-compat/mmm_control/commands.h"

#include <string>

namespace mmm::control {

/// Reads the file that the agent of this node keeps in the directory. The cluster is asked only
/// when several databases have a history here, or when a name of a clone or cluster was given.
Reply history(
    const CommandLine& line,
    ControlCluster& cluster,
    const Limits& limits,
    const std::string& directory);

} // namespace mmm::control
