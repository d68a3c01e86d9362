// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What Pacemaker knows: the status that crm_mon reports and the configuration in the CIB, as far
// as programs of this project ask for it. Plain data.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mmm::model {

using NameValues = std::map<std::string, std::string, std::less<>>;

/// The value, or empty when there is none of that name.
inline std::string value_of(const NameValues& values, std::string_view name)
{
    const auto found = values.find(name);
    return found == values.end() ? std::string{} : found->second;
}

struct ClusterNode {
    std::string name;
    bool member = true; ///< a cluster node; false for remote and guest nodes
    bool online = false;
    bool standby = false;
    bool maintenance = false;
    bool pending = false;  ///< Corosync sees it, Pacemaker has not joined yet
    bool unclean = false;  ///< lost and not fenced yet: nobody knows what runs there
    NameValues attributes; ///< transient and permanent ones
};

/// What an instance of a resource does, in the words of Pacemaker 2.1 and 3.0.
enum class InstanceRole {
    unknown,
    stopped,
    starting,
    started,
    stopping,
    unpromoted,
    promoting,
    promoted,
    demoting
};

/// A primitive, or one instance of a clone.
struct ResourceInstance {
    std::string id;            ///< without an instance number
    std::optional<int> number; ///< of an instance of a globally unique clone
    std::string collection;    ///< the clone or group that holds it, otherwise empty
    std::string agent;         ///< "ocf:mmm:mysql"
    InstanceRole role = InstanceRole::unknown;
    bool managed = true;
    bool failed = false;            ///< a failure that the cluster does not ignore
    bool blocked = false;           ///< the cluster will not touch it until an operator did
    std::vector<std::string> nodes; ///< where it is active
};

/// An action that failed and was not cleaned up.
struct FailedAction {
    std::string resource; ///< as the cluster names it: "reader:0"
    std::string node;
    std::string task;   ///< "promote"
    std::string reason; ///< the agent's exit reason, or the cluster's word for the result
    std::string mark;   ///< tells two failures of the same action apart
    std::optional<std::int64_t> when; ///< seconds since the epoch
};

/// The last stop of a resource on a node, as far as it is remembered.
struct StopRecord {
    std::string resource;
    std::string node;
    std::int64_t when = 0; ///< seconds since the epoch
};

/// How often a resource has failed on a node, as far as that still counts.
struct FailureCount {
    std::string resource;
    std::string node;
    int count = 0;     ///< at most 1000000, which also stands for "for ever"
    int threshold = 0; ///< migration-threshold: so many keep it off the node; 0 for any number
    std::optional<std::int64_t> last; ///< seconds since the epoch
};

/// A constraint that keeps a resource off a node, as it stands now (rules are evaluated).
struct Ban {
    std::string constraint;
    std::string resource;
    std::string node;
    bool absolute = false;      ///< -INFINITY
    bool promoted_only = false; ///< unpromoted instances may run there
};

struct FencingEvent {
    std::string node;
    bool success = false;
    std::optional<std::int64_t> completed; ///< seconds since the epoch
};

struct ClusterStatus {
    std::string dc; ///< empty while there is none
    bool quorate = false;
    bool stonith_enabled = true;
    bool maintenance_mode = false;
    std::vector<ClusterNode> nodes;
    std::vector<ResourceInstance> instances;
    std::vector<FailedAction> failures;
    std::vector<FailureCount> failure_counts;
    std::vector<StopRecord> stops;
    std::vector<Ban> bans;
    std::vector<FencingEvent> fencing; ///< newest first
};

/// A primitive as it is configured.
struct ResourceDefinition {
    std::string id;
    std::string agent;
    std::string clone; ///< the clone around it, otherwise empty
    std::string group; ///< the group around it, otherwise empty
    NameValues parameters;
    NameValues meta; ///< its own, then the clone's, then the group's

    /// True for the primitive's name and for that of the clone around it.
    [[nodiscard]] bool is_named(std::string_view name) const
    {
        return id == name || (!clone.empty() && clone == name);
    }
};

struct Colocation {
    std::string resource;
    std::string with;
    bool with_promoted = false;
    bool together = false; ///< a positive score
};

/// A location constraint; node is empty for a rule about anything else than a node's name.
struct Location {
    std::string id;
    std::string resource;
    std::string node;
    bool never = false; ///< -INFINITY
    bool any_role = true;
    bool preferred = false; ///< a positive score
    bool limited = false;   ///< it ends, or has ended, at a point in time
    /// Of a rule with -INFINITY for every node but these.
    std::vector<std::string> only_nodes = {};
};

struct ClusterConfiguration {
    NameValues properties;
    std::vector<ResourceDefinition> resources; ///< in the order of the CIB
    std::vector<Colocation> colocations;
    std::vector<Location> locations;
    /// By name of node: what stands in the configuration, also of a node that is away.
    std::map<std::string, NameValues, std::less<>> permanent_attributes;
};

struct ClusterView {
    ClusterStatus status;
    ClusterConfiguration configuration;
};

} // namespace mmm::model
