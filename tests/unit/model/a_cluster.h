// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Clusters for tests: MySQL-MMM's example of two masters and a slave, all healthy, and changes to
// it.
#pragma once

#include "lib/base/cat.h"
#include "lib/model/cluster_view.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace mmm::model {

class ACluster {
public:
    /// Writer on M1, one reader on each host.
    ACluster()
    {
        view.status.dc = "M2";
        view.status.quorate = true;
        // crm_mon lists nodes in the order of their ids, not of their names.
        add_host("slave1", "192.168.0.67");
        add_host("M2", "192.168.0.66");
        add_host("M1", "192.168.0.65");
        node("M1").attributes["master-mysql"] = "1000";
        node("M2").attributes["master-mysql"] = "500";
        database("M1").role = InstanceRole::promoted;
        define("mysql", "mysql-clone", "ocf:mmm:mysql", {{"masters", "M1 M2"}});
        define(
            "reader",
            "reader-clone",
            "ocf:mmm:vip",
            {{"ip", "192.168.0.71 192.168.0.72 192.168.0.73"}});
        define("writer", "", "ocf:mmm:vip", {{"ip", "192.168.0.70"}});
        add_instance("writer", std::nullopt, "", "M1");
        add_instance("reader", 0, "reader-clone", "M2");
        add_instance("reader", 1, "reader-clone", "M1");
        add_instance("reader", 2, "reader-clone", "slave1");
        view.configuration.properties["cluster-name"] = "lab";
        view.configuration.colocations.push_back(
            {.resource = "writer", .with = "mysql-clone", .with_promoted = true, .together = true});
    }

    ClusterNode& node(std::string_view name)
    {
        return *std::ranges::find(view.status.nodes, name, &ClusterNode::name);
    }

    /// The instance of the database on that host.
    ResourceInstance& database(std::string_view host)
    {
        return *std::ranges::find_if(view.status.instances, [host](const ResourceInstance& each) {
            return each.id == "mysql" && !each.nodes.empty() && each.nodes.front() == host;
        });
    }

    ResourceInstance& instance(std::string_view id, std::optional<int> number = std::nullopt)
    {
        return *std::ranges::find_if(view.status.instances, [&](const ResourceInstance& each) {
            return each.id == id && each.number == number;
        });
    }

    ACluster& says(std::string_view host, std::string_view state)
    {
        node(host).attributes["mmm-state-mysql"] = state;
        return *this;
    }

    ACluster& without(std::string_view host, std::string_view attribute)
    {
        auto& attributes = node(host).attributes;
        attributes.erase(attributes.find(attribute));
        return *this;
    }

    ACluster& database_stopped(std::string_view host)
    {
        auto& stopped = database(host);
        stopped.role = InstanceRole::stopped;
        stopped.nodes.clear();
        return *this;
    }

    /// Pacemaker has demoted, promoted and moved the address; the score is another matter.
    ACluster& writer_on(std::string_view host)
    {
        for (auto& each : view.status.instances) {
            if (each.id == "mysql" && each.role == InstanceRole::promoted) {
                each.role = InstanceRole::unpromoted;
            }
        }
        database(host).role = InstanceRole::promoted;
        instance("writer").nodes = {std::string(host)};
        return *this;
    }

    ACluster& scored(std::string_view host, int score)
    {
        node(host).attributes["master-mysql"] = std::to_string(score);
        return *this;
    }

    ACluster& pinned(std::vector<std::string> hosts)
    {
        view.configuration.locations.push_back(
            {.id = "mmm-manual-mysql",
             .resource = "mysql-clone",
             .node = "",
             .only_nodes = std::move(hosts)});
        return *this;
    }

    ACluster& prefers(std::string_view role, std::string_view host)
    {
        view.configuration.locations.push_back(
            {.id = cat("mmm-prefer-", role),
             .resource = "mysql-clone",
             .node = std::string(host),
             .any_role = false,
             .preferred = true});
        return *this;
    }

    ACluster& ordered(std::string_view host, std::string_view order)
    {
        view.configuration.permanent_attributes[std::string(host)]["mmm-admin-mysql"] = order;
        return *this;
    }

    /// As set_passive leaves it: in the configuration, and as the cluster shows it.
    ACluster& managed(bool managed)
    {
        for (const std::string_view id : {"mysql", "reader", "writer"}) {
            manage(id, managed);
        }
        return *this;
    }

    ACluster& manage(std::string_view id, bool managed)
    {
        for (auto& definition : view.configuration.resources) {
            if (definition.id == id) {
                definition.meta.erase("is-managed");
                if (!managed) {
                    definition.meta["is-managed"] = "false";
                }
            }
        }
        for (auto& each : view.status.instances) {
            each.managed = each.id == id ? managed : each.managed;
        }
        return *this;
    }

    ACluster& set_ip(std::string_view role, std::string_view host)
    {
        for (auto& definition : view.configuration.resources) {
            if (definition.id == role) {
                definition.meta["mmm-set-host"] = host;
            }
        }
        return *this;
    }

    ACluster& failed(
        std::string_view resource,
        std::string_view task,
        std::string_view host,
        std::string_view reason)
    {
        view.status.failures.push_back(
            {.resource = std::string(resource),
             .node = std::string(host),
             .task = std::string(task),
             .reason = std::string(reason),
             .mark = cat(view.status.failures.size()),
             .when = 1763719300});
        return *this;
    }

    void define(std::string id, std::string clone, std::string agent, NameValues parameters)
    {
        view.configuration.resources.push_back(
            {.id = std::move(id),
             .agent = std::move(agent),
             .clone = std::move(clone),
             .group = {},
             .parameters = std::move(parameters),
             .meta = {}});
    }

    void add_instance(
        std::string id, std::optional<int> number, std::string collection, std::string host)
    {
        ResourceInstance instance;
        instance.id = std::move(id);
        instance.number = number;
        instance.collection = std::move(collection);
        instance.role = InstanceRole::started;
        instance.nodes = {std::move(host)};
        view.status.instances.push_back(std::move(instance));
    }

    ClusterView view;

private:
    void add_host(const std::string& name, const std::string& address)
    {
        view.status.nodes.push_back(
            {.name = name,
             .member = true,
             .online = true,
             .standby = false,
             .maintenance = false,
             .pending = false,
             .unclean = false,
             .attributes = {
                 {"mmm-state-mysql", "ONLINE"},
                 {"mmm-since-mysql", "1763719200"},
                 {"mmm-address-mysql", address},
                 {"mmm-checks-mysql",
                  "ping=1,1763719200,OK;mysql=1,1763719200,OK;rep_threads=1,1763719200,OK;"
                  "rep_backlog=1,1763719200,OK: Backlog is null"}}});
        add_instance("mysql", std::nullopt, "mysql-clone", name);
        view.status.instances.back().role = InstanceRole::unpromoted;
    }
};

} // namespace mmm::model
