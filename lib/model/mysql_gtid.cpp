// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/mysql_gtid.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace mmm::model {

namespace {

constexpr std::size_t uuid_length = 36;
constexpr std::size_t longest_tag = 32;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// "3E11FA47-71CA-11E1-9E33-C80AA9429562" in lower case.
std::optional<std::string> parse_uuid(std::string_view text)
{
    const auto uuid = to_lower(text);
    if (uuid.size() != uuid_length) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < uuid.size(); ++i) {
        const bool is_dash_place = i == 8 || i == 13 || i == 18 || i == 23;
        const bool is_hexadecimal = is_digit(uuid[i]) || (uuid[i] >= 'a' && uuid[i] <= 'f');
        if (is_dash_place ? uuid[i] != '-' : !is_hexadecimal) {
            return std::nullopt;
        }
    }
    return uuid;
}

/// A letter or underscore, then up to 31 of these and digits; in lower case.
std::optional<std::string> parse_tag(std::string_view text)
{
    const auto tag = to_lower(text);
    const auto is_tag_character = [](char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || is_digit(c);
    };
    if (tag.empty() || tag.size() > longest_tag || is_digit(tag.front()) ||
        !std::ranges::all_of(tag, is_tag_character)) {
        return std::nullopt;
    }
    return tag;
}

/// Everything between the separators, empty pieces too, without blanks around them.
std::vector<std::string_view> pieces_of(std::string_view text, char separator)
{
    std::vector<std::string_view> pieces;
    for (;;) {
        const auto end = text.find(separator);
        pieces.push_back(trim(text.substr(0, end)));
        if (end == std::string_view::npos) {
            return pieces;
        }
        text.remove_prefix(end + 1);
    }
}

Error malformed(std::string_view part, std::string_view what)
{
    return Error{Errc::malformed_input, cat("\"", part, "\" is not ", what)};
}

} // namespace

Result<MysqlGtidSet> MysqlGtidSet::parse(std::string_view text)
{
    MysqlGtidSet set;
    for (const auto piece : pieces_of(text, ',')) {
        if (piece.empty()) {
            continue; // servers print none, operators leave one at the end
        }
        if (auto parsed = parse_server(piece, set.members_); !parsed) {
            return std::move(parsed).error();
        }
    }
    for (auto& [origin, intervals] : set.members_) {
        intervals = merged(std::move(intervals));
    }
    return set;
}

/// "uuid:1-5:7:tag:1-3": what follows a tag is numbered within it.
Result<> MysqlGtidSet::parse_server(std::string_view text, Members& members)
{
    const auto parts = pieces_of(text, ':');
    const auto uuid = parse_uuid(parts.front());
    if (!uuid) {
        return malformed(parts.front(), "the UUID of a MySQL server, with which a GTID begins");
    }
    Origin origin{*uuid, ""};
    bool is_interval_missing = true;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        if (parts[i].empty() || is_digit(parts[i].front())) {
            auto interval = parse_interval(parts[i]);
            if (!interval) {
                return std::move(interval).error();
            }
            members[origin].push_back(*interval);
            is_interval_missing = false;
            continue;
        }
        const auto tag = parse_tag(parts[i]);
        if (!tag) {
            return malformed(parts[i], "an interval or a tag in a MySQL GTID set");
        }
        if (is_interval_missing && !origin.tag.empty()) {
            break;
        }
        origin.tag = *tag;
        is_interval_missing = true;
    }
    if (is_interval_missing) {
        return malformed(text, "a MySQL GTID set (numbers are missing)");
    }
    return {};
}

/// "7" or "1-5"
Result<MysqlGtidSet::Interval> MysqlGtidSet::parse_interval(std::string_view text)
{
    const auto dash = text.find('-');
    const auto first = parse_number<std::uint64_t>(trim(text.substr(0, dash)));
    const auto last = dash == std::string_view::npos
                          ? first
                          : parse_number<std::uint64_t>(trim(text.substr(dash + 1)));
    if (!first || !last || *first == 0 || *first > *last || *last > last_number) {
        return malformed(
            text,
            cat("an interval of transactions in a MySQL GTID set (numbers from 1 to ",
                last_number,
                ", the lower one first)"));
    }
    return Interval{*first, *last};
}

MysqlGtidSet::Intervals MysqlGtidSet::merged(Intervals intervals)
{
    std::ranges::sort(intervals, {}, &Interval::first);
    Intervals result;
    for (const auto& interval : intervals) {
        if (!result.empty() && interval.first <= result.back().last + 1) {
            result.back().last = std::max(result.back().last, interval.last);
        } else {
            result.push_back(interval);
        }
    }
    return result;
}

MysqlGtidSet::Intervals MysqlGtidSet::without(const Intervals& from, const Intervals& what)
{
    Intervals result;
    auto hole = what.begin();
    for (const auto& interval : from) {
        auto first = interval.first;
        hole = std::find_if(
            hole, what.end(), [&](const Interval& other) { return other.last >= first; });
        for (auto next = hole; next != what.end() && next->first <= interval.last; ++next) {
            if (next->first > first) {
                result.push_back({first, next->first - 1});
            }
            first = next->last + 1;
        }
        if (first <= interval.last) {
            result.push_back({first, interval.last});
        }
    }
    return result;
}

std::string MysqlGtidSet::to_text() const
{
    std::string text;
    std::string_view uuid;
    for (const auto& [origin, intervals] : members_) {
        if (origin.uuid != uuid) {
            text += cat(text.empty() ? "" : ",", origin.uuid);
            uuid = origin.uuid;
        }
        if (!origin.tag.empty()) {
            text += cat(":", origin.tag);
        }
        for (const auto& interval : intervals) {
            text += cat(":", interval.first);
            if (interval.last > interval.first) {
                text += cat("-", interval.last);
            }
        }
    }
    return text;
}

std::uint64_t MysqlGtidSet::count() const
{
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t count = 0;
    for (const auto& [origin, intervals] : members_) {
        for (const auto& interval : intervals) {
            const auto more = interval.last - interval.first + 1;
            count = most - count < more ? most : count + more;
        }
    }
    return count;
}

MysqlGtidSet MysqlGtidSet::united_with(const MysqlGtidSet& other) const
{
    MysqlGtidSet united = *this;
    for (const auto& [origin, intervals] : other.members_) {
        auto& mine = united.members_[origin];
        mine.insert(mine.end(), intervals.begin(), intervals.end());
        mine = merged(std::move(mine));
    }
    return united;
}

MysqlGtidSet MysqlGtidSet::minus(const MysqlGtidSet& other) const
{
    MysqlGtidSet rest;
    for (const auto& [origin, intervals] : members_) {
        const auto theirs = other.members_.find(origin);
        auto left = theirs == other.members_.end() ? intervals : without(intervals, theirs->second);
        if (!left.empty()) {
            rest.members_.emplace(origin, std::move(left));
        }
    }
    return rest;
}

MysqlGtidSet MysqlGtidSet::intersected_with(const MysqlGtidSet& other) const
{
    return minus(minus(other));
}

bool MysqlGtidSet::covers(const MysqlGtidSet& other) const
{
    return other.minus(*this).empty();
}

bool MysqlGtidSet::only_from(std::string_view server_uuid) const
{
    const auto uuid = to_lower(server_uuid);
    return std::ranges::all_of(
        members_, [&](const auto& member) { return member.first.uuid == uuid; });
}

} // namespace mmm::model
