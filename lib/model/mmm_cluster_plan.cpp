// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/mmm_cluster_plan.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/model/mmm_cluster_warnings.h"

#include <algorithm>
#include <array>
#include <optional>

namespace mmm::model {

namespace {

constexpr std::array direct_parameters{
    MmmParameter{MmmSection::check, "rep_backlog", "max_backlog", "max_backlog", "60"},
    MmmParameter{MmmSection::check, "rep_threads", "trap_period", "trap_period", "10"},
    MmmParameter{MmmSection::check, "mysql", "check_period", "check_period", "1"},
    MmmParameter{MmmSection::check, "mysql", "timeout", "check_timeout", "2"},
    MmmParameter{MmmSection::top, "", "max_kill_retries", "max_kill_retries", "3"},
    MmmParameter{MmmSection::monitor, "", "auto_set_online", "auto_set_online", "1", true},
    MmmParameter{MmmSection::monitor, "", "flap_count", "flap_count", "3"},
    MmmParameter{MmmSection::monitor, "", "flap_duration", "flap_duration", "3600"},
    MmmParameter{MmmSection::monitor, "", "wait_for_other_master", "wait_for_other_master", "120"},
    MmmParameter{MmmSection::monitor, "", "ping_interval", "ping_interval", "1"},
};

/// Those that hosts have each by itself in MMM, and all together here.
constexpr std::array shared_parameters{
    MmmParameter{MmmSection::host, "", "agent_user", "agent_user", "mmm_agent"},
    MmmParameter{MmmSection::host, "", "replication_user", "replication_user", "mmm_replication"},
    MmmParameter{MmmSection::host, "", "mysql_port", "replication_port", "3306"},
    MmmParameter{MmmSection::host, "", "mysql_cnf", "config", "/etc/mysql/my.cnf"},
    MmmParameter{MmmSection::host, "", "mysql_pidfile", "pid", "/run/mysqld/mysqld.pid"},
};

const std::vector<OperationPlan>& database_operations()
{
    static const std::vector<OperationPlan> operations{
        {"start", "0s", "120s"},
        {"stop", "0s", "120s"},
        {"promote", "0s", "120s"},
        {"demote", "0s", "120s"},
        {"notify", "0s", "60s"},
        {"reload-agent", "0s", "20s"},
        {"monitor", "2s", "20s", "Promoted"},
        {"monitor", "3s", "20s", "Unpromoted"}};
    return operations;
}

const std::vector<OperationPlan>& address_operations()
{
    static const std::vector<OperationPlan> operations{
        {"start", "0s", "20s"},
        {"stop", "0s", "20s"},
        {"reload-agent", "0s", "20s"},
        {"monitor", "10s", "20s"}};
    return operations;
}

const MmmValues& values_of(const MmmConfig& config, const MmmParameter& row)
{
    if (row.section == MmmSection::check) {
        return config.check(row.section_name);
    }
    return row.section == MmmSection::monitor ? config.monitor : config.top;
}

class Planner {
public:
    explicit Planner(const MmmConfig& config)
        : config_(config)
        , writer_(config.role(config.top.text("active_master_role")))
    {
    }

    MmmClusterPlan plan() &&
    {
        if (writer_ == nullptr) {
            plan_.errors.emplace_back(
                "no role takes the writes: active_master_role is missing, or names none");
            return std::move(plan_);
        }
        plan_.description.properties.emplace_back("stonith-enabled", "true");
        add_database();
        // The writer first, the other roles in the order of the files.
        add_role(*writer_);
        for (const auto& role : config_.roles) {
            if (&role != writer_) {
                add_role(role);
            }
        }
        add_order();
        add_places();
        auto warnings = mmm_warnings(config_);
        plan_.warnings.insert(plan_.warnings.end(), warnings.begin(), warnings.end());
        return std::move(plan_);
    }

private:
    void fault(std::string text) { plan_.errors.push_back(std::move(text)); }

