// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Whether this host reaches any of ping_ips: the check "ping" of MMM's monitor, made by the host.
#pragma once

#include "lib/net/icmp.h"
#include "ocf-agent/mond/event_loop.h"
#include "ocf-agent/mysql/settings.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mmm::mond {

class PingWatch {
public:
    /// Called when the verdict changes: true = one of the addresses answers.
    using Changed = std::function<void(bool answered)>;

    PingWatch(EventLoop& loop, const mysql::Settings& settings, Changed changed);
    PingWatch(const PingWatch&) = delete;
    PingWatch& operator=(const PingWatch&) = delete;
    PingWatch(PingWatch&&) = delete;
    PingWatch& operator=(PingWatch&&) = delete;
    ~PingWatch();

    /// Does nothing without ping_ips.
    void start();

    /// Nothing until it is known.
    [[nodiscard]] std::optional<bool> answered() const { return verdict_; }

private:
    struct Target {
        net::IpAddress address;
        net::EchoSocket socket;
    };

    void add_target(const std::string& text);
    void ask();
    void receive(const net::EchoSocket& socket);
    void conclude(bool answered);

    EventLoop& loop_;
    const mysql::Settings& settings_;
    Changed changed_;
    Timer next_;
    std::vector<Target> targets_;
    std::uint16_t sequence_ = 0;
    bool heard_ = false;
    std::optional<bool> verdict_;
};

} // namespace mmm::mond
