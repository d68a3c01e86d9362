// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// MySQL-MMM's picture of a cluster: hosts with their states, roles with their addresses, the mode
// of the monitor. Made from Pacemaker's view of it. Pure.
#pragma once

#include "lib/base/result.h"
#include "lib/model/cluster_view.h"
#include "lib/model/host_list.h"

#include <string>
#include <string_view>
#include <vector>

namespace mmm::model {

struct RoleAddress {
    std::string address;
    std::vector<std::string> hosts; ///< none while nobody holds it; more than one is a fault
};

/// A resource of type ocf:mmm:vip.
struct ClusterRole {
    std::string name; ///< id of the primitive
    /// What to move or ban: the primitive, or the clone around it.
    std::string resource;
    bool exclusive = true;             ///< a primitive; balanced is a clone
    bool follows_promoted = false;     ///< the writer: colocated with the promoted database
    std::vector<std::string> never_on; ///< hosts that a constraint keeps it off for good
    std::string preferred_host;        ///< MMM's "prefer", of an exclusive role; empty for none
    /// Where set_ip has put it: it goes there when the cluster acts again. Empty for nowhere.
    std::string set_host;
    std::vector<RoleAddress> addresses;

    [[nodiscard]] bool is_on(std::string_view host) const;

    /// The first host that holds an address of the role, or empty.
    [[nodiscard]] std::string holder() const;
};

/// MMM's modes.
enum class MonitorMode {
    active,
    manual, ///< the writer stays where it is, also when it fails
    wait,   ///< nobody is the writer yet: a master waits for the other one
    passive ///< the cluster leaves our resources alone
};

/// The constraint of MANUAL, "mmm-manual-RESOURCE": no other hosts than these are promoted.
std::string pin_id(std::string_view database);

/// The constraint that says where an exclusive role belongs: "mmm-prefer-ROLE".
std::string preference_id(std::string_view role);

/// Meta attribute of an exclusive role's resource: what set_ip remembers.
constexpr std::string_view set_host_option = "mmm-set-host";

constexpr std::string_view is_managed_option = "is-managed";

/// The cause of PASSIVE when all our resources are unmanaged, as set_passive leaves them.
constexpr std::string_view set_passive_cause = "Admin switched to passive mode.";

struct RoleView {
    std::string database;       ///< primitive of type ocf:mmm:mysql
    std::string database_clone; ///< the clone around it, which is what can be moved
    MonitorMode mode = MonitorMode::active;
    std::string cause;               ///< of PASSIVE, one line
    std::vector<std::string> pinned; ///< the hosts that MANUAL leaves; empty without the constraint
    std::vector<std::string> warnings; ///< what an operator must know before the hosts
    std::vector<Host> hosts;           ///< in byte order of names
    std::vector<ClusterRole> roles;    ///< in byte order of names

    [[nodiscard]] const Host* find_host(std::string_view name) const;
    [[nodiscard]] const ClusterRole* find_role(std::string_view name) const;
};

/// The picture of the database resource. `name` chooses among several by the id of the primitive
/// or its clone; empty takes the only one there is, and so does the name of the cluster.
/// Errors: bad_on_this_host when there is none, or none of that name, or the choice is not clear.
Result<RoleView> view_roles(const ClusterView& view, std::string_view name);

/// "reader(192.168.0.72)", ...: what the host holds, by role name and then by address as text. In
/// PASSIVE an address stands where set_ip has put it.
std::vector<std::string> roles_on(const RoleView& view, std::string_view host);

} // namespace mmm::model