    void add_database()
    {
        ResourcePlan mysql{
            .id = std::string(database_id),
            .agent = "ocf:mmm:mysql",
            .parameters = {{"masters", join(masters(), " ")}, {"host_map", host_map()}},
            .meta = {{"migration-threshold", "1"}, {"failure-timeout", "5s"}},
            .operations = database_operations(),
            .clone = clone_id(),
            .clone_meta = {{"promotable", "true"}, {"notify", "true"}, {"promoted-max", "1"}}};
        for (const auto& row : shared_parameters) {
            add_shared(row, mysql.parameters);
        }
        for (const auto& row : direct_parameters) {
            add_direct(row, mysql.parameters);
        }
        if (config_.monitor.text("mode") == "wait") {
            mysql.parameters.emplace_back("mode", "wait");
        }
        if (config_.monitor.given("ping_ips")) {
            mysql.parameters.emplace_back("ping_ips", join(config_.monitor.list("ping_ips"), " "));
        }
        plan_.description.resources.push_back(std::move(mysql));
    }

    /// In the order of the writer role's hosts: the first is preferred when nothing else decides.
    [[nodiscard]] std::vector<std::string> masters()
    {
        std::vector<std::string> names;
        for (const auto& name : writer_->list("hosts")) {
            const auto* host = config_.host(name);
            if (host != nullptr && host->text("mode") == "master") {
                names.push_back(name);
            }
        }
        if (names.empty()) {
            fault(cat("no host of the role \"", writer_->name(), "\" is a master"));
        }
        return names;
    }

    [[nodiscard]] std::string host_map() const
    {
        std::vector<std::string> pairs;
        for (const auto& host : config_.hosts) {
            pairs.push_back(cat(host.name(), ":", host.text("ip")));
        }
        return join(pairs, ";");
    }

    void add_shared(const MmmParameter& row, OrderedPairs& into)
    {
        std::optional<std::string> value;
        for (const auto& host : config_.hosts) {
            if (!host.given(row.directive)) {
                continue;
            }
            const auto own = host.text(row.directive);
            if (value && *value != own) {
                fault(
                    cat(row.directive,
                        " is \"",
                        shown(*value),
                        "\" on one host and \"",
                        shown(own),
                        "\" on another; here it is the same on all"));
                return;
            }
            value = own;
        }
        if (value && *value != row.agent_default) {
            into.emplace_back(row.parameter, *value);
        }
    }

    void add_direct(const MmmParameter& row, OrderedPairs& into)
    {
        const auto& values = values_of(config_, row);
        const auto value = values.text(row.directive);
        if ((values.given(row.directive) || row.keeps_default) && value != row.agent_default) {
            into.emplace_back(row.parameter, value);
        }
    }

    [[nodiscard]] static std::string clone_id() { return cat(database_id, "-clone"); }

    void add_role(const MmmValues& role)
    {
        auto addresses = role.list("ips");
        const bool balanced = role.text("mode") == "balanced";
        if (role.name() == database_id || role.name() == clone_id()) {
            fault(cat(
                "role \"", role.name(), "\" has the name of the database's resource; rename it"));
        }
        if (addresses.empty()) {
            fault(cat("role \"", role.name(), "\" has no address"));
            return;
        }
        if (!balanced && addresses.size() > 1) {
            plan_.warnings.push_back(
                cat("role \"",
                    role.name(),
                    "\" is exclusive and has several addresses; the first one counts, as in MMM"));
            addresses.resize(1);
        }
        const auto count = std::to_string(addresses.size());
        ResourcePlan vip{
            .id = role.name(),
            .agent = "ocf:mmm:vip",
            .parameters = {{"ip", join(addresses, " ")}},
            .operations = address_operations()};
        if (balanced) {
            vip.clone = cat(role.name(), "-clone");
            vip.clone_meta = {
                {"globally-unique", "true"},
                {"clone-max", count},
                {"clone-node-max", count},
                {"resource-stickiness", "0"},
                {"priority", "10"}};
        } else if (&role != writer_) {
            // An exclusive role stays where it is, until its host is not ONLINE.
            vip.meta = {{"resource-stickiness", "100"}};
        }
        plan_.description.resources.push_back(std::move(vip));
    }

