// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Parts of the plan of MMM's cluster: what is told about directives, and where roles may be. Pure.
#pragma once

#include "lib/model/cluster_description.h"
#include "lib/model/mmm_config.h"

#include <string>
#include <string_view>
#include <vector>

namespace mmm::model {

/// One line for each directive that the files give and the cluster's configuration does not have,
/// saying what stands in its place; then what is done otherwise.
std::vector<std::string> mmm_warnings(const MmmConfig& config);

/// Where the database may be promoted, apart from what its own scores say.
std::vector<LocationPlan> promotion_places(std::string_view clone, std::string_view database);

/// Which hosts a role's addresses may have, and prefer, by the hosts' states.
std::vector<LocationPlan>
address_places(std::string_view resource, std::string_view role, std::string_view database);

} // namespace mmm::model
