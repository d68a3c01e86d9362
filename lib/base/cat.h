// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Builds messages out of strings and integers (std::format is absent from g++ 12).
#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace mmm {

inline void append_part(std::string& out, std::string_view part)
{
    out += part;
}

inline void append_part(std::string& out, char part)
{
    out += part;
}

template<std::integral Number>
void append_part(std::string& out, Number part)
{
    out += std::to_string(part);
}

/// Joins strings, characters and integers into one string.
template<typename... Parts>
std::string cat(const Parts&... parts)
{
    std::string out;
    (append_part(out, parts), ...);
    return out;
}

/// Joins a range of strings with a separator between them.
template<typename Range>
std::string join(const Range& range, std::string_view separator)
{
    std::string out;
    bool first = true;
    for (const auto& element : range) {
        if (!first) {
            out += separator;
        }
        out += element;
        first = false;
    }
    return out;
}

} // namespace mmm
