// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Text as JSON wants it. Pure.
#pragma once

#include "lib/base/cat.h"

#include <string>
#include <string_view>

namespace mmm {

/// A string of JSON, with its quotation marks.
inline std::string json_text(std::string_view text)
{
    constexpr std::string_view hexadecimal = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += {'\\', c};
        } else if (byte < 0x20) {
            out += cat("\\u00", hexadecimal[byte >> 4U], hexadecimal[byte & 0xfU]);
        } else {
            out += c;
        }
    }
    return out + "\"";
}

} // namespace mmm
