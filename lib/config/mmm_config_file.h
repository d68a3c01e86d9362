// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// MySQL-MMM's configuration files: their grammar, their includes, their search path and their
// refusals, in MMM's own words. All that is wrong with a file is told at once, in its order.
#pragma once

#include "lib/model/mmm_directives.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace mmm::config {

/// What files said, line by line, and what was wrong with them.
struct MmmFileContents {
    model::MmmAssignments assignments;
    /// MMM would have refused to start, each in its words.
    std::vector<std::string> errors;
    /// MMM took it without a word, but hardly anybody means it.
    std::vector<std::string> warnings;
    /// The files that were read, each once, in the order of their first line.
    std::vector<std::string> files;
};

/// Called for "include NAME" with NAME, the file and the line it stands in.
using MmmInclude =
    std::function<void(std::string_view name, const std::string& file, int line, MmmFileContents&)>;

/// Adds what the text says. Takes any bytes; `file` is the name for messages. Pure, as far as
/// `include` is.
void parse_mmm_config(
    std::string_view text,
    const std::string& file,
    const MmmInclude& include,
    MmmFileContents& into);

/// Where MMM's programs look for their files; the first directory with a readable one counts.
const std::vector<std::string>& mmm_config_directories();

/// Reads a file, ".conf" appended when missing, with what it includes. Like MMM it refuses files
/// that others than their owner and group may read or write; unlike MMM also files that include
/// themselves, that are not regular, or that are larger than any configuration.
MmmFileContents read_mmm_config(std::string_view name, const std::vector<std::string>& directories);

/// True when a file of that name can be found.
bool mmm_config_exists(std::string_view name, const std::vector<std::string>& directories);

/// The names of clusters that have a file mmm_mon_NAME.conf in the directories, sorted.
std::vector<std::string> mmm_cluster_names(const std::vector<std::string>& directories);

} // namespace mmm::config
