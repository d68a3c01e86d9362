// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_control/pacemaker_cluster.h"

#include "lib/base/cat.h"
#include "lib/cluster/constraint_xml.h"
#include "lib/cluster/read_cluster_view.h"

#include <netdb.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <syslog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <utility>

namespace mmm::control {

namespace {

using Kind = model::MovePlan::Kind;

volatile std::sig_atomic_t caught_signal = 0;

extern "C" void note_signal(int signal)
{
    caught_signal = signal;
}

cluster::Location location_of(const model::MovePlan& plan)
{
    return cluster::Location{
        .resource = plan.resource,
        .node = plan.host,
        .scope = plan.kind == Kind::writer ? cluster::Scope::promoted_only
                                           : cluster::Scope::all_instances};
}

std::string numeric(const addrinfo& address)
{
    std::array<char, NI_MAXHOST> text{};
    const int failed = ::getnameinfo(
        address.ai_addr, address.ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST);
    return failed == 0 ? std::string(text.data()) : std::string{};
}

/// A name as it may stand in a log or an attribute: whoever set the environment may have put
/// anything there.
std::string tame(std::string name)
{
    constexpr std::string_view allowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    constexpr std::size_t longest = 64;
    std::erase_if(name, [&](char c) { return allowed.find(c) == std::string_view::npos; });
    name.resize(std::min(name.size(), longest));
    return name;
}

std::string user_name()
{
    const auto* account = ::getpwuid(::getuid());
    const auto name = account == nullptr ? cat(::getuid()) : std::string(account->pw_name);
    const char* before = std::getenv("SUDO_USER");
    const auto person = before == nullptr ? std::string{} : tame(before);
    return person.empty() || person == name ? name : cat(person, " as ", name);
}

} // namespace

PacemakerCluster::PacemakerCluster(cluster::PacemakerTools tools)
    : tools_(std::move(tools))
{
}

void PacemakerCluster::catch_signals()
{
    struct sigaction action {};

    // Without SA_RESTART: a signal ends the pause between two looks at the cluster.
    action.sa_handler = note_signal;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        ::sigaction(signal, &action, nullptr);
    }
}

Result<model::ClusterStatus> PacemakerCluster::read_status(Deadline deadline)
{
    return cluster::read_cluster_status(tools_, deadline);
}

Result<model::ClusterConfiguration> PacemakerCluster::read_configuration(Deadline deadline)
{
    return cluster::read_cluster_configuration(tools_, deadline);
}

Result<bool> PacemakerCluster::is_idle(const std::string& dc, Deadline deadline)
{
    return tools_.is_idle(dc, deadline);
}

Result<> PacemakerCluster::add_constraint(
    const model::MovePlan& plan, std::chrono::seconds lifetime, Deadline deadline)
{
    auto location = location_of(plan);
    location.lifetime = cat("PT", lifetime.count(), "S");
    return plan.kind == Kind::balanced ? tools_.ban_resource(location, deadline)
                                       : tools_.move_resource(location, deadline);
}

Result<> PacemakerCluster::remove_constraint(const model::MovePlan& plan, Deadline deadline)
{
    return tools_.clear_resource(location_of(plan), deadline);
}

Result<> PacemakerCluster::set_private_attribute(
    const std::string& name, const std::string& value, const std::string& host, Deadline deadline)
{
    return tools_.set_private_attribute(name, value, deadline, host);
}

Result<> PacemakerCluster::delete_attribute(
    const std::string& name, const std::string& host, Deadline deadline)
{
    return tools_.delete_node_attribute(name, deadline, host);
}

Result<> PacemakerCluster::set_permanent_attribute(
    const std::string& name, const std::string& value, const std::string& host, Deadline deadline)
{
    return tools_.set_permanent_attribute(name, value, host, deadline);
}

Result<> PacemakerCluster::set_option(
    const std::string& resource,
    const std::string& name,
    const std::string& value,
    Deadline deadline)
{
    return value.empty() ? tools_.delete_meta_attribute(resource, name, deadline)
                         : tools_.set_meta_attribute(resource, name, value, deadline);
}

Result<> PacemakerCluster::pin(const Pin& pin, Deadline deadline)
{
    if (pin.hosts.empty()) {
        return tools_.delete_location(pin.id, deadline);
    }
    auto done = tools_.put_constraint(cluster::pin_xml(pin.id, pin.resource, pin.hosts), deadline);
    // The configuration's schema of a Pacemaker older than 2.1 does not know "Promoted".
    return done || done.error().code != Errc::tool_failed
               ? done
               : tools_.put_constraint(
                     cluster::pin_xml(pin.id, pin.resource, pin.hosts, {.promoted = "Master"}),
                     deadline);
}

Result<>
PacemakerCluster::clean_up(const std::string& resource, const std::string& host, Deadline deadline)
{
    return tools_.clean_up_resource(
        cluster::Location{.resource = resource, .node = host}, deadline);
}

Requester PacemakerCluster::requester()
{
    utsname system{};
    return {user_name(), ::uname(&system) == 0 ? std::string(system.nodename) : "this node"};
}

std::int64_t PacemakerCluster::wall_clock_ms()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

void PacemakerCluster::say(const std::string& line)
{
    std::puts(line.c_str());
    std::fflush(stdout);
}

void PacemakerCluster::log(const std::string& line)
{
    ::openlog("mmm_control", LOG_PID, LOG_DAEMON);
    ::syslog(LOG_NOTICE, "%s", line.c_str());
    ::closelog();
}

std::string PacemakerCluster::resolve(const std::string& name)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(name.c_str(), nullptr, &hints, &found) != 0) {
        return name;
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
    // IPv4 first, as the agent does it. Debian's installer maps a host's own name to 127.0.1.1.
    for (const int family : {AF_INET, AF_INET6}) {
        for (const auto* each = found; each != nullptr; each = each->ai_next) {
            auto text = each->ai_family == family ? numeric(*each) : std::string{};
            if (!text.empty() && !text.starts_with("127.") && text != "::1") {
                return text;
            }
        }
    }
    return name;
}

void PacemakerCluster::pause(std::chrono::milliseconds time)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
    const timespec wait{
        .tv_sec = seconds.count(), .tv_nsec = std::chrono::nanoseconds(time - seconds).count()};
    ::nanosleep(&wait, nullptr);
}

int PacemakerCluster::interrupted()
{
    return caught_signal;
}

} // namespace mmm::control
