// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The CIB as a description, and a CIB changed to another one.
#pragma once

#include "lib/base/result.h"
#include "lib/model/cluster_description.h"
#include "lib/model/cluster_difference.h"

#include <string>
#include <string_view>

namespace mmm::cluster {

/// What the CIB says of resources, constraints and properties. Errors: malformed_input when it is
/// not XML or holds no configuration.
Result<model::ClusterDescription> describe_cib(std::string_view xml);

/// The whole CIB with the difference applied, and nothing else changed. Errors: malformed_input,
/// conflict when an id that is needed is taken.
Result<std::string> change_cib(std::string_view xml, const model::ClusterDifference& difference);

} // namespace mmm::cluster
