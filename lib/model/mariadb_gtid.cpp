// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/mariadb_gtid.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <algorithm>
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
    return missing_up_to(other) == 0;
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
    std::uint64_t missing = 0;
    for (const auto& [domain, last] : other.last_) {
        const auto mine = last_.find(domain);
        const std::uint64_t have = mine == last_.end() ? 0 : mine->second.sequence;
        missing += last.sequence > have ? last.sequence - have : 0;
    }
    return missing;
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

std::string MariadbState::beyond(const MariadbState& other) const
{
    std::vector<std::string> ranges;
    for (const auto& [origin, sequence] : last_) {
        const auto theirs = other.last_.find(origin);
        const std::uint64_t known = theirs == other.last_.end() ? 0 : theirs->second;
        if (sequence <= known) {
            continue;
        }
        auto range = print_gtid(origin.domain, origin.server, known + 1);
        if (sequence > known + 1) {
            range += cat("..", sequence);
        }
        ranges.push_back(std::move(range));
    }
    return join(ranges, ",");
}

} // namespace mmm::model
