// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/cluster/crm_mon_xml.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/cluster/tool_time.h"
#include "lib/cluster/xml_document.h"

#include <array>
#include <utility>

namespace mmm::cluster {

namespace {

using model::InstanceRole;

/// Both vocabularies: Pacemaker wrote Master and Slave before 2.1.
constexpr std::array<std::pair<std::string_view, InstanceRole>, 11> role_names{{
    {"Stopped", InstanceRole::stopped},
    {"Starting", InstanceRole::starting},
    {"Started", InstanceRole::started},
    {"Stopping", InstanceRole::stopping},
    {"Unpromoted", InstanceRole::unpromoted},
    {"Slave", InstanceRole::unpromoted},
    {"Promoting", InstanceRole::promoting},
    {"Promoted", InstanceRole::promoted},
    {"Master", InstanceRole::promoted},
    {"Demoting", InstanceRole::demoting},
    {"Migrating", InstanceRole::stopping},
}};

InstanceRole parse_role(std::string_view text)
{
    for (const auto& [name, role] : role_names) {
        if (name == text) {
            return role;
        }
    }
    return InstanceRole::unknown;
}

void read_summary(const XmlElement& summary, model::ClusterStatus& status)
{
    if (const auto dc = summary.child("current_dc"); dc && dc->flag("present")) {
        status.dc = dc->text("name");
        status.quorate = dc->flag("with_quorum");
    }
    if (const auto options = summary.child("cluster_options")) {
        status.stonith_enabled = options->flag("stonith-enabled", true);
        status.maintenance_mode = options->flag("maintenance-mode");
    }
}

model::ClusterNode read_node(const XmlElement& node)
{
    return model::ClusterNode{
        .name = node.text("name"),
        .member = node.text("type", "member") == "member",
        .online = node.flag("online"),
        .standby = node.flag("standby") || node.flag("standby_onfail"),
        .maintenance = node.flag("maintenance"),
        .pending = node.flag("pending"),
        .unclean = node.flag("unclean"),
        .attributes = {}};
}

void read_attributes(const XmlElement& section, model::ClusterStatus& status)
{
    for (const auto& element : section.children("node")) {
        const auto name = element.text("name");
        for (auto& node : status.nodes) {
            if (node.name != name) {
                continue;
            }
            for (const auto& attribute : element.children("attribute")) {
                node.attributes[attribute.text("name")] = attribute.text("value");
            }
        }
    }
}

model::ResourceInstance read_instance(const XmlElement& resource, const std::string& collection)
{
    model::ResourceInstance instance;
    const auto id = resource.text("id");
    const auto colon = id.rfind(':');
    instance.id = id.substr(0, colon);
    if (colon != std::string::npos) {
        instance.number = parse_number<int>(std::string_view(id).substr(colon + 1));
    }
    instance.collection = collection;
    instance.agent = resource.text("resource_agent");
    instance.role = parse_role(resource.text("role"));
    instance.managed = resource.flag("managed", true);
    instance.failed = resource.flag("failed") && !resource.flag("failure_ignored");
    instance.blocked = resource.flag("blocked");
    for (const auto& node : resource.children("node")) {
        instance.nodes.push_back(node.text("name"));
    }
    return instance;
}

/// Resources stand in clones, groups, groups in clones, or alone; the outermost name counts.
void read_resources(
    const XmlElement& parent, const std::string& collection, model::ClusterStatus& status)
{
    for (const auto& child : parent.children()) {
        if (child.name() == "resource") {
            status.instances.push_back(read_instance(child, collection));
        } else if (child.name() == "clone" || child.name() == "group") {
            read_resources(child, collection.empty() ? child.text("id") : collection, status);
        }
    }
}

model::FailedAction read_failure(const XmlElement& failure)
{
    model::FailedAction action;
    // "mysql_promote_0": 3.0 names the resource in the same way.
    const auto key = failure.text("op_key", failure.text("id"));
    action.task = failure.text("task");
    const auto suffix = key.rfind(cat("_", action.task, "_"));
    action.resource = key.substr(0, suffix);
    action.node = failure.text("node");
    action.reason = failure.text("exitreason");
    if (action.reason.empty()) {
        const auto status = failure.text("status", "complete");
        action.reason = status == "complete" ? failure.text("exitstatus") : status;
    }
    action.mark = cat(failure.text("call"), " ", failure.text("last-rc-change"));
    action.when = parse_tool_time(failure.text("last-rc-change"));
    return action;
}

model::Ban read_ban(const XmlElement& ban)
{
    return model::Ban{
        .constraint = ban.text("id"),
        .resource = ban.text("resource"),
        .node = ban.text("node"),
        .absolute = parse_number<int>(ban.text("weight")).value_or(0) <= -1000000,
        .promoted_only = ban.flag("promoted-only", ban.flag("master_only"))};
}

void read_fencing(const XmlElement& history, model::ClusterStatus& status)
{
    for (const auto& event : history.children("fence_event")) {
        status.fencing.push_back(model::FencingEvent{
            .node = event.text("target"),
            .success = event.text("status") == "success",
            .completed = parse_tool_time(event.text("completed"))});
    }
}

model::FailureCount read_failure_count(const XmlElement& history, const std::string& node)
{
    const auto count = history.text("fail-count");
    return model::FailureCount{
        .resource = history.text("id"),
        .node = node,
        .count = count == "INFINITY" ? 1000000 : parse_number<int>(count).value_or(0),
        .threshold = parse_number<int>(history.text("migration-threshold")).value_or(0),
        .last = parse_tool_time(history.text("last-failure"))};
}

/// Failures that count, and when resources were stopped; the rest of the history tells nothing new.
void read_history(const XmlElement& history, model::ClusterStatus& status)
{
    for (const auto& node : history.children("node")) {
        for (const auto& resource : node.children("resource_history")) {
            const auto failed = read_failure_count(resource, node.text("name"));
            if (failed.count > 0) {
                status.failure_counts.push_back(failed);
            }
            for (const auto& operation : resource.children("operation_history")) {
                const auto when = parse_tool_time(operation.text("last-rc-change"));
                if (operation.text("task") == "stop" && when) {
                    status.stops.push_back(
                        model::StopRecord{resource.text("id"), node.text("name"), *when});
                }
            }
        }
    }
}

void read_sections(const XmlElement& root, model::ClusterStatus& status)
{
    if (const auto summary = root.child("summary")) {
        read_summary(*summary, status);
    }
    if (const auto resources = root.child("resources")) {
        read_resources(*resources, {}, status);
    }
    if (const auto attributes = root.child("node_attributes")) {
        read_attributes(*attributes, status);
    }
    if (const auto failures = root.child("failures")) {
        for (const auto& failure : failures->children("failure")) {
            status.failures.push_back(read_failure(failure));
        }
    }
    if (const auto history = root.child("node_history")) {
        read_history(*history, status);
    }
    if (const auto bans = root.child("bans")) {
        for (const auto& ban : bans->children("ban")) {
            status.bans.push_back(read_ban(ban));
        }
    }
    if (const auto history = root.child("fence_history")) {
        read_fencing(*history, status);
    }
}

} // namespace

Result<model::ClusterStatus> parse_crm_mon(std::string_view xml)
{
    const auto document = XmlDocument::parse(xml);
    if (!document) {
        return document.error();
    }
    const auto root = document->root();
    const auto nodes = root.child("nodes");
    const bool ours = root.name() == "pacemaker-result" || root.name() == "crm_mon";
    if (ours && root.child("status") && !nodes) {
        // It says so when its daemons on this node come up or go down.
        return Error{Errc::unreachable, "Pacemaker is starting or stopping on this node"};
    }
    if (!ours || !nodes) {
        return Error{Errc::malformed_input, "not the status of a cluster"};
    }
    model::ClusterStatus status;
    for (const auto& node : nodes->children("node")) {
        status.nodes.push_back(read_node(node));
    }
    read_sections(root, status);
    return status;
}

} // namespace mmm::cluster
