// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "snmp/metrics_listener.h"

#include "lib/base/cat.h"
#include "lib/base/deadline.h"
#include "lib/base/errno_text.h"
#include "lib/base/fd.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>

namespace mmm::monitoring {

namespace {

constexpr std::chrono::milliseconds patience{2000};
constexpr std::size_t longest_request = 8192;
constexpr int backlog = 16;

Result<Fd> listen_at(const std::string& address, unsigned port)
{
    const auto what = cat("listen at ", address, " port ", port);
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(address.c_str(), cat(port).c_str(), &hints, &found) != 0) {
        return Error{Errc::bad_parameter, cat("could not ", what, ": it is no numeric address")};
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
    Fd socket(::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int yes = 1;
    if (!socket.valid() ||
        ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        ::bind(socket.get(), found->ai_addr, found->ai_addrlen) != 0 ||
        ::listen(socket.get(), backlog) != 0) {
        return system_error(what);
    }
    return socket;
}

bool wait_for(const Fd& socket, short event, Deadline deadline)
{
    pollfd waited{.fd = socket.get(), .events = event, .revents = 0};
    return ::poll(&waited, 1, static_cast<int>(deadline.remaining().count())) > 0;
}

/// Up to the empty line; empty when the client is too slow, or says too much.
std::string read_request(const Fd& client, Deadline deadline)
{
    std::string request;
    std::array<char, 1024> part{};
    while (request.size() < longest_request && wait_for(client, POLLIN, deadline)) {
        const auto got = ::recv(client.get(), part.data(), part.size(), 0);
        if (got <= 0) {
            return {};
        }
        request.append(part.data(), static_cast<std::size_t>(got));
        if (request.find("\r\n\r\n") != std::string::npos) {
            return request;
        }
    }
    return {};
}

void send_all(const Fd& client, std::string_view text, Deadline deadline)
{
    while (!text.empty() && wait_for(client, POLLOUT, deadline)) {
        const auto sent = ::send(client.get(), text.data(), text.size(), MSG_NOSIGNAL);
        if (sent < 0) {
            return;
        }
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
}

std::string answer(std::string_view status, std::string_view body)
{
    return cat(
        "HTTP/1.1 ",
        status,
        "\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nConnection: close\r\n"
        "Content-Length: ",
        body.size(),
        "\r\n\r\n",
        body);
}

void serve(const Fd& client, const std::function<std::string()>& page)
{
    const auto request = read_request(client, Deadline::after(patience));
    if (request.empty()) {
        return;
    }
    const bool wanted =
        request.starts_with("GET /metrics ") || request.starts_with("GET /metrics?");
    const auto reply = wanted ? answer("200 OK", page())
                              : answer("404 Not Found", "the metrics are at /metrics\n");
    send_all(client, reply, Deadline::after(patience));
}

} // namespace

Result<>
serve_metrics(const std::string& address, unsigned port, const std::function<std::string()>& page)
{
    const auto socket = listen_at(address, port);
    if (!socket) {
        return Error(socket.error());
    }
    for (;;) {
        pollfd waited{.fd = socket->get(), .events = POLLIN, .revents = 0};
        if (::poll(&waited, 1, -1) < 0 && errno != EINTR) {
            return system_error("wait for a client");
        }
        const Fd client(::accept4(socket->get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
        if (client.valid()) {
            serve(client, page);
        }
    }
}

} // namespace mmm::monitoring
