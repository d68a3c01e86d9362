// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/ip_text.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <vector>

namespace mmm::model {

namespace {

/// The pieces between separators, empty ones too.
std::vector<std::string_view> pieces(std::string_view text, char separator)
{
    std::vector<std::string_view> found;
    for (;;) {
        const auto end = text.find(separator);
        found.push_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            return found;
        }
        text.remove_prefix(end + 1);
    }
}

/// No leading zero: some programs read those as octal.
bool is_octet(std::string_view text)
{
    const auto value = parse_number<unsigned>(text);
    return value && *value <= 255 && text.size() == std::to_string(*value).size();
}

bool is_ipv4(std::string_view text)
{
    const auto octets = pieces(text, '.');
    if (octets.size() != 4) {
        return false;
    }
    for (const auto octet : octets) {
        if (!is_octet(octet)) {
            return false;
        }
    }
    return true;
}

std::string hexadecimal(unsigned value)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const unsigned shift : {12U, 8U, 4U, 0U}) {
        text += digits[(value >> shift) & 0xfU];
    }
    return text;
}

using Groups = std::vector<std::string>;

/// The groups of one side of "::"; at the end of all an IPv4 address may stand for two.
std::optional<Groups> parse_groups(std::string_view text, bool is_end)
{
    Groups groups;
    if (text.empty()) {
        return groups;
    }
    const auto parts = pieces(text, ':');
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (is_end && i + 1 == parts.size() && is_ipv4(parts[i])) {
            const auto octets = pieces(parts[i], '.');
            for (const std::size_t first : {0U, 2U}) {
                groups.push_back(hexadecimal(
                    (*parse_number<unsigned>(octets[first]) << 8U) |
                    *parse_number<unsigned>(octets[first + 1])));
            }
            continue;
        }
        const auto digits = to_lower(parts[i]);
        if (digits.empty() || digits.size() > 4 ||
            digits.find_first_not_of("0123456789abcdef") != std::string::npos) {
            return std::nullopt;
        }
        groups.push_back(std::string(4 - digits.size(), '0') + digits);
    }
    return groups;
}

std::optional<std::string> parse_ipv6(std::string_view text)
{
    const auto gap = text.find("::");
    const bool whole = gap == std::string_view::npos;
    auto head = parse_groups(text.substr(0, gap), whole);
    const auto tail = parse_groups(whole ? std::string_view{} : text.substr(gap + 2), true);
    if (!head || !tail) {
        return std::nullopt;
    }
    const auto told = head->size() + tail->size();
    if (whole ? told != 8 : told > 7) {
        return std::nullopt;
    }
    head->resize(8 - tail->size(), "0000");
    head->insert(head->end(), tail->begin(), tail->end());
    return join(*head, ":");
}

} // namespace

std::optional<std::string> canonical_address(std::string_view text)
{
    if (is_ipv4(text)) {
        return std::string(text);
    }
    return text.find(':') == std::string_view::npos ? std::nullopt : parse_ipv6(text);
}

} // namespace mmm::model
