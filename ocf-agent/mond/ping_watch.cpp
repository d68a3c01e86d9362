// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/ping_watch.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"

#include <algorithm>
#include <utility>

namespace mmm::mond {

PingWatch::PingWatch(EventLoop& loop, const mysql::Settings& settings, Changed changed)
    : loop_(loop)
    , settings_(settings)
    , changed_(std::move(changed))
    , next_(loop)
{
}

PingWatch::~PingWatch()
{
    for (const auto& target : targets_) {
        loop_.unwatch(target.socket.fd());
    }
}

void PingWatch::start()
{
    targets_.reserve(settings_.ping_ips.size());
    for (const auto& text : settings_.ping_ips) {
        add_target(text);
    }
    if (!targets_.empty()) {
        ask();
    }
}

void PingWatch::add_target(const std::string& text)
{
    const auto address = net::parse_ip_address(text);
    if (!address) {
        log::warning(cat("parameter ping_ips: \"", text, "\" is no address"));
        return;
    }
    auto socket = net::EchoSocket::open(address->family);
    if (!socket) {
        log::warning(socket.error().message);
        return;
    }
    const int file = socket->fd();
    targets_.push_back({*address, std::move(*socket)});
    const auto place = targets_.size() - 1;
    auto watched = loop_.watch(file, [this, place] { receive(targets_[place].socket); });
    if (!watched) {
        log::warning(watched.error().message);
    }
}

/// Each round has ping_interval for an answer, from whomever.
void PingWatch::ask()
{
    if (sequence_ != 0 && !heard_) {
        conclude(false);
    }
    heard_ = false;
    sequence_ = static_cast<std::uint16_t>(std::max(sequence_ + 1, 1));
    for (const auto& target : targets_) {
        // What cannot be sent is not answered either.
        static_cast<void>(target.socket.send(target.address, sequence_));
    }
    next_.set(settings_.ping_interval, [this] { ask(); });
}

void PingWatch::receive(const net::EchoSocket& socket)
{
    while (const auto reply = socket.receive()) {
        const bool asked = std::ranges::any_of(
            targets_, [&](const Target& target) { return target.address == reply->from; });
        if (asked && reply->sequence == sequence_) {
            heard_ = true;
            conclude(true);
        }
    }
}

void PingWatch::conclude(bool answered)
{
    if (verdict_ != answered) {
        verdict_ = answered;
        changed_(answered);
    }
}

} // namespace mmm::mond
