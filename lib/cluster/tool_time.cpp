// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/cluster/tool_time.h"

#include "lib/base/text.h"

#include <chrono>
#include <ctime>
#include <string>

namespace mmm::cluster {

namespace {

/// The number in fixed columns.
std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count)
{
    if (text.size() < from + count || text[from] == '-') {
        return std::nullopt;
    }
    return parse_number<int>(text.substr(from, count));
}

/// "Z", nothing, "+01:00" or " -05:30" as seconds.
std::optional<int> parse_offset(std::string_view text)
{
    text = trim(text);
    if (text.empty() || text == "Z") {
        return 0;
    }
    const auto hours = digits(text, 1, 2);
    const auto minutes = digits(text, 4, 2);
    const bool sign = text.front() == '+' || text.front() == '-';
    if (text.size() != 6 || !sign || text[3] != ':' || !hours || !minutes) {
        return std::nullopt;
    }
    return (text.front() == '-' ? -60 : 60) * (*hours * 60 + *minutes);
}

std::optional<std::int64_t> parse_iso_time(std::string_view text)
{
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    const auto hour = digits(text, 11, 2);
    const auto minute = digits(text, 14, 2);
    const auto second = digits(text, 17, 2);
    if (!year || !month || !day || !hour || !minute || !second) {
        return std::nullopt;
    }
    const auto offset = parse_offset(text.substr(19));
    const auto date = std::chrono::year_month_day(
        std::chrono::year(*year),
        std::chrono::month(static_cast<unsigned>(*month)),
        std::chrono::day(static_cast<unsigned>(*day)));
    if (!offset || !date.ok()) {
        return std::nullopt;
    }
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    const std::int64_t minutes = (days * 24 + *hour) * 60 + *minute;
    return minutes * 60 + *second - *offset;
}

std::optional<std::int64_t> parse_local_time(const std::string& text)
{
    std::tm parts{};
    const char* end = ::strptime(text.c_str(), "%a %b %d %H:%M:%S %Y", &parts);
    if (end == nullptr || *end != '\0') {
        return std::nullopt;
    }
    parts.tm_isdst = -1;
    return std::int64_t{std::mktime(&parts)};
}

} // namespace

std::optional<std::int64_t> parse_tool_time(std::string_view text)
{
    const auto time = parse_iso_time(text);
    return time ? time : parse_local_time(std::string(text));
}

} // namespace mmm::cluster
