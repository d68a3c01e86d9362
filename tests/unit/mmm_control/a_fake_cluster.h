// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A cluster for commands that lives in memory: the test says what happens when time passes.
#pragma once

#include "mmm-compat/mmm_control/control_cluster.h"
#include "tests/unit/model/a_cluster.h"

#include <csignal>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace mmm::control {

class AFakeCluster : public ControlCluster {
public:
    Result<model::ClusterStatus> read_status(Deadline) override
    {
        return unseen ? Result<model::ClusterStatus>(*unseen) : now.view.status;
    }

    Result<model::ClusterConfiguration> read_configuration(Deadline) override
    {
        return unseen ? Result<model::ClusterConfiguration>(*unseen) : now.view.configuration;
    }

    Result<bool> is_idle(const std::string& dc, Deadline) override
    {
        asked = dc;
        return idle;
    }

    Result<>
    add_constraint(const model::MovePlan& plan, std::chrono::seconds lifetime, Deadline) override
    {
        calls.push_back(cat("add ", plan.resource, " ", plan.host, " ", lifetime.count()));
        constrained = true;
        if (on_add) {
            on_add();
        }
        return add_error ? Result<>(*add_error) : Result<>();
    }

    Result<> remove_constraint(const model::MovePlan& plan, Deadline) override
    {
        calls.push_back(cat("remove ", plan.resource, " ", plan.host));
        constrained = false;
        if (on_remove) {
            on_remove();
        }
        return remove_error ? Result<>(*remove_error) : Result<>();
    }

    std::string resolve(const std::string& name) override { return name + ".example"; }

    void pause(std::chrono::milliseconds) override
    {
        ++pauses;
        if (on_pause) {
            on_pause(pauses);
        }
    }

    int interrupted() override { return signal; }

    model::ACluster now;
    bool idle = true;
    bool constrained = false;
    int signal = 0;
    int pauses = 0;
    std::string asked;
    std::vector<std::string> calls;
    std::optional<Error> unseen;
    std::optional<Error> add_error;
    std::optional<Error> remove_error;
    std::function<void()> on_add;
    std::function<void()> on_remove;
    std::function<void(int)> on_pause;
};

} // namespace mmm::control
