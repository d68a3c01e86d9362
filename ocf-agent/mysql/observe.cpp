// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/observe.h"

#include "lib/base/at_once.h"
#include "ocf-agent/mysql/log_reader.h"
#include "ocf-agent/mysql/server_connections.h"

#include <poll.h>

#include <algorithm>

namespace mmm::mysql {

namespace {

/// Over its socket a server greets within milliseconds: after this it is worth a look why not. A
/// slow one gets the usual time at the second attempt.
constexpr std::chrono::milliseconds greeting_limit{1000};

void add_once(std::vector<std::string>& hosts, const std::string& host)
{
    if (std::ranges::find(hosts, host) == hosts.end()) {
        hosts.push_back(host);
    }
}

/// A server that is full lets the agent in as soon as somebody leaves.
Result<std::unique_ptr<db::Server>> connect_when_there_is_room(
    const db::Endpoint& endpoint, const db::Account& account, Deadline deadline, Deadline patience)
{
    constexpr int pause = 20; // milliseconds
    for (;;) {
        auto server = db::connect_server(endpoint, account, deadline);
        if (server || server.error().code != Errc::conflict || patience.passed()) {
            return server;
        }
        ::poll(nullptr, 0, pause);
    }
}

/// The server lives and said no; only silence may mean that there is none.
bool is_refusal_of_a_living_server(Errc code)
{
    return code == Errc::access_denied || code == Errc::conflict || code == Errc::query_failed ||
           code == Errc::unsupported;
}

} // namespace

Result<std::unique_ptr<db::Server>>
connect_local(const Settings& settings, Deadline deadline, std::chrono::milliseconds patience)
{
    auto accounts = read_accounts(settings);
    if (!accounts) {
        return std::move(accounts).error();
    }
    const auto connect = [&](const db::Endpoint& endpoint) {
        return connect_when_there_is_room(
            endpoint, accounts->agent, deadline, deadline.within(patience));
    };
    db::Endpoint endpoint;
    endpoint.socket = settings.socket;
    auto impatient = endpoint;
    impatient.connect_limit = greeting_limit;
    auto server = connect(impatient);
    if (server || server.error().code != Errc::timeout || deadline.passed()) {
        return server;
    }
    end_connections_left_behind(settings.port);
    return connect(endpoint);
}

namespace {

/// Tries again until the patience is over while the server is full.
Result<std::unique_ptr<db::Server>> connect_over_network(
    const Settings& settings, const std::string& host, Deadline deadline, Deadline patience)
{
    auto accounts = read_accounts(settings);
    if (!accounts) {
        return std::move(accounts).error();
    }
    auto address = host_address(settings, host);
    if (!address) {
        return std::move(address).error();
    }
    return connect_when_there_is_room(
        {.socket = {}, .address = *address, .port = settings.port, .tls = db::Tls::if_demanded},
        accounts->agent,
        deadline,
        patience);
}

} // namespace

Result<std::unique_ptr<db::Server>>
connect_host(const Settings& settings, const std::string& host, Deadline deadline)
{
    return connect_over_network(settings, host, deadline, deadline);
}

model::HostFacts
observe_local(const Settings& settings, const std::string& host, db::Server& server)
{
    model::HostFacts seen;
    seen.name = host;
    seen.is_master = settings.is_master(host);
    auto facts = server.read_facts();
    if (facts) {
        seen.facts = std::move(*facts);
    } else {
        seen.error = facts.error().message;
        seen.denied = is_refusal_of_a_living_server(facts.error().code);
    }
    return seen;
}

model::HostFacts observe_fully(
    const Settings& settings, const std::string& host, db::Server& server, Deadline deadline)
{
    auto seen = observe_local(settings, host, server);
    if (!seen.facts) {
        return seen;
    }
    auto read = seen.facts->uses_gtid ? server.read_relay_log(*seen.facts, deadline)
                                      : complete_received_place(server, *seen.facts, deadline);
    if (!read) {
        seen.facts.reset();
        seen.error = read.error().message;
        seen.denied = is_refusal_of_a_living_server(read.error().code);
        seen.unread = !seen.denied;
    } else if (seen.facts->link && seen.facts->link->relay_log_lost) {
        seen.error = "the server could not open it when it started, its error log says why";
        seen.unread = true;
    }
    return seen;
}

namespace {

/// What observe_fully() reads besides may be long.
bool has_relay_log_to_read(const model::ServerFacts& facts)
{
    return facts.link && (facts.link->stands_still() || !facts.uses_gtid);
}

model::HostFacts not_let_in(const Settings& settings, const std::string& host, const Error& error)
{
    model::HostFacts seen;
    seen.name = host;
    seen.is_master = settings.is_master(host);
    seen.error = error.message;
    seen.denied = is_refusal_of_a_living_server(error.code);
    return seen;
}

/// The connection that got the answer bounds each statement by the time an answer may take, so
/// another one reads. A full server may have just this one place.
model::HostFacts observe_by_network(
    const Settings& settings, const std::string& host, Deadline answer_by, Deadline read_by)
{
    auto server = connect_over_network(settings, host, answer_by, answer_by);
    if (!server) {
        return not_let_in(settings, host, server.error());
    }
    auto seen = observe_local(settings, host, **server);
    if (!seen.facts || !has_relay_log_to_read(*seen.facts)) {
        return seen;
    }
    server->reset();
    server = connect_over_network(settings, host, read_by, answer_by);
    return server ? observe_fully(settings, host, **server, read_by)
                  : not_let_in(settings, host, server.error());
}

} // namespace

std::vector<model::HostFacts>
observe_hosts(const Settings& settings, const std::vector<std::string>& hosts, Deadline deadline)
{
    return observe_hosts(settings, hosts, deadline, deadline);
}

std::vector<model::HostFacts> observe_hosts(
    const Settings& settings,
    const std::vector<std::string>& hosts,
    Deadline answer_by,
    Deadline read_by)
{
    std::vector<model::HostFacts> seen(hosts.size());
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        seen[i].name = hosts[i];
    }
    for_each_at_once(seen, [&](model::HostFacts& host) {
        host = observe_by_network(settings, host.name, answer_by, read_by);
        if (auto address = host_address(settings, host.name)) {
            host.address = *address;
        }
    });
    return seen;
}

std::vector<model::PreflightHost> observe_for_preflight(
    const Settings& settings, const std::vector<std::string>& hosts, Deadline deadline)
{
    std::vector<model::PreflightHost> seen(hosts.size());
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        seen[i].name = hosts[i];
        seen[i].is_master = settings.is_master(hosts[i]);
    }
    for_each_at_once(seen, [&](model::PreflightHost& host) {
        if (auto address = host_address(settings, host.name)) {
            host.address = *address;
        }
        auto server = connect_host(settings, host.name, deadline);
        if (!server) {
            return;
        }
        if (auto facts = (*server)->read_facts()) {
            host.facts = std::move(*facts);
        }
        if (auto read = (*server)->read_settings()) {
            host.settings = std::move(*read);
        }
    });
    return seen;
}

std::vector<std::string> running_peers(const ocf::Environment& environment)
{
    const auto& lists = environment.lists;
    std::vector<std::string> peers;
    for (const auto* list : {&lists.active, &lists.promoted, &lists.unpromoted, &lists.start}) {
        for (const auto& host : *list) {
            add_once(peers, host);
        }
    }
    std::erase(peers, environment.node);
    return peers;
}

} // namespace mmm::mysql
