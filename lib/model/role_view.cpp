// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/role_view.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/model/host_state.h"

#include <algorithm>
#include <utility>

namespace mmm::model {

namespace {

constexpr std::string_view database_agent = "ocf:mmm:mysql";
constexpr std::string_view address_agent = "ocf:mmm:vip";

bool contains(const std::vector<std::string>& list, std::string_view wanted)
{
    return std::ranges::find(list, wanted) != list.end();
}

Result<const ResourceDefinition*>
choose_database(const ClusterConfiguration& configuration, std::string_view name)
{
    std::vector<const ResourceDefinition*> all;
    for (const auto& definition : configuration.resources) {
        if (definition.agent == database_agent) {
            if (!name.empty() && definition.is_named(name)) {
                return &definition;
            }
            all.push_back(&definition);
        }
    }
    if (all.empty()) {
        return Error{
            Errc::bad_on_this_host,
            cat("no resource of type ", database_agent, " is configured in this cluster")};
    }
    const auto cluster_name = value_of(configuration.properties, "cluster-name");
    if (!name.empty() && name != cluster_name) {
        return Error{
            Errc::bad_on_this_host,
            cat("\"",
                name,
                "\" is neither this cluster (\"",
                cluster_name,
                "\") nor a resource of type ",
                database_agent,
                " in it")};
    }
    if (all.size() > 1) {
        std::vector<std::string> ids;
        ids.reserve(all.size());
        for (const auto* definition : all) {
            ids.push_back(definition->id);
        }
        return Error{
            Errc::bad_on_this_host,
            cat("several resources of type ",
                database_agent,
                " are configured in this cluster (",
                join(ids, ", "),
                "); choose one with mmm_control @",
                ids.front(),
                " ...")};
    }
    return all.front();
}

// ------------------------------------------------------------------------------------------ roles

bool holds_addresses(const ResourceInstance& instance)
{
    return instance.role == InstanceRole::started || instance.role == InstanceRole::stopping;
}

std::vector<RoleAddress>
read_addresses(const ClusterView& view, const ResourceDefinition& definition)
{
    std::vector<RoleAddress> addresses;
    for (const auto& word : split(value_of(definition.parameters, "ip"), ", \t\r\n")) {
        addresses.push_back(RoleAddress{.address = word.substr(0, word.find('/')), .hosts = {}});
    }
    for (const auto& instance : view.status.instances) {
        if (instance.id != definition.id || !holds_addresses(instance)) {
            continue;
        }
        for (std::size_t i = 0; i < addresses.size(); ++i) {
            if (!instance.number || std::cmp_equal(*instance.number, i)) {
                auto& hosts = addresses[i].hosts;
                hosts.insert(hosts.end(), instance.nodes.begin(), instance.nodes.end());
            }
        }
    }
    return addresses;
}

bool follows_promoted(
    const ClusterConfiguration& configuration,
    const ResourceDefinition& role,
    const ResourceDefinition& database)
{
    return std::ranges::any_of(configuration.colocations, [&](const Colocation& colocation) {
        const bool of_role = colocation.resource == role.id ||
                             (!role.group.empty() && colocation.resource == role.group);
        return of_role && database.is_named(colocation.with) && colocation.with_promoted &&
               colocation.together;
    });
}

std::string find_preferred_host(const ClusterConfiguration& configuration, std::string_view role)
{
    const auto& all = configuration.locations;
    const auto found = std::ranges::find(all, preference_id(role), &Location::id);
    return found == all.end() || !found->preferred ? std::string{} : found->node;
}

std::vector<std::string>
find_never_on(const ClusterConfiguration& configuration, const ResourceDefinition& role)
{
    std::vector<std::string> hosts;
    for (const auto& location : configuration.locations) {
        if (role.is_named(location.resource) && location.never && location.any_role &&
            !location.id.starts_with("cli-ban-")) {
            hosts.push_back(location.node);
        }
    }
    return hosts;
}

std::vector<ClusterRole> read_roles(const ClusterView& view, const ResourceDefinition& database)
{
    std::vector<ClusterRole> roles;
    for (const auto& definition : view.configuration.resources) {
        if (definition.agent != address_agent) {
            continue;
        }
        const bool exclusive = definition.clone.empty();
        roles.push_back(ClusterRole{
            .name = definition.id,
            .resource = exclusive ? definition.id : definition.clone,
            .exclusive = exclusive,
            .follows_promoted =
                exclusive && follows_promoted(view.configuration, definition, database),
            .never_on = find_never_on(view.configuration, definition),
            .preferred_host =
                exclusive ? find_preferred_host(view.configuration, definition.id) : std::string{},
            .set_host = exclusive ? value_of(definition.meta, set_host_option) : std::string{},
            .addresses = read_addresses(view, definition)});
    }
    std::ranges::sort(roles, {}, &ClusterRole::name);
    return roles;
}

// ------------------------------------------------------------------------------- mode and warnings

bool is_maintained(const ClusterStatus& status, const ResourceInstance& instance)
{
    return std::ranges::any_of(status.nodes, [&](const ClusterNode& node) {
        return node.maintenance && contains(instance.nodes, node.name);
    });
}

/// Of our resources: those that the cluster was told to leave alone everywhere, and all.
struct Unmanaged {
    std::string first;
    bool some = false;
    bool all = true;
};

Unmanaged find_unmanaged(const ClusterView& view, const RoleView& roles)
{
    Unmanaged found;
    for (const auto& instance : view.status.instances) {
        const bool ours = instance.id == roles.database || roles.find_role(instance.id) != nullptr;
        if (!ours || is_maintained(view.status, instance)) {
            continue;
        }
        if (instance.managed) {
            found.all = false;
        } else if (!found.some) {
            found.some = true;
            found.first = instance.collection.empty() ? instance.id : instance.collection;
        }
    }
    return found;
}

std::string cause_of_passive(const ClusterView& view, const RoleView& roles)
{
    if (view.status.maintenance_mode) {
        return "The cluster is in maintenance mode (maintenance-mode=true).";
    }
    const auto unmanaged = find_unmanaged(view, roles);
    if (!unmanaged.some) {
        return {};
    }
    return unmanaged.all ? std::string(set_passive_cause)
                         : cat("Resource ", unmanaged.first, " is unmanaged (is-managed=false).");
}

bool waits_for_other_master(const RoleView& roles)
{
    return std::ranges::none_of(roles.hosts, &Host::promoted) &&
           std::ranges::any_of(roles.hosts, [](const Host& host) {
               return host.running && host.reason == waiting_for_other_master;
           });
}

void judge_mode(const ClusterView& view, RoleView& roles)
{
    const auto& locations = view.configuration.locations;
    const auto pin = std::ranges::find(locations, pin_id(roles.database), &Location::id);
    if (pin != locations.end()) {
        roles.pinned = pin->only_nodes;
    }
    roles.cause = cause_of_passive(view, roles);
    if (!roles.cause.empty()) {
        roles.mode = MonitorMode::passive;
    } else if (waits_for_other_master(roles)) {
        roles.mode = MonitorMode::wait;
    } else {
        roles.mode = roles.pinned.empty() ? MonitorMode::active : MonitorMode::manual;
    }
}

std::vector<std::string> list_warnings(const ClusterView& view, const RoleView& roles)
{
    std::vector<std::string> warnings;
    if (!view.status.quorate) {
        warnings.emplace_back("this part of the cluster has no quorum");
    }
    if (!view.status.stonith_enabled) {
        warnings.emplace_back("fencing is off (stonith-enabled=false)");
    }
    for (const auto& host : roles.hosts) {
        if (host.maintenance && !view.status.maintenance_mode) {
            warnings.push_back(cat("host ", host.name, " is in maintenance"));
        }
    }
    for (const auto& instance : view.status.instances) {
        if (instance.blocked) {
            warnings.push_back(
                cat("resource ",
                    instance.id,
                    " is blocked on ",
                    join(instance.nodes, ", "),
                    " and needs an operator"));
        }
    }
    for (const auto& host : roles.hosts) {
        if (!host.reachable) {
            warnings.push_back(cat("agent on host ", host.name, " is not reachable"));
        }
    }
    return warnings;
}

/// Where the address is, or in PASSIVE where set_ip has put it.
bool is_shown_on(
    const RoleView& view,
    const ClusterRole& role,
    const RoleAddress& address,
    std::string_view host)
{
    const bool set = view.mode == MonitorMode::passive && !role.set_host.empty();
    return set ? role.set_host == host : contains(address.hosts, host);
}

} // namespace

std::string pin_id(std::string_view database)
{
    return cat("mmm-manual-", database);
}

std::string preference_id(std::string_view role)
{
    return cat("mmm-prefer-", role);
}

bool ClusterRole::is_on(std::string_view host) const
{
    return std::ranges::any_of(
        addresses, [host](const RoleAddress& address) { return contains(address.hosts, host); });
}

std::string ClusterRole::holder() const
{
    for (const auto& address : addresses) {
        if (!address.hosts.empty()) {
            return address.hosts.front();
        }
    }
    return {};
}

const Host* RoleView::find_host(std::string_view name) const
{
    const auto found = std::ranges::find(hosts, name, &Host::name);
    return found == hosts.end() ? nullptr : &*found;
}

const ClusterRole* RoleView::find_role(std::string_view name) const
{
    const auto found = std::ranges::find(roles, name, &ClusterRole::name);
    return found == roles.end() ? nullptr : &*found;
}

Result<RoleView> view_roles(const ClusterView& view, std::string_view name)
{
    const auto database = choose_database(view.configuration, name);
    if (!database) {
        return database.error();
    }
    RoleView roles;
    roles.database = (*database)->id;
    roles.database_clone = (*database)->clone.empty() ? roles.database : (*database)->clone;
    roles.hosts = list_hosts(view, **database);
    roles.roles = read_roles(view, **database);
    judge_mode(view, roles);
    roles.warnings = list_warnings(view, roles);
    return roles;
}

std::vector<std::string> roles_on(const RoleView& view, std::string_view host)
{
    std::vector<std::pair<std::string, std::string>> held;
    for (const auto& role : view.roles) {
        for (const auto& address : role.addresses) {
            if (is_shown_on(view, role, address, host)) {
                held.emplace_back(role.name, address.address);
            }
        }
    }
    std::ranges::sort(held);
    std::vector<std::string> texts;
    texts.reserve(held.size());
    for (const auto& [role, address] : held) {
        texts.push_back(cat(role, "(", address, ")"));
    }
    return texts;
}

} // namespace mmm::model
