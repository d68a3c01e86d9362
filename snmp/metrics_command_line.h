// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The options of mmm_metrics. Pure.
#pragma once

#include "lib/base/result.h"

#include <chrono>
#include <string>
#include <vector>

namespace mmm::monitoring {

struct MetricsCommand {
    enum class Kind { print, write_file, listen, table, version, help };

    Kind kind = Kind::print;
    std::string resource;
    std::string file;
    std::string address; ///< numeric, of the loopback interface
    unsigned port = 0;
    std::chrono::seconds max_age{5};
};

/// Without the program's name. Errors: bad_parameter.
Result<MetricsCommand> parse_metrics_command(const std::vector<std::string>& arguments);

} // namespace mmm::monitoring
