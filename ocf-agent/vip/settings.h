// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The parameters of one instance of the agent, understood. Pure.
#pragma once

#include "lib/base/result.h"
#include "lib/net/ip_address.h"
#include "ocf-agent/runtime/agent.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mmm::vip {

struct WantedAddress {
    net::IpAddress address;
    /// As the parameters say it; nothing when the routing table has to.
    std::optional<unsigned> prefix_length;

    bool operator==(const WantedAddress&) const = default;
};

/// What stands in the IPv4 broadcast field of an address.
struct Broadcast {
    enum class Kind {
        as_neighbours, ///< that of another address of the same network, else all ones
        all_ones,
        all_zeros,
        fixed
    };

    Kind kind = Kind::as_neighbours;
    net::IpAddress address;
};

struct Settings {
    /// What this instance holds: all of the list, or one address of it.
    std::vector<WantedAddress> addresses;
    /// Empty: the interface comes from the routing table.
    std::string nic;
    /// The part behind "<nic>:".
    std::string label;
    Broadcast broadcast;
    bool noprefixroute = false;
    std::optional<std::uint32_t> preferred_lifetime;
    bool flush_routes = false;
    /// Empty: the namespace of the cluster manager.
    std::string network_namespace;

    bool detects_duplicates = true;
    std::chrono::milliseconds detection_time{0};
    std::int64_t announcements = 0; ///< 0 = for as long as the address is here
    std::int64_t monitor_announcements = 0;
    std::chrono::milliseconds announcement_interval{0};

    /// The prefix and the interface of every address are given: no look into the routing table.
    [[nodiscard]] bool needs_routes() const;
};

/// The settings as far as the parameters make sense, what is wrong with the others, and what is
/// accepted without an effect. Start and validate-all refuse any error; stop and monitor work with
/// what there is.
struct ReadSettings {
    Settings settings;
    std::vector<Error> errors;
    std::vector<std::string> warnings;
};

ReadSettings read_settings(const ocf::Parameters& parameters, const ocf::Environment& environment);

} // namespace mmm::vip
