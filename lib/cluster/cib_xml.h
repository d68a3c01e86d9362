// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The CIB's configuration section to values.
#pragma once

#include "lib/base/result.h"
#include "lib/model/cluster_view.h"

#include <string_view>

namespace mmm::cluster {

/// Reads what "cibadmin --query" printed, with or without a scope around the configuration.
/// Templates are followed; attribute sets that depend on a rule are left out.
/// Errors: malformed_input when it is not XML or holds no configuration.
Result<model::ClusterConfiguration> parse_cib(std::string_view xml);

} // namespace mmm::cluster
