// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/host_list.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <algorithm>
#include <utility>

namespace mmm::model {

namespace {

constexpr std::string_view operator_ban = "cli-ban-";

bool contains(const std::vector<std::string>& list, std::string_view wanted)
{
    return std::ranges::find(list, wanted) != list.end();
}

class HostReader {
public:
    HostReader(const ClusterView& view, const ResourceDefinition& database)
        : view_(view)
        , database_(database)
        , attributes_(database.id)
        , masters_(split(value_of(database.parameters, "masters"), ", \t\r\n"))
    {
        for (const auto& entry : split(value_of(database.parameters, "host_map"), "; \t\r\n")) {
            const auto colon = entry.find(':');
            if (colon != std::string::npos) {
                host_map_[entry.substr(0, colon)] = entry.substr(colon + 1);
            }
        }
    }

    [[nodiscard]] std::vector<Host> read() const
    {
        std::vector<Host> hosts;
        for (const auto& node : view_.status.nodes) {
            auto host = read_host(node);
            if (node.member && (host.running || !is_kept_away(node.name))) {
                hosts.push_back(std::move(host));
            }
        }
        std::ranges::sort(hosts, {}, &Host::name);
        return hosts;
    }

private:
    [[nodiscard]] Host read_host(const ClusterNode& node) const
    {
        Host host;
        host.name = node.name;
        host.address = value_of(node.attributes, attributes_.address);
        if (host.address.empty()) {
            host.address = value_of(host_map_, node.name);
        }
        host.mode = contains(masters_, node.name) ? HostMode::master : HostMode::slave;
        host.reason = value_of(node.attributes, attributes_.reason);
        host.maintenance = node.maintenance;
        host.standby = node.standby;
        host.order = parse_admin_order(read_order(node));
        host.offline_reported = parse_host_state(value_of(node.attributes, attributes_.state)) ==
                                HostState::admin_offline;
        host.state_since = parse_number<std::int64_t>(value_of(node.attributes, attributes_.since));
        host.reachable = node.online && !node.unclean && !node.pending;
        const bool failed = read_instances(host);
        host.promotion_score =
            parse_number<int>(value_of(node.attributes, cat("master-", database_.id)));
        host.reported = parse_checks(value_of(node.attributes, attributes_.checks));
        host.down_since = host.reachable ? last_end(host.name) : last_fencing(host.name);
        host.state = judge(node, host, failed);
        return host;
    }

    /// From the configuration, where it also stands when the node is away.
    [[nodiscard]] std::string read_order(const ClusterNode& node) const
    {
        const auto& all = view_.configuration.permanent_attributes;
        const auto found = all.find(node.name);
        return found == all.end() ? std::string{}
                                  : value_of(found->second, admin_attribute(database_.id));
    }

    /// Fills in what the database does on that host; true when the cluster holds it for failed.
    bool read_instances(Host& host) const
    {
        bool failed = false;
        for (const auto& instance : view_.status.instances) {
            if (instance.id != database_.id || !contains(instance.nodes, host.name)) {
                continue;
            }
            host.running = host.running || instance.role != InstanceRole::starting;
            host.promoted = host.promoted || instance.role == InstanceRole::promoted;
            failed = failed || instance.failed;
        }
        return failed;
    }

    /// The operator's order first, then membership, then what else the operator wants, then what
    /// the host says of itself. A database that runs but has not said anything yet was started a
    /// moment ago.
    [[nodiscard]] HostState judge(const ClusterNode& node, const Host& host, bool failed) const
    {
        if (host.order.kind == AdminOrder::Kind::offline) {
            return HostState::admin_offline;
        }
        if (!host.reachable) {
            return HostState::hard_offline;
        }
        if (node.standby || is_banned(node.name)) {
            return HostState::admin_offline;
        }
        if (!host.running || failed) {
            return HostState::hard_offline;
        }
        const auto reported = value_of(node.attributes, attributes_.state);
        return reported.empty() ? HostState::awaiting_recovery : parse_host_state(reported);
    }

    [[nodiscard]] bool is_database(std::string_view resource) const
    {
        return database_.is_named(resource);
    }

    [[nodiscard]] bool is_banned(std::string_view node) const
    {
        return std::ranges::any_of(view_.status.bans, [&](const Ban& ban) {
            return ban.constraint.starts_with(operator_ban) && is_database(ban.resource) &&
                   ban.node == node && ban.absolute && !ban.promoted_only;
        });
    }

    /// A node that is configured never to run the database, for instance one that only votes.
    [[nodiscard]] bool is_kept_away(std::string_view node) const
    {
        const auto& locations = view_.configuration.locations;
        return std::ranges::any_of(locations, [&](const Location& location) {
            return location.never && location.any_role && location.node == node &&
                   is_database(location.resource) && !location.id.starts_with(operator_ban);
        });
    }

    [[nodiscard]] std::optional<std::int64_t> last_end(std::string_view node) const
    {
        std::optional<std::int64_t> last;
        for (const auto& failure : view_.status.failures) {
            if (failure.resource == database_.id && failure.node == node) {
                last = std::max(last, failure.when);
            }
        }
        for (const auto& stop : view_.status.stops) {
            if (stop.resource == database_.id && stop.node == node) {
                last = std::max(last, std::optional(stop.when));
            }
        }
        return last;
    }

    [[nodiscard]] std::optional<std::int64_t> last_fencing(std::string_view node) const
    {
        std::optional<std::int64_t> last;
        for (const auto& event : view_.status.fencing) {
            if (event.node == node && event.success) {
                last = std::max(last, event.completed);
            }
        }
        return last;
    }

    const ClusterView& view_;
    const ResourceDefinition& database_;
    ReportAttributes attributes_;
    std::vector<std::string> masters_;
    NameValues host_map_;
};

} // namespace

std::vector<Host> list_hosts(const ClusterView& view, const ResourceDefinition& database)
{
    return HostReader(view, database).read();
}

Checks shown_checks(const Host& host)
{
    Checks checks = host.reported;
    const auto since = host.down_since.value_or(0);
    if (!host.reachable) {
        checks.clear();
        checks["ping"] = {false, since, cat("ERROR: Could not ping ", host.address)};
        checks["mysql"] = {false, since, "ERROR: Host is not a member of the cluster"};
    } else if (!host.running) {
        // What the host said before its database was stopped does not hold any more.
        auto& server = checks["mysql"];
        if (server.ok || server.message.empty()) {
            server = {false, since, "ERROR: Server is stopped"};
        }
    }
    checks.try_emplace("ping", Check{true, 0, "OK"});
    for (const auto name : check_names) {
        checks.try_emplace(
            std::string(name), Check{false, since, "UNKNOWN: No report of the host"});
    }
    return checks;
}

} // namespace mmm::model
