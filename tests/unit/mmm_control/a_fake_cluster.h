// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A cluster for commands that lives in memory: the test says what happens when time passes.
#pragma once

#include "mmm-compat/mmm_control/control_cluster.h"
#include "tests/unit/model/a_cluster.h"

#include <csignal>
#include <functional>
#include <map>
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

    Result<> set_private_attribute(
        const std::string& name,
        const std::string& value,
        const std::string& host,
        Deadline) override
    {
        attributes[cat(name, " ", host)] = value;
        return attribute_error ? Result<>(*attribute_error) : Result<>();
    }

    Result<> delete_attribute(const std::string& name, const std::string& host, Deadline) override
    {
        attributes.erase(cat(name, " ", host));
        return {};
    }

    Result<> set_permanent_attribute(
        const std::string& name,
        const std::string& value,
        const std::string& host,
        Deadline) override
    {
        calls.push_back(cat("write ", host, " ", name, "=", value));
        now.view.configuration.permanent_attributes[host][name] = value;
        return change(attribute_error);
    }

    Result<> set_option(
        const std::string& resource,
        const std::string& name,
        const std::string& value,
        Deadline) override
    {
        calls.push_back(cat("option ", resource, " ", name, "=", value));
        return change(option_error);
    }

    Result<> pin(const Pin& pin, Deadline) override
    {
        calls.push_back(cat("pin ", pin.id, " ", pin.resource, ":", join(pin.hosts, ",")));
        auto& locations = now.view.configuration.locations;
        std::erase_if(locations, [&](const model::Location& each) { return each.id == pin.id; });
        if (!pin.hosts.empty()) {
            locations.push_back(
                {.id = pin.id, .resource = pin.resource, .node = "", .only_nodes = pin.hosts});
        }
        return change(pin_error);
    }

    Result<> clean_up(const std::string& resource, const std::string& host, Deadline) override
    {
        calls.push_back(cat("clean up ", resource, " ", host));
        if (on_clean_up) {
            on_clean_up();
        }
        return {};
    }

    Requester requester() override { return {"root", "M2"}; }

    std::int64_t wall_clock_ms() override { return 1763719300123; }

    void say(const std::string& line) override { said.push_back(line); }

    void log(const std::string& line) override { logged.push_back(line); }

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
    std::vector<std::string> said;
    std::vector<std::string> logged;
    std::map<std::string, std::string> attributes; ///< private ones, by "name host"
    std::optional<Error> attribute_error;
    std::function<void()> on_clean_up;
    std::optional<Error> option_error;
    std::optional<Error> pin_error;
    std::function<void()> on_change;
    std::optional<Error> unseen;
    std::optional<Error> add_error;
    std::optional<Error> remove_error;
    std::function<void()> on_add;
    std::function<void()> on_remove;
    std::function<void(int)> on_pause;

private:
    Result<> change(const std::optional<Error>& error)
    {
        if (on_change) {
            on_change();
        }
        return error ? Result<>(*error) : Result<>();
    }
};

} // namespace mmm::control
