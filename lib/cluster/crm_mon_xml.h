// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// crm_mon's XML to values. The format is versioned and additive from Pacemaker 2.0.3 to 3.0
// (/usr/share/pacemaker/api/crm_mon-*.rng).
#pragma once

#include "lib/base/result.h"
#include "lib/model/cluster_view.h"

#include <string_view>

namespace mmm::cluster {

/// Reads what "crm_mon --output-as=xml --inactive" printed. What a version leaves out keeps its
/// default. Errors: malformed_input when it is not XML or not crm_mon's.
Result<model::ClusterStatus> parse_crm_mon(std::string_view xml);

} // namespace mmm::cluster