    void add_order()
    {
        const auto& name = writer_->name();
        auto& constraints = plan_.description.constraints;
        constraints.emplace_back(ColocationPlan{
            .id = cat(name, "-with-promoted"),
            .resource = name,
            .with = clone_id(),
            .with_role = "Promoted"});
        constraints.emplace_back(
            OrderPlan{cat("promote-then-", name), clone_id(), "promote", name, "start"});
        constraints.emplace_back(
            OrderPlan{cat("demote-then-", name), clone_id(), "demote", name, "stop"});
    }

    /// Where the roles may be: first the writer, then each other role.
    void add_places()
    {
        auto& constraints = plan_.description.constraints;
        for (auto& place : promotion_places(clone_id(), database_id)) {
            constraints.emplace_back(std::move(place));
        }
        if (writer_->given("prefer")) {
            constraints.emplace_back(LocationPlan{
                .id = cat("mmm-prefer-", writer_->name()),
                .resource = clone_id(),
                .score = std::to_string(preference),
                .role = "Promoted",
                .expressions = {
                    {"#uname", "eq", writer_->text("prefer")},
                    {cat("mmm-state-", database_id), "eq", "ONLINE"}}});
        }
        for (const auto& role : config_.roles) {
            if (&role != writer_) {
                add_places_of(role);
            }
        }
    }

    void add_places_of(const MmmValues& role)
    {
        auto& constraints = plan_.description.constraints;
        const bool balanced = role.text("mode") == "balanced";
        const auto resource = balanced ? cat(role.name(), "-clone") : role.name();
        for (auto& place : address_places(resource, role.name(), database_id)) {
            constraints.emplace_back(std::move(place));
        }
        const auto hosts = role.list("hosts");
        for (const auto& host : config_.hosts) {
            if (std::ranges::find(hosts, host.name()) == hosts.end()) {
                constraints.emplace_back(LocationPlan{
                    .id = cat("mmm-hosts-", role.name(), "-", host.name()),
                    .resource = resource,
                    .score = "-INFINITY",
                    .node = host.name()});
            }
        }
        if (!balanced && role.given("prefer")) {
            constraints.emplace_back(LocationPlan{
                .id = cat("mmm-prefer-", role.name()),
                .resource = resource,
                .score = "200",
                .node = role.text("prefer")});
        }
    }

    const MmmConfig& config_;
    const MmmValues* writer_;
    MmmClusterPlan plan_;
};

} // namespace

std::vector<LocationPlan> promotion_places(std::string_view clone, std::string_view database)
{
    return {LocationPlan{
        .id = "offline-is-no-writer",
        .resource = std::string(clone),
        .score = "-INFINITY",
        .role = "Promoted",
        .expressions = {{cat("mmm-admin-", database), "eq", "offline"}}}};
}

std::vector<LocationPlan>
address_places(std::string_view resource, std::string_view role, std::string_view database)
{
    const auto state = cat("mmm-state-", database);
    return {// Not where the state is unknown, nor where MMM would have taken the role away; a host
            // whose replication is behind or broken keeps it only while nobody else is there.
            LocationPlan{
                .id = cat(role, "s-where-served"),
                .resource = std::string(resource),
                .score = "-INFINITY",
                .all = false,
                .expressions =
                    {{state, "not_defined"},
                     {state, "eq", "AWAITING_RECOVERY"},
                     {state, "eq", "HARD_OFFLINE"},
                     {state, "eq", "ADMIN_OFFLINE"},
                     {cat("mmm-admin-", database), "eq", "offline"}}},
            LocationPlan{
                .id = cat(role, "s-where-online"),
                .resource = std::string(resource),
                .score = "1000",
                .expressions = {{state, "eq", "ONLINE"}}}};
}

std::vector<MmmParameter> mmm_parameters()
{
    std::vector<MmmParameter> rows(shared_parameters.begin(), shared_parameters.end());
    rows.insert(rows.end(), direct_parameters.begin(), direct_parameters.end());
    return rows;
}

std::vector<std::string_view> parameters_from_mmm()
{
    std::vector<std::string_view> names{"masters", "host_map", "mode", "ping_ips"};
    for (const auto& row : mmm_parameters()) {
        names.push_back(row.parameter);
    }
    return names;
}

MmmClusterPlan plan_mmm_cluster(const MmmConfig& config)
{
    return Planner(config).plan();
}

} // namespace mmm::model
