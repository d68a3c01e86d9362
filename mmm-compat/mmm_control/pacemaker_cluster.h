// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The cluster that this node belongs to, through Pacemaker's tools.
#pragma once

#include "lib/cluster/pacemaker_tools.h"
#include "mmm-compat/mmm_control/control_cluster.h"

namespace mmm::control {

class PacemakerCluster : public ControlCluster {
public:
    explicit PacemakerCluster(cluster::PacemakerTools tools);

    /// From here on SIGINT, SIGTERM and SIGHUP no longer end the program but are reported by
    /// interrupted().
    static void catch_signals();

    Result<model::ClusterStatus> read_status(Deadline deadline) override;
    Result<model::ClusterConfiguration> read_configuration(Deadline deadline) override;
    Result<bool> is_idle(const std::string& dc, Deadline deadline) override;
    Result<> add_constraint(
        const model::MovePlan& plan, std::chrono::seconds lifetime, Deadline deadline) override;
    Result<> remove_constraint(const model::MovePlan& plan, Deadline deadline) override;
    Result<> set_private_attribute(
        const std::string& name,
        const std::string& value,
        const std::string& host,
        Deadline deadline) override;
    Result<>
    delete_attribute(const std::string& name, const std::string& host, Deadline deadline) override;
    Result<> set_permanent_attribute(
        const std::string& name,
        const std::string& value,
        const std::string& host,
        Deadline deadline) override;
    Result<> set_option(
        const std::string& resource,
        const std::string& name,
        const std::string& value,
        Deadline deadline) override;
    Result<> pin(const Pin& pin, Deadline deadline) override;
    Result<>
    clean_up(const std::string& resource, const std::string& host, Deadline deadline) override;
    Requester requester() override;
    std::int64_t wall_clock_ms() override;
    void say(const std::string& line) override;
    void log(const std::string& line) override;
    std::string resolve(const std::string& name) override;
    void pause(std::chrono::milliseconds time) override;
    int interrupted() override;

private:
    cluster::PacemakerTools tools_;
};

} // namespace mmm::control
