// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The hosts of a database resource as MySQL-MMM would list them: mode, state and checks of each.
// Pure.
#pragma once

#include "lib/model/admin_order.h"
#include "lib/model/cluster_view.h"
#include "lib/model/host_report.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mmm::model {

enum class HostMode { master, slave };

/// A cluster node on which the database may run.
struct Host {
    std::string name;
    /// As the host reports it, else from the parameter host_map, else empty: to be resolved.
    std::string address;
    HostMode mode = HostMode::slave;
    HostState state = HostState::unknown;
    std::string reason;            ///< why it is not ONLINE, in the host's own words; may be empty
    bool reachable = false;        ///< its Pacemaker takes part in the cluster
    bool maintenance = false;      ///< the cluster changes nothing there
    bool standby = false;          ///< of the node; everything is stopped there
    AdminOrder order;              ///< what an operator ordered with set_online or set_offline
    bool offline_reported = false; ///< it said itself that it is ADMIN_OFFLINE
    /// When its state last changed, as it published that.
    std::optional<std::int64_t> state_since;
    bool running = false; ///< the database resource is active there
    bool promoted = false;
    std::optional<int> promotion_score;
    Checks reported;
    /// When the host was lost, or its database failed or stopped, if the cluster remembers it.
    std::optional<std::int64_t> down_since;
};

/// The cluster nodes on which the database may run, in byte order of names: no remote and guest
/// nodes, and none that the configuration keeps away from it for good.
std::vector<Host> list_hosts(const ClusterView& view, const ResourceDefinition& database);

/// All four checks of a host as mmm_control shows them, also of one that cannot report any more.
/// since is 0 where nobody knows.
Checks shown_checks(const Host& host);

} // namespace mmm::model
