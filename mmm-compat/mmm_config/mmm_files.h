// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// MMM's files on this host as one configuration, with all that is wrong with them.
#pragma once

#include "lib/model/mmm_config.h"
#include "mmm-compat/mmm_config/config_command_line.h"

#include <string>
#include <vector>

namespace mmm::config_tool {

struct LoadedFiles {
    model::MmmConfig config;
    std::vector<std::string> errors;   ///< each once
    std::vector<std::string> warnings; ///< each once
    std::vector<std::string> files;    ///< that were read
};

/// The files of the monitor and of the agents, as far as they are there; otherwise what they
/// share, mmm_common.conf.
LoadedFiles load_cluster_files(const MmmFiles& files);

/// All of MMM's files in the directories and those named, each set as the program reads it.
LoadedFiles check_files(const std::vector<std::string>& paths);

} // namespace mmm::config_tool
