// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Pacemaker's command-line tools as functions. No XML library here: resource agents link this, and
// each millisecond of their start-up counts.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/result.h"
#include "lib/base/subprocess.h"

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mmm::cluster {

/// Which instances of a resource a location command speaks of.
enum class Scope {
    all_instances,
    promoted_only ///< "--promoted", or "--master" for a Pacemaker older than 2.1
};

/// A resource, and optionally a host, that crm_resource shall do something with.
struct Location {
    std::string resource;
    std::string node; ///< empty for clear(): all nodes
    Scope scope = Scope::all_instances;
    /// ISO 8601 duration after which Pacemaker ignores the constraint by itself, e.g. "PT2M".
    std::string lifetime = {};
};

/// Runs Pacemaker's tools by argument list. Every call costs 7 to 16 ms, most of it dynamic
/// linking, and is killed at its deadline (a tool started while the daemons come up may spin).
/// Errors: unreachable (Pacemaker does not run here), timeout, no_permission, missing_software,
/// unsupported (an option that this Pacemaker does not know), refused (no quorum, or unsafe),
/// tool_failed with what the tool said.
class PacemakerTools {
public:
    /// Finds the tools in `directory`, which only tests replace.
    explicit PacemakerTools(std::string directory = "/usr/sbin");

    /// Writes a transient node attribute of this node, or of another one by name. It is in the
    /// status section a moment after the call and causes a scheduler run if the value is new.
    /// There is no call for several attributes: attrd_updater takes one name.
    /// With a dampening the attribute keeps it for all later changes: they reach the status section
    /// that much later, together with what changed meanwhile.
    [[nodiscard]] Result<> set_node_attribute(
        std::string_view name,
        std::string_view value,
        Deadline deadline,
        std::string_view node = {},
        std::chrono::milliseconds dampening = {}) const;

    /// Deletes a transient node attribute; one that is not there is no error.
    [[nodiscard]] Result<> delete_node_attribute(
        std::string_view name, Deadline deadline, std::string_view node = {}) const;

    /// The value of a node attribute; empty when it is not set.
    [[nodiscard]] Result<std::string>
    read_node_attribute(std::string_view name, std::string_view node, Deadline deadline) const;

    /// The values of a transient node attribute by node, of every node in the cluster that has it.
    [[nodiscard]] Result<std::map<std::string, std::string, std::less<>>>
    read_attribute_of_all(std::string_view name, Deadline deadline) const;

    /// Writes a node attribute that only the attribute daemons know: it never reaches the CIB, so
    /// it disturbs no transition, and is gone when the node leaves the cluster. Read and delete it
    /// like the others.
    [[nodiscard]] Result<> set_private_attribute(
        std::string_view name,
        std::string_view value,
        Deadline deadline,
        std::string_view node = {}) const;

    /// Writes a node attribute into the cluster's configuration: as durable as that. A new value
    /// makes the scheduler run and aborts a transition under way. (A cluster property would do as
    /// well, but each change of one makes the controller pause for a second.)
    [[nodiscard]] Result<> set_permanent_attribute(
        std::string_view name,
        std::string_view value,
        std::string_view node,
        Deadline deadline) const;

    /// Empty when it is not set.
    [[nodiscard]] Result<std::string>
    read_permanent_attribute(std::string_view name, std::string_view node, Deadline deadline) const;

    /// As the scheduler sees it: of the configuration, not what the attribute daemon has. Empty
    /// when it is not set.
    [[nodiscard]] Result<std::string>
    read_transient_attribute(std::string_view name, std::string_view node, Deadline deadline) const;

    /// Has the attribute daemon write all that it knows to the configuration again.
    [[nodiscard]] Result<> refresh_attributes(Deadline deadline) const;

    /// One that is not set is no error.
    [[nodiscard]] Result<> delete_permanent_attribute(
        std::string_view name, std::string_view node, Deadline deadline) const;

    /// The name of the designated coordinator.
    [[nodiscard]] Result<std::string> read_coordinator(Deadline deadline) const;

    /// Sets the promotion score of the resource: for an anonymous clone the name of the primitive
    /// without an instance number. The scheduler clamps it to +-1000000.
    [[nodiscard]] Result<> set_promotion_score(
        std::string_view resource,
        int score,
        Deadline deadline,
        std::string_view node = {},
        std::chrono::milliseconds dampening = {}) const;

    /// Deletes the promotion score. Pacemaker demotes a promoted instance that has none.
    [[nodiscard]] Result<> delete_promotion_score(
        std::string_view resource, Deadline deadline, std::string_view node = {}) const;

    /// An option of the whole cluster ("maintenance-mode"); empty when it is not set.
    [[nodiscard]] Result<std::string>
    read_cluster_option(std::string_view name, Deadline deadline) const;

    /// crm_mon's whole status of the cluster as XML, inactive resources and attributes included.
    [[nodiscard]] Result<std::string> read_status_xml(Deadline deadline) const;

    /// The configuration section of the CIB as XML.
    [[nodiscard]] Result<std::string> read_configuration_xml(Deadline deadline) const;

    /// True when the controller of the designated coordinator `dc` has nothing to do: no
    /// transition runs and none is being computed.
    [[nodiscard]] Result<bool> is_idle(std::string_view dc, Deadline deadline) const;

    /// Adds a constraint that prefers the node. Pacemaker refuses when the resource is there
    /// already.
    [[nodiscard]] Result<> move_resource(const Location& location, Deadline deadline) const;

    /// Adds a constraint that keeps the resource off the node.
    [[nodiscard]] Result<> ban_resource(const Location& location, Deadline deadline) const;

    /// Removes the constraints that move_resource() and ban_resource() added.
    [[nodiscard]] Result<> clear_resource(const Location& location, Deadline deadline) const;

    /// Writes a meta attribute of the resource, or of the clone around it, where that has it or the
    /// resource has not.
    [[nodiscard]] Result<> set_meta_attribute(
        std::string_view resource,
        std::string_view name,
        std::string_view value,
        Deadline deadline) const;

    /// As it is in force for the resource, be it set on a clone around it; empty when it is not
    /// set.
    [[nodiscard]] Result<std::string>
    read_meta_attribute(std::string_view resource, std::string_view name, Deadline deadline) const;

    /// One that is not set is no error.
    [[nodiscard]] Result<> delete_meta_attribute(
        std::string_view resource, std::string_view name, Deadline deadline) const;

    /// Writes a constraint in one step, whether there is one of its id or not.
    [[nodiscard]] Result<> put_constraint(std::string_view xml, Deadline deadline) const;

    /// Removes a location constraint; one that is not there is no error.
    [[nodiscard]] Result<> delete_location(std::string_view id, Deadline deadline) const;

    /// Forgets failures of the resource, so that the cluster looks and tries again.
    [[nodiscard]] Result<> clean_up_resource(const Location& location, Deadline deadline) const;

    /// Tells the cluster that the resource has failed on the node, as a failed monitor would do,
    /// without waiting for the next one. For an anonymous clone: the name of the primitive.
    [[nodiscard]] Result<>
    report_failure(std::string_view resource, std::string_view node, Deadline deadline) const;

private:
    struct Call {
        std::string tool;
        std::vector<std::string> options;
        std::string purpose; ///< "set node attribute ...", for the error
    };

    static Call permanent_attribute_call(
        std::string_view verb, std::string_view name, std::string_view node, std::string option);
    [[nodiscard]] Result<ProgramOutput> execute(const Call& call, Deadline deadline) const;
    [[nodiscard]] Result<std::string> query(const Call& call, Deadline deadline) const;
    [[nodiscard]] Result<std::string> run(const Call& call, Deadline deadline) const;
    [[nodiscard]] Result<>
    locate(std::string_view command, const Location& location, Deadline deadline) const;

    std::string directory_;
};

} // namespace mmm::cluster
