// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// IPv4 and IPv6 addresses as values, and what their bits say. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mmm::net {

enum class Family : std::uint8_t { ipv4, ipv6 };

/// Bits of an address: 32 or 128.
constexpr unsigned width(Family family)
{
    return family == Family::ipv4 ? 32 : 128;
}

struct IpAddress {
    Family family = Family::ipv4;
    /// Network byte order; IPv4 uses the first four, the others stay zero.
    std::array<std::uint8_t, 16> bytes{};

    bool operator==(const IpAddress&) const = default;

    [[nodiscard]] std::span<const std::uint8_t> octets() const
    {
        return std::span(bytes).first(width(family) / 8);
    }
};

/// Numeric addresses only, as inet_pton(3) reads them: no names, no zone, no prefix.
std::optional<IpAddress> parse_ip_address(std::string_view text);
/// The address of these octets; nothing unless there are 4 or 16.
std::optional<IpAddress> ip_address_of(std::span<const std::uint8_t> octets);
std::string to_text(const IpAddress& address);

/// The bits of a prefix: "24", or for IPv4 a mask without holes such as "255.255.255.0".
std::optional<unsigned> parse_prefix_length(std::string_view text, Family family);

/// Lowest and highest address of the network that `address` is in.
IpAddress first_of_network(const IpAddress& address, unsigned prefix_length);
IpAddress last_of_network(const IpAddress& address, unsigned prefix_length);
bool in_network(const IpAddress& address, const IpAddress& network, unsigned prefix_length);

bool is_unspecified(const IpAddress& address);
bool is_loopback(const IpAddress& address);
bool is_multicast(const IpAddress& address);
/// fe80::/10, which means something on one link only.
bool is_ipv6_link_local(const IpAddress& address);
/// ::ffff:0:0/96, an IPv4 address in IPv6 notation.
bool is_ipv4_mapped(const IpAddress& address);

} // namespace mmm::net
