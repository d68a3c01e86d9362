// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/mariadb_gtid.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

namespace mmm::model {

namespace {

struct Gtid {
    std::uint32_t domain = 0;
    std::uint32_t server = 0;
    std::uint64_t sequence = 0;
};

std::optional<Gtid> parse_gtid(std::string_view text)
{
    const auto first = text.find('-');
    const auto second = first == std::string_view::npos ? first : text.find('-', first + 1);
    if (second == std::string_view::npos) {
        return std::nullopt;
    }
    const auto domain = parse_number<std::uint32_t>(text.substr(0, first));
    const auto server = parse_number<std::uint32_t>(text.substr(first + 1, second - first - 1));
    const auto sequence = parse_number<std::uint64_t>(text.substr(second + 1));
    if (!domain || !server || !sequence) {
        return std::nullopt;
    }
    return Gtid{*domain, *server, *sequence};
}

Result<std::vector<Gtid>> parse_list(std::string_view text)
{
    std::vector<Gtid> list;
    for (const auto& word : split(text, ", \t\r\n")) {
        const auto gtid = parse_gtid(word);
        if (!gtid) {
            return Error{
                Errc::malformed_input,
                cat("\"", word, "\" is not a MariaDB GTID (domain-server-sequence)")};
        }
        list.push_back(*gtid);
    }
    return list;
}

std::string print_gtid(std::uint32_t domain, std::uint32_t server, std::uint64_t sequence)
{
    return cat(domain, "-", server, "-", sequence);
}

} // namespace

Result<MariadbPosition> MariadbPosition::parse(std::string_view text)
{
    auto list = parse_list(text);
    if (!list) {
        return std::move(list).error();
    }
    MariadbPosition position;
    for (const auto& gtid : *list) {
        position.last_[gtid.domain] = Last{gtid.server, gtid.sequence};
    }
    return position;
}

std::string MariadbPosition::to_text() const
{
    std::vector<std::string> words;
    for (const auto& [domain, last] : last_) {
        words.push_back(print_gtid(domain, last.server, last.sequence));
    }
    return join(words, ",");
}

bool MariadbPosition::covers(const MariadbPosition& other) const
{
    return std::ranges::all_of(other.last_, [this](const auto& domain) {
        const auto mine = last_.find(domain.first);
        return mine != last_.end() ? domain.second.sequence <= mine->second.sequence
                                   : domain.second.sequence == 0;
    });
}

MariadbPosition MariadbPosition::merged_with(const MariadbPosition& other) const
{
    MariadbPosition merged = *this;
    for (const auto& [domain, last] : other.last_) {
        auto& mine = merged.last_[domain];
        if (last.sequence > mine.sequence) {
            mine = last;
        }
    }
    return merged;
}

std::uint64_t MariadbPosition::missing_up_to(const MariadbPosition& other) const
{
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t missing = 0;
    for (const auto& [domain, last] : other.last_) {
        const auto mine = last_.find(domain);
        const std::uint64_t have = mine == last_.end() ? 0 : mine->second.sequence;
        const std::uint64_t more = last.sequence > have ? last.sequence - have : 0;
        missing = most - missing < more ? most : missing + more;
    }
    return missing;
}

MariadbPosition MariadbPosition::ahead_of(const MariadbPosition& other) const
{
    MariadbPosition ahead;
    for (const auto& [domain, last] : last_) {
        const auto theirs = other.last_.find(domain);
        if (theirs == other.last_.end() || theirs->second.sequence < last.sequence) {
            ahead.last_[domain] = last;
        }
    }
    return ahead;
}

MariadbPosition executed_of_noted(
    const MariadbPosition& noted,
    std::uint32_t server,
    const MariadbPosition& position,
    const MariadbState& state)
{
    MariadbPosition executed = noted;
    for (auto& [domain, last] : executed.last_) {
        const auto logged = position.last_.find(domain);
        if (last.server == server && logged != position.last_.end() &&
            last.sequence > state.last_of(domain, server)) {
            last = logged->second;
        }
    }
    return executed;
}

MariadbPosition to_position(const GtidRange& range)
{
    MariadbPosition position;
    position.last_[range.domain] = {range.server, range.last};
    return position;
}

std::string to_text(const std::vector<GtidRange>& ranges)
{
    std::vector<std::string> words;
    for (const auto& range : ranges) {
        words.push_back(print_gtid(range.domain, range.server, range.first));
        if (range.last > range.first) {
            words.back() += cat("..", range.last);
        }
    }
    return join(words, ",");
}

Result<MariadbState> MariadbState::parse(std::string_view text)
{
    auto list = parse_list(text);
    if (!list) {
        return std::move(list).error();
    }
    MariadbState state;
    for (const auto& gtid : *list) {
        auto& last = state.last_[Origin{gtid.domain, gtid.server}];
        last = std::max(last, gtid.sequence);
    }
    return state;
}

std::string MariadbState::to_text() const
{
    std::vector<std::string> words;
    for (const auto& [origin, sequence] : last_) {
        words.push_back(print_gtid(origin.domain, origin.server, sequence));
    }
    return join(words, ",");
}

MariadbState MariadbState::with(const MariadbPosition& position) const
{
    MariadbState state = *this;
    for (const auto& [domain, last] : position.domains()) {
        auto& mine = state.last_[Origin{domain, last.server}];
        mine = std::max(mine, last.sequence);
    }
    return state;
}

MariadbState MariadbState::merged_with(const MariadbState& other) const
{
    MariadbState merged = *this;
    for (const auto& [origin, sequence] : other.last_) {
        auto& mine = merged.last_[origin];
        mine = std::max(mine, sequence);
    }
    return merged;
}

std::uint64_t MariadbState::last_of(std::uint32_t domain, std::uint32_t server) const
{
    const auto found = last_.find(Origin{domain, server});
    return found == last_.end() ? 0 : found->second;
}

std::uint64_t MariadbState::last_common(const MariadbState& other, std::uint32_t domain) const
{
    std::uint64_t common = 0;
    for (const auto& [origin, sequence] : last_) {
        const auto theirs = other.last_.find(origin);
        if (origin.domain == domain && theirs != other.last_.end()) {
            common = std::max(common, std::min(sequence, theirs->second));
        }
    }
    return common;
}

std::vector<GtidRange> MariadbState::ranges_beyond(const MariadbState& other) const
{
    std::vector<GtidRange> ranges;
    for (const auto& [origin, sequence] : last_) {
        const auto common = last_common(other, origin.domain);
        const auto theirs = other.last_.find(origin);
        const auto known = theirs == other.last_.end() ? common : theirs->second;
        if (sequence <= known) {
            continue;
        }
        // A number below the common one that the other's log contradicts comes from a server
        // without strict mode: it is told as it stands.
        const auto before = sequence > common ? std::max(known, common) : known;
        ranges.push_back({origin.domain, origin.server, before + 1, sequence});
    }
    return ranges;
}

std::string MariadbState::beyond(const MariadbState& other) const
{
    return model::to_text(ranges_beyond(other));
}

} // namespace mmm::model
