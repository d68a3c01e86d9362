// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Bytes as people write them, for what goes over the wire.
#pragma once

#include "lib/base/text.h"
#include "lib/net/ethernet.h"
#include "lib/net/ip_address.h"

#include <charconv>
#include <string>
#include <string_view>
#include <vector>

namespace mmm::net {

/// "ff 0a 00" as octets.
inline std::vector<std::uint8_t> octets_of_hex(std::string_view text)
{
    std::vector<std::uint8_t> octets;
    for (const auto& word : split(text)) {
        std::uint8_t value = 0;
        std::from_chars(word.data(), word.data() + word.size(), value, 16);
        octets.push_back(value);
    }
    return octets;
}

inline std::string hex_of(Octets octets)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t octet : octets) {
        text += text.empty() ? "" : " ";
        text += digits[octet >> 4U];
        text += digits[octet & 0x0fU];
    }
    return text;
}

inline IpAddress ip(std::string_view text)
{
    return parse_ip_address(text).value();
}

constexpr MacAddress own_mac{0x52, 0x54, 0x00, 0x00, 0x00, 0x0a};
constexpr MacAddress other_mac{0x52, 0x54, 0x00, 0x00, 0x00, 0x0b};

} // namespace mmm::net
