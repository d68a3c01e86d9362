// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/transactions.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace mmm::model {

namespace {

using Value = std::variant<std::monostate, MariadbHistory, MysqlGtidSet>;

/// Both as values of one family; nothing when they are of different ones. What is empty belongs to
/// any family.
template<typename Family>
std::optional<std::pair<Family, Family>> both_as(const Value& one, const Value& other)
{
    const auto as_family = [](const Value& value) -> std::optional<Family> {
        if (const auto* family = std::get_if<Family>(&value)) {
            return *family;
        }
        return std::holds_alternative<std::monostate>(value) ? std::optional<Family>(Family{})
                                                             : std::nullopt;
    };
    auto first = as_family(one);
    auto second = as_family(other);
    if (!first || !second) {
        return std::nullopt;
    }
    return std::pair{std::move(*first), std::move(*second)};
}

} // namespace

Transactions::Transactions(MariadbHistory history)
{
    if (!history.position.empty() || !history.state.to_text().empty()) {
        value_ = std::move(history);
    }
}

Transactions::Transactions(MysqlGtidSet set)
{
    if (!set.empty()) {
        value_ = std::move(set);
    }
}

Transactions Transactions::up_to(const MariadbPosition& position)
{
    return Transactions(MariadbHistory{position, MariadbState{}.with(position)});
}

Result<Transactions> Transactions::parse(std::string_view text)
{
    if (text.find(':') != std::string_view::npos) {
        auto set = MysqlGtidSet::parse(text);
        return set ? Result<Transactions>(Transactions(std::move(*set)))
                   : Result<Transactions>(std::move(set).error());
    }
    auto position = MariadbPosition::parse(text);
    return position ? Result<Transactions>(up_to(*position))
                    : Result<Transactions>(std::move(position).error());
}

std::string Transactions::to_text() const
{
    if (const auto* mariadb = std::get_if<MariadbHistory>(&value_)) {
        return mariadb->position.to_text();
    }
    const auto* mysql = std::get_if<MysqlGtidSet>(&value_);
    return mysql != nullptr ? mysql->to_text() : "";
}

bool Transactions::empty() const
{
    return std::holds_alternative<std::monostate>(value_);
}

bool Transactions::covers(const Transactions& other) const
{
    if (const auto mariadb = both_as<MariadbHistory>(value_, other.value_)) {
        return mariadb->first.position.covers(mariadb->second.position);
    }
    const auto mysql = both_as<MysqlGtidSet>(value_, other.value_);
    return mysql && mysql->first.covers(mysql->second);
}

Transactions Transactions::merged_with(const Transactions& other) const
{
    if (const auto mariadb = both_as<MariadbHistory>(value_, other.value_)) {
        const auto& [mine, theirs] = *mariadb;
        return Transactions(MariadbHistory{
            mine.position.merged_with(theirs.position), mine.state.merged_with(theirs.state)});
    }
    const auto mysql = both_as<MysqlGtidSet>(value_, other.value_);
    return mysql ? Transactions(mysql->first.united_with(mysql->second)) : *this;
}

Transactions Transactions::ahead_of(const Transactions& other) const
{
    if (const auto mariadb = both_as<MariadbHistory>(value_, other.value_)) {
        return up_to(mariadb->first.position.ahead_of(mariadb->second.position));
    }
    const auto mysql = both_as<MysqlGtidSet>(value_, other.value_);
    return mysql ? Transactions(mysql->first.minus(mysql->second)) : *this;
}

std::uint64_t Transactions::missing_up_to(const Transactions& other) const
{
    if (const auto mariadb = both_as<MariadbHistory>(value_, other.value_)) {
        return mariadb->first.position.missing_up_to(mariadb->second.position);
    }
    const auto mysql = both_as<MysqlGtidSet>(value_, other.value_);
    return mysql ? mysql->second.minus(mysql->first).count() : 0;
}

std::string Transactions::beyond(const Transactions& other) const
{
    if (const auto mariadb = both_as<MariadbHistory>(value_, other.value_)) {
        return mariadb->first.state.beyond(mariadb->second.state);
    }
    const auto mysql = both_as<MysqlGtidSet>(value_, other.value_);
    return mysql ? mysql->first.minus(mysql->second).to_text() : to_text();
}

std::string Transactions::passed_by(const Transactions& other) const
{
    const auto mariadb = both_as<MariadbHistory>(value_, other.value_);
    if (!mariadb) {
        return "";
    }
    const auto& reached = mariadb->first.position.domains();
    auto ranges = mariadb->second.state.ranges_beyond(mariadb->first.state);
    std::erase_if(ranges, [&](const GtidRange& range) {
        const auto last = reached.find(range.domain);
        return last == reached.end() || range.first > last->second.sequence;
    });
    return model::to_text(ranges);
}

std::uint64_t Transactions::count_beyond(const Transactions& other) const
{
    if (const auto mariadb = both_as<MariadbHistory>(value_, other.value_)) {
        std::uint64_t count = 0;
        for (const auto& range : mariadb->first.state.ranges_beyond(mariadb->second.state)) {
            count += range.last - range.first + 1;
        }
        return count;
    }
    const auto mysql = both_as<MysqlGtidSet>(value_, other.value_);
    return mysql ? mysql->first.minus(mysql->second).count() : 0;
}

bool Transactions::beyond_is_written_by(
    const ServerIdentity& server, const Transactions& other) const
{
    if (const auto mariadb = both_as<MariadbHistory>(value_, other.value_)) {
        const auto ranges = mariadb->first.state.ranges_beyond(mariadb->second.state);
        return !ranges.empty() && std::ranges::all_of(ranges, [&](const GtidRange& range) {
            return range.server == server.server_id;
        });
    }
    const auto mysql = both_as<MysqlGtidSet>(value_, other.value_);
    if (!mysql) {
        return false;
    }
    const auto extra = mysql->first.minus(mysql->second);
    return !extra.empty() && extra.only_from(server.uuid);
}

} // namespace mmm::model
