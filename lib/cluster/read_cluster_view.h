// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Asks Pacemaker for its status and its configuration.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/result.h"
#include "lib/cluster/pacemaker_tools.h"
#include "lib/model/cluster_view.h"

namespace mmm::cluster {

/// The status as crm_mon sees it from this node, about 12 ms.
/// Errors: those of the tools, and malformed_input.
Result<model::ClusterStatus> read_cluster_status(const PacemakerTools& tools, Deadline deadline);

/// The configuration in the CIB, about 12 ms. Errors: those of the tools, and malformed_input.
Result<model::ClusterConfiguration>
read_cluster_configuration(const PacemakerTools& tools, Deadline deadline);

} // namespace mmm::cluster
