// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/ethernet.h"

#include <algorithm>

namespace mmm::net {

std::string to_text(const MacAddress& mac)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const std::uint8_t octet : mac) {
        if (!out.empty()) {
            out += ':';
        }
        out += digits[octet >> 4U];
        out += digits[octet & 0x0fU];
    }
    return out;
}

MacAddress mac_of(Octets octets)
{
    MacAddress mac{};
    std::copy_n(octets.begin(), mac.size(), mac.begin());
    return mac;
}

Frame::Frame(const MacAddress& destination, const MacAddress& source, std::uint16_t ethertype)
{
    add(destination).add(source).add16(ethertype);
}

Frame& Frame::add(Octets octets)
{
    octets_.insert(octets_.end(), octets.begin(), octets.end());
    return *this;
}

Frame& Frame::add8(std::uint8_t value)
{
    octets_.push_back(value);
    return *this;
}

Frame& Frame::add16(std::uint16_t value)
{
    return add8(static_cast<std::uint8_t>(value >> 8U)).add8(static_cast<std::uint8_t>(value));
}

Frame& Frame::add32(std::uint32_t value)
{
    return add16(static_cast<std::uint16_t>(value >> 16U)).add16(static_cast<std::uint16_t>(value));
}

void Frame::set16(std::size_t offset, std::uint16_t value)
{
    octets_.at(offset) = static_cast<std::uint8_t>(value >> 8U);
    octets_.at(offset + 1) = static_cast<std::uint8_t>(value);
}

Octets OctetReader::read(std::size_t count)
{
    if (count > left_.size()) {
        failed_ = true;
        left_ = {};
        return {};
    }
    const auto taken = left_.first(count);
    left_ = left_.subspan(count);
    return taken;
}

std::uint8_t OctetReader::read8()
{
    const auto octets = read(1);
    return octets.empty() ? std::uint8_t{0} : octets.front();
}

std::uint16_t OctetReader::read16()
{
    const unsigned high = read8();
    const unsigned low = read8();
    return static_cast<std::uint16_t>(high << 8U | low);
}

std::uint32_t OctetReader::read32()
{
    const std::uint32_t high = read16();
    const std::uint32_t low = read16();
    return high << 16U | low;
}

MacAddress OctetReader::read_mac()
{
    const auto octets = read(MacAddress{}.size());
    return octets.empty() ? MacAddress{} : mac_of(octets);
}

} // namespace mmm::net
