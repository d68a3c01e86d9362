// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "snmp/snapshot_reader.h"

#include "lib/base/at_once.h"
#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/base/text.h"
#include "lib/cluster/read_cluster_view.h"
#include "lib/config/history_file.h"
#include "lib/config/option_file.h"
#include "lib/db/server.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <utility>
#include <vector>

namespace mmm::monitoring {

namespace {

using std::chrono::milliseconds;

/// snmpd waits five seconds for us (agentx_agent.cpp); a sick cluster must not make it give up.
constexpr milliseconds cluster_budget{1500};
/// The client library counts in whole seconds.
constexpr milliseconds server_budget{1000};
constexpr unsigned default_port = 3306;

std::string environment(const char* name, const std::string& otherwise)
{
    const char* value = std::getenv(name);
    return value == nullptr ? otherwise : value;
}

Result<model::ClusterView> read_view(const std::string& tools)
{
    const cluster::PacemakerTools pacemaker(tools);
    const auto deadline = Deadline::after(cluster_budget);
    auto status = cluster::read_cluster_status(pacemaker, deadline);
    if (!status) {
        return std::move(status).error();
    }
    auto configuration = cluster::read_cluster_configuration(pacemaker, deadline);
    if (!configuration) {
        return std::move(configuration).error();
    }
    return model::ClusterView{std::move(*status), std::move(*configuration)};
}

unsigned port_of(const model::ClusterView& view, const std::string& database)
{
    const auto& all = view.configuration.resources;
    const auto found = std::ranges::find(all, database, &model::ResourceDefinition::id);
    const auto text =
        found == all.end() ? std::string{} : model::value_of(found->parameters, "replication_port");
    return parse_number<unsigned>(text).value_or(default_port);
}

struct AskedServer {
    std::string host;
    db::Endpoint endpoint;
    Result<model::ServerFacts> facts = Error{Errc::unreachable, "was not asked"};
};

Result<model::ServerFacts>
ask(const db::Endpoint& endpoint, const db::Account& account, Deadline deadline)
{
    auto server = db::connect_server(endpoint, account, deadline);
    return server ? (*server)->read_facts() : Result<model::ServerFacts>(std::move(server).error());
}

} // namespace

SnapshotSources SnapshotSources::of_environment()
{
    SnapshotSources sources;
    sources.tools = environment("MMM_PACEMAKER_TOOLS", sources.tools);
    sources.history_directory = environment("MMM_HISTORY_DIRECTORY", sources.history_directory);
    sources.monitor_file = environment("MMM_MONITOR_FILE", sources.monitor_file);
    return sources;
}

SnapshotReader::SnapshotReader(SnapshotSources sources)
    : sources_(std::move(sources))
{
}

model::ClusterSnapshot SnapshotReader::read()
{
    const std::int64_t now = ::time(nullptr);
    const auto blind = [&](const Error& error) {
        tell_once("cluster", error.message);
        const auto& known = sources_.resource;
        const auto recorded = config::resources_with_history(sources_.history_directory);
        const auto resource = known.empty() && recorded.size() == 1 ? recorded.front() : known;
        return model::unreachable_snapshot(resource, error.message, read_history(resource), now);
    };
    const auto view = read_view(sources_.tools);
    if (!view) {
        return blind(view.error());
    }
    const auto roles = model::view_roles(*view, sources_.resource);
    if (!roles) {
        return blind(roles.error());
    }
    tell_once("cluster", "");
    return model::make_snapshot(
        *view, *roles, ask_servers(*view, *roles), read_history(roles->database), now);
}

model::ServersSeen
SnapshotReader::ask_servers(const model::ClusterView& view, const model::RoleView& roles)
{
    const auto account = read_account();
    if (!account) {
        return {};
    }
    std::vector<AskedServer> asked;
    const auto port = port_of(view, roles.database);
    for (const auto& host : roles.hosts) {
        // One that is lost would cost each look its whole time.
        if (host.reachable && host.running) {
            const auto& address = host.address.empty() ? host.name : host.address;
            asked.push_back(
                {.host = host.name,
                 .endpoint = {
                     .socket = "", .address = address, .port = port, .tls = db::Tls::preferred}});
        }
    }
    const auto deadline = Deadline::after(server_budget);
    for_each_at_once(
        asked, [&](AskedServer& each) { each.facts = ask(each.endpoint, *account, deadline); });
    model::ServersSeen seen;
    for (const auto& each : asked) {
        tell_once(each.host, each.facts ? "" : each.facts.error().message);
        seen[each.host] = each.facts ? std::optional(*each.facts) : std::nullopt;
    }
    return seen;
}

std::vector<model::HistoryEntry> SnapshotReader::read_history(const std::string& resource)
{
    auto history = config::HistoryFile(resource, sources_.history_directory).read();
    tell_once("history", history ? "" : history.error().message);
    return history.value_or({});
}

std::optional<db::Account> SnapshotReader::read_account()
{
    if (::access(sources_.monitor_file.c_str(), F_OK) != 0) {
        return std::nullopt; // a site may do without it
    }
    auto groups = config::read_secret_option_file(sources_.monitor_file, config::SecretFor::group);
    if (groups && (groups->size() != 1 || !groups->begin()->second.contains("password"))) {
        groups = Error{
            Errc::bad_on_this_host,
            cat("could not use \"",
                sources_.monitor_file,
                "\": one group is wanted, the account's name, with password=...")};
    }
    tell_once("account", groups ? "" : groups.error().message);
    if (!groups) {
        return std::nullopt;
    }
    const auto& [user, options] = *groups->begin();
    return db::Account{user, options.find("password")->second};
}

void SnapshotReader::tell_once(const std::string& about, const std::string& what)
{
    auto& told = told_[about];
    if (told == what) {
        return;
    }
    if (what.empty()) {
        log::notice(cat(about, ": is there again"));
    } else {
        log::warning(cat(about, ": ", what));
    }
    told = what;
}

SnapshotCache::SnapshotCache(SnapshotReader reader, std::chrono::seconds max_age)
    : reader_(std::move(reader))
    , max_age_(max_age)
{
}

const model::ClusterSnapshot& SnapshotCache::get()
{
    const auto now = std::chrono::steady_clock::now();
    if (!taken_ || now - *taken_ > max_age_) {
        snapshot_ = reader_.read();
        taken_ = std::chrono::steady_clock::now();
        ++generation_;
    }
    return snapshot_;
}

} // namespace mmm::monitoring
