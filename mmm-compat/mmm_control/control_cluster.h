// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What the commands need of the world: the cluster, time and the operator's Ctrl-C. Tests replace
// it.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/result.h"
#include "lib/model/cluster_view.h"
#include "lib/model/move_plan.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace mmm::control {

/// Who runs the command, and where.
struct Requester {
    std::string user;
    std::string node;
};

/// A constraint by which no other hosts than these are promoted.
struct Pin {
    std::string id;
    std::string resource;
    std::vector<std::string> hosts; ///< none: there shall be no such constraint
};

class ControlCluster {
public:
    ControlCluster() = default;
    ControlCluster(const ControlCluster&) = delete;
    ControlCluster(ControlCluster&&) = delete;
    ControlCluster& operator=(const ControlCluster&) = delete;
    ControlCluster& operator=(ControlCluster&&) = delete;
    virtual ~ControlCluster() = default;

    virtual Result<model::ClusterStatus> read_status(Deadline deadline) = 0;
    virtual Result<model::ClusterConfiguration> read_configuration(Deadline deadline) = 0;

    /// True when the cluster neither computes nor executes a transition.
    virtual Result<bool> is_idle(const std::string& dc, Deadline deadline) = 0;

    /// Adds the constraint of the plan, which ends by itself after `lifetime`.
    virtual Result<> add_constraint(
        const model::MovePlan& plan, std::chrono::seconds lifetime, Deadline deadline) = 0;
    virtual Result<> remove_constraint(const model::MovePlan& plan, Deadline deadline) = 0;

    /// Writes a node attribute that never reaches the CIB and is gone when the host leaves.
    virtual Result<> set_private_attribute(
        const std::string& name,
        const std::string& value,
        const std::string& host,
        Deadline deadline) = 0;
    virtual Result<>
    delete_attribute(const std::string& name, const std::string& host, Deadline deadline) = 0;

    /// Writes a node attribute into the configuration.
    virtual Result<> set_permanent_attribute(
        const std::string& name,
        const std::string& value,
        const std::string& host,
        Deadline deadline) = 0;

    /// Writes a meta attribute of a resource; an empty value takes it away.
    virtual Result<> set_option(
        const std::string& resource,
        const std::string& name,
        const std::string& value,
        Deadline deadline) = 0;

    virtual Result<> pin(const Pin& pin, Deadline deadline) = 0;

    /// Forgets the failures of a resource on a host, so that the cluster tries again.
    virtual Result<>
    clean_up(const std::string& resource, const std::string& host, Deadline deadline) = 0;

    virtual Requester requester() = 0;

    /// Milliseconds since the epoch.
    virtual std::int64_t wall_clock_ms() = 0;

    /// Shows a line at once, while a command goes on.
    virtual void say(const std::string& line) = 0;

    /// Leaves a line in the system's log.
    virtual void log(const std::string& line) = 0;

    /// The address behind a host's name, or the name itself.
    virtual std::string resolve(const std::string& name) = 0;

    virtual void pause(std::chrono::milliseconds time) = 0;

    /// The signal that told us to stop, or 0.
    virtual int interrupted() = 0;
};

} // namespace mmm::control
