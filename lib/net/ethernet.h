// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// MAC addresses and Ethernet frames as bytes. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mmm::net {

using MacAddress = std::array<std::uint8_t, 6>;
using Octets = std::span<const std::uint8_t>;

constexpr MacAddress broadcast_mac{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

constexpr std::uint16_t ethertype_arp = 0x0806;
constexpr std::uint16_t ethertype_ipv6 = 0x86dd;
constexpr std::size_t ethernet_header_size = 14;

/// "52:54:00:12:34:56".
std::string to_text(const MacAddress& mac);
/// The first six octets; `octets` must hold that many.
MacAddress mac_of(Octets octets);

/// A frame as it goes over the wire, without the checksum that the hardware adds. Numbers are
/// written in network byte order.
class Frame {
public:
    Frame(const MacAddress& destination, const MacAddress& source, std::uint16_t ethertype);

    Frame& add(Octets octets);
    Frame& add8(std::uint8_t value);
    Frame& add16(std::uint16_t value);
    Frame& add32(std::uint32_t value);
    /// Overwrites two octets, for checksums.
    void set16(std::size_t offset, std::uint16_t value);

    [[nodiscard]] Octets octets() const { return octets_; }

private:
    std::vector<std::uint8_t> octets_;
};

/// Reads a frame or packet from its beginning. Asking for more than is left gives zeroes and makes
/// the reader fail, so that a parser checks once, at its end.
class OctetReader {
public:
    explicit OctetReader(Octets octets)
        : left_(octets)
    {
    }

    std::uint8_t read8();
    std::uint16_t read16();
    std::uint32_t read32();
    MacAddress read_mac();
    /// Exactly `count` octets; empty when there are fewer.
    Octets read(std::size_t count);

    [[nodiscard]] Octets rest() const { return left_; }

    [[nodiscard]] bool failed() const { return failed_; }

private:
    Octets left_;
    bool failed_ = false;
};

} // namespace mmm::net
