// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/ip_address.h"

#include "lib/base/text.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>

namespace mmm::net {

namespace {

int system_family(Family family)
{
    return family == Family::ipv4 ? AF_INET : AF_INET6;
}

/// The address with all bits behind the prefix set to `fill`.
IpAddress with_host_bits(const IpAddress& address, unsigned prefix_length, bool fill)
{
    IpAddress result = address;
    for (unsigned bit = prefix_length; bit < width(address.family); ++bit) {
        const auto mask = static_cast<std::uint8_t>(0x80U >> (bit % 8));
        auto& octet = result.bytes.at(bit / 8);
        octet = static_cast<std::uint8_t>(fill ? octet | mask : octet & ~mask);
    }
    return result;
}

/// A mask of leading ones as their number; nothing when a zero stands before a one.
std::optional<unsigned> prefix_of_mask(const IpAddress& mask)
{
    unsigned ones = 0;
    while (ones < 32 && (mask.bytes.at(ones / 8) & (0x80U >> (ones % 8))) != 0) {
        ++ones;
    }
    if (first_of_network(mask, ones) != mask || ones == 0) {
        return std::nullopt;
    }
    return ones;
}

} // namespace

std::optional<IpAddress> parse_ip_address(std::string_view text)
{
    const std::string copy(text);
    if (copy.find('\0') != std::string::npos) { // inet_pton() would read what is in front of it
        return std::nullopt;
    }
    for (const Family family : {Family::ipv4, Family::ipv6}) {
        IpAddress address{.family = family};
        if (::inet_pton(system_family(family), copy.c_str(), address.bytes.data()) == 1) {
            return address;
        }
    }
    return std::nullopt;
}

std::optional<IpAddress> ip_address_of(std::span<const std::uint8_t> octets)
{
    if (octets.size() != 4 && octets.size() != 16) {
        return std::nullopt;
    }
    IpAddress address{.family = octets.size() == 4 ? Family::ipv4 : Family::ipv6};
    std::ranges::copy(octets, address.bytes.begin());
    return address;
}

std::string to_text(const IpAddress& address)
{
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    ::inet_ntop(system_family(address.family), address.bytes.data(), buffer.data(), buffer.size());
    return buffer.data();
}

std::optional<unsigned> parse_prefix_length(std::string_view text, Family family)
{
    if (family == Family::ipv4 && text.find('.') != std::string_view::npos) {
        const auto mask = parse_ip_address(text);
        return mask ? prefix_of_mask(*mask) : std::nullopt;
    }
    const auto length = parse_number<unsigned>(text);
    if (!length || *length == 0 || *length > width(family)) {
        return std::nullopt;
    }
    return length;
}

IpAddress first_of_network(const IpAddress& address, unsigned prefix_length)
{
    return with_host_bits(address, prefix_length, false);
}

IpAddress last_of_network(const IpAddress& address, unsigned prefix_length)
{
    return with_host_bits(address, prefix_length, true);
}

bool in_network(const IpAddress& address, const IpAddress& network, unsigned prefix_length)
{
    return first_of_network(address, prefix_length) == first_of_network(network, prefix_length);
}

bool is_unspecified(const IpAddress& address)
{
    return std::ranges::all_of(address.bytes, [](std::uint8_t octet) { return octet == 0; });
}

bool is_loopback(const IpAddress& address)
{
    if (address.family == Family::ipv4) {
        return address.bytes[0] == 127;
    }
    IpAddress loopback{.family = Family::ipv6};
    loopback.bytes[15] = 1;
    return address == loopback;
}

bool is_multicast(const IpAddress& address)
{
    return address.family == Family::ipv4 ? (address.bytes[0] & 0xf0U) == 0xe0U
                                          : address.bytes[0] == 0xff;
}

bool is_ipv6_link_local(const IpAddress& address)
{
    return address.family == Family::ipv6 && address.bytes[0] == 0xfe &&
           (address.bytes[1] & 0xc0U) == 0x80U;
}

bool is_ipv4_mapped(const IpAddress& address)
{
    const auto first = std::span(address.bytes).first(10);
    return address.family == Family::ipv6 && address.bytes[10] == 0xff &&
           address.bytes[11] == 0xff &&
           std::ranges::all_of(first, [](std::uint8_t octet) { return octet == 0; });
}

} // namespace mmm::net
