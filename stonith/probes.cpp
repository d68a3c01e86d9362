// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "stonith/probes.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"
#include "lib/base/fd.h"
#include "lib/base/subprocess.h"
#include "lib/net/icmp.h"
#include "lib/net/ip_address.h"
#include "lib/net/socket_address.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <optional>

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

/// A connection under way. It goes on while the host is looked at in other ways.
class Knock {
public:
    Knock(const net::IpAddress& address, std::uint16_t port)
    {
        const auto target = net::socket_address(address, port);
        socket_ =
            Fd(::socket(target.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        if (!socket_.valid() || ::connect(socket_.get(), target.generic(), target.size) != 0) {
            failure_ = errno;
        }
    }

    /// A refused connection is an answer: the host's kernel lives, whatever its server does.
    [[nodiscard]] Evidence finding(std::string way, Deadline deadline) const
    {
        const int failure = failure_ == EINPROGRESS ? wait(deadline) : failure_;
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

private:
    /// What came of it; ETIMEDOUT when nothing did.
    [[nodiscard]] int wait(Deadline deadline) const
    {
        pollfd wait{.fd = socket_.get(), .events = POLLOUT, .revents = 0};
        const int ready = ::poll(&wait, 1, static_cast<int>(deadline.remaining().count()));
        if (ready <= 0) {
            return ready == 0 ? ETIMEDOUT : errno;
        }
        int failure = 0;
        socklen_t size = sizeof failure;
        const int read = ::getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &failure, &size);
        return read == 0 ? failure : errno;
    }

    Fd socket_;
    int failure_ = 0;
};

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

Evidence ask_probe(const Settings& settings, Deadline deadline)
{
    const auto found = settings.addresses.find(settings.host);
    const auto address = found == settings.addresses.end() ? settings.host : found->second;
    return ask(
        "the probe program",
        {settings.probe_program, settings.host, address},
        probe_is_silent,
        deadline.within(program_budget));
}

Evidence ask_status(const Settings& settings, Deadline deadline)
{
    return ask(
        "the status program",
        {settings.status_program, settings.host},
        status_is_off,
        deadline.within(program_budget));
}

bool verifies(const Settings& settings, Way way)
{
    return std::ranges::find(settings.verify, way) != settings.verify.end();
}

/// By ping and port at the same time.
void look_by_network(const Settings& settings, Deadline deadline, Look& look)
{
    const auto address = address_of(settings);
    const bool by_port = verifies(settings, Way::port);
    if (!address) {
        look.host.push_back(unknown("network", address.error().message));
        return;
    }
    std::optional<Knock> knock;
    if (by_port) {
        knock.emplace(*address, settings.port);
    }
    const auto soon = deadline.within(settings.probe_timeout);
    if (verifies(settings, Way::ping)) {
        look.host.push_back(ping("ping", *address, soon));
    }
    if (knock) {
        look.host.push_back(knock->finding(cat("port ", settings.port), soon));
    }
}

/// Until one answers. The host itself may be in the list: it is no witness of its own silence.
void look_at_witnesses(const Settings& settings, Deadline deadline, Look& look)
{
    const auto host = address_of(settings);
    for (const auto& text : settings.witnesses) {
        const auto address = net::parse_ip_address(text);
        if (address && host && *address == *host) {
            continue;
        }
        look.witnesses.push_back(
            address ? ping(text, *address, deadline.within(settings.probe_timeout))
                    : unknown(text, "not an address"));
        if (look.witnesses.back().finding == Finding::answers) {
            return;
        }
    }
}

} // namespace

Look look_at(const Settings& settings, Deadline deadline)
{
    Look look;
    if (verifies(settings, Way::ping) || verifies(settings, Way::port)) {
        look_by_network(settings, deadline, look);
    }
    if (verifies(settings, Way::probe)) {
        look.host.push_back(ask_probe(settings, deadline));
    }
    if (verifies(settings, Way::status)) {
        look.host.push_back(ask_status(settings, deadline));
        look.by_status = true;
    }
    if (std::ranges::find(look.host, Finding::answers, &Evidence::finding) == look.host.end()) {
        look_at_witnesses(settings, deadline, look);
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
