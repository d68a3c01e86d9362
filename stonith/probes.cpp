// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "stonith/probes.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"
#include "lib/base/fd.h"
#include "lib/base/subprocess.h"
#include "lib/net/icmp.h"
#include "lib/net/ip_address.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace mmm::fence {

namespace {

Evidence unknown(std::string way, std::string detail)
{
    return {std::move(way), Finding::unknown, std::move(detail)};
}

/// No name is resolved: a name service may be what is down.
Result<net::IpAddress> address_of(const Settings& settings)
{
    const auto found = settings.addresses.find(settings.host);
    const auto text = found == settings.addresses.end() ? settings.host : found->second;
    const auto address = net::parse_ip_address(text);
    if (!address) {
        return Error{
            Errc::bad_parameter,
            cat("no address of ", settings.host, " is known; name it in the option address_map")};
    }
    return *address;
}

Evidence ping(std::string way, const net::IpAddress& address, Deadline deadline)
{
    const auto answered = net::answers_ping(address, deadline);
    if (!answered) {
        return unknown(std::move(way), answered.error().message);
    }
    return {std::move(way), *answered ? Finding::answers : Finding::silent, {}};
}

// ------------------------------------------------------------------------------------------- port

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

SocketAddress socket_address(const net::IpAddress& address, std::uint16_t port)
{
    SocketAddress out;
    const auto octets = address.octets();
    if (address.family == net::Family::ipv4) {
        sockaddr_in in{};
        in.sin_family = AF_INET;
        in.sin_port = htons(port);
        std::memcpy(&in.sin_addr, octets.data(), octets.size());
        out.size = sizeof in;
        std::memcpy(&out.storage, &in, sizeof in);
    } else {
        sockaddr_in6 in{};
        in.sin6_family = AF_INET6;
        in.sin6_port = htons(port);
        std::memcpy(&in.sin6_addr, octets.data(), octets.size());
        out.size = sizeof in;
        std::memcpy(&out.storage, &in, sizeof in);
    }
    return out;
}

/// What came of a connection that is under way; ETIMEDOUT when nothing did.
int outcome_of(const Fd& socket, Deadline deadline)
{
    pollfd wait{.fd = socket.get(), .events = POLLOUT, .revents = 0};
    const int ready = ::poll(&wait, 1, static_cast<int>(deadline.remaining().count()));
    if (ready <= 0) {
        return ready == 0 ? ETIMEDOUT : errno;
    }
    int failure = 0;
    socklen_t size = sizeof failure;
    return ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &failure, &size) == 0 ? failure : errno;
}

/// A refused connection is an answer: the host's kernel lives, whatever its server does.
Evidence
connect_to(std::string way, const net::IpAddress& address, std::uint16_t port, Deadline deadline)
{
    const auto target = socket_address(address, port);
    const Fd socket(
        ::socket(target.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.valid()) {
        return unknown(std::move(way), errno_text(errno));
    }
    int failure = 0;
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&target.storage), target.size) !=
        0) {
        failure = errno == EINPROGRESS ? outcome_of(socket, deadline) : errno;
    }
    switch (failure) {
    case 0:
    case ECONNREFUSED:
    case ECONNRESET:
        return {std::move(way), Finding::answers, {}};
    case ETIMEDOUT:
    case EHOSTUNREACH:
        return {std::move(way), Finding::silent, {}};
    default:
        return unknown(std::move(way), errno_text(failure));
    }
}

// --------------------------------------------------------------------------------------- programs

/// Runs a program whose exit status is the answer.
Evidence
ask(std::string way, const std::vector<std::string>& argv, int silent_status, Deadline deadline)
{
    const auto output = run_program(argv, deadline);
    if (!output) {
        return unknown(std::move(way), output.error().message);
    }
    if (output->exit_status == 0) {
        return {std::move(way), Finding::answers, {}};
    }
    if (output->exit_status == silent_status) {
        return {std::move(way), Finding::silent, {}};
    }
    return unknown(std::move(way), cat(argv.front(), " ended with ", output->exit_status));
}

constexpr int probe_is_silent = 1;
constexpr int status_is_off = 2;
/// The operator's programs are given longer than a packet is.
constexpr std::chrono::milliseconds program_budget{10000};

Evidence look_by_network(const Settings& settings, Way way, Deadline deadline)
{
    const auto name = way == Way::ping ? std::string("ping") : cat("port ", settings.port);
    const auto address = address_of(settings);
    if (!address) {
        return unknown(name, address.error().message);
    }
    const auto soon = deadline.within(settings.probe_timeout);
    return way == Way::ping ? ping(name, *address, soon)
                            : connect_to(name, *address, settings.port, soon);
}

Evidence look_by(const Settings& settings, Way way, Deadline deadline)
{
    switch (way) {
    case Way::ping:
    case Way::port:
        return look_by_network(settings, way, deadline);
    case Way::probe: {
        const auto found = settings.addresses.find(settings.host);
        const auto address = found == settings.addresses.end() ? settings.host : found->second;
        return ask(
            "the probe program",
            {settings.probe_program, settings.host, address},
            probe_is_silent,
            deadline.within(program_budget));
    }
    case Way::status:
        return ask(
            "the status program",
            {settings.status_program, settings.host},
            status_is_off,
            deadline.within(program_budget));
    }
    return unknown("nothing", "no such way");
}

} // namespace

Look look_at(const Settings& settings, Deadline deadline)
{
    Look look;
    for (const auto way : settings.verify) {
        look.host.push_back(look_by(settings, way, deadline));
        look.by_status = look.by_status || way == Way::status;
    }
    for (const auto& text : settings.witnesses) {
        const auto address = net::parse_ip_address(text);
        look.witnesses.push_back(
            address ? ping(text, *address, deadline.within(settings.probe_timeout))
                    : unknown(text, "not an address"));
        if (look.witnesses.back().finding == Finding::answers) {
            break;
        }
    }
    return look;
}

bool answers_ping(const Settings& settings, Deadline deadline)
{
    const auto address = address_of(settings);
    return address && ping("ping", *address, deadline.within(settings.probe_timeout)).finding ==
                          Finding::answers;
}

} // namespace mmm::fence
