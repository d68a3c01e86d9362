// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Text to values: words, numbers, booleans. Pure.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mmm {

constexpr std::string_view blanks = " \t\r\n";

inline std::string_view trim(std::string_view text)
{
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// The non-empty pieces between any of the separator characters.
inline std::vector<std::string> split(std::string_view text, std::string_view separators = blanks)
{
    std::vector<std::string> words;
    std::size_t begin = 0;
    while ((begin = text.find_first_not_of(separators, begin)) != std::string_view::npos) {
        const auto end = std::min(text.find_first_of(separators, begin), text.size());
        words.emplace_back(text.substr(begin, end - begin));
        begin = end;
    }
    return words;
}

/// The whole text as a decimal number; nothing when a character is left over or it does not fit.
template<std::integral Number>
std::optional<Number> parse_number(std::string_view text)
{
    Number value{};
    const auto* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc{} || parsed.ptr != end) {
        return std::nullopt;
    }
    return value;
}

inline std::string to_lower(std::string_view text)
{
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return out;
}

/// The booleans that Pacemaker's own tools accept (crm_str_to_boolean).
inline std::optional<bool> parse_boolean(std::string_view text)
{
    const std::string word = to_lower(text);
    if (word == "true" || word == "on" || word == "yes" || word == "y" || word == "1") {
        return true;
    }
    if (word == "false" || word == "off" || word == "no" || word == "n" || word == "0") {
        return false;
    }
    return std::nullopt;
}

} // namespace mmm
