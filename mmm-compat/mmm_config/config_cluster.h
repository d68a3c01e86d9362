// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The running cluster, as far as mmm_config looks at it and changes it. Tests have one of their
// own.
#pragma once

#include "lib/base/result.h"
#include "lib/model/cluster_view.h"

#include <string>
#include <string_view>

namespace mmm::config_tool {

class ConfigCluster {
public:
    ConfigCluster() = default;
    ConfigCluster(const ConfigCluster&) = delete;
    ConfigCluster& operator=(const ConfigCluster&) = delete;
    ConfigCluster(ConfigCluster&&) = delete;
    ConfigCluster& operator=(ConfigCluster&&) = delete;
    virtual ~ConfigCluster() = default;

    /// The whole CIB.
    [[nodiscard]] virtual Result<std::string> read_cib() = 0;
    [[nodiscard]] virtual Result<model::ClusterStatus> read_status() = 0;
    /// All of the change or nothing of it.
    [[nodiscard]] virtual Result<>
    change_cib(std::string_view original, std::string_view changed) = 0;
};

} // namespace mmm::config_tool
