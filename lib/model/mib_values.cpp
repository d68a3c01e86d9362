// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/mib_values.h"

#include "lib/base/cat.h"

#include <algorithm>
#include <array>
#include <utility>

namespace mmm::model {

namespace {

// Nodes below mmmObjects.
constexpr std::uint32_t cluster_node = 1;
constexpr std::uint32_t host_node = 2;
constexpr std::uint32_t role_node = 3;
constexpr std::uint32_t check_node = 4;
constexpr std::uint32_t link_node = 5;
constexpr std::uint32_t totals_node = 6;
constexpr std::uint32_t move_node = 7;

constexpr std::size_t longest_host = 64;
constexpr std::size_t longest_role = 48;
constexpr std::size_t longest_address = 45;
constexpr std::size_t longest_word = 255;
constexpr std::ptrdiff_t most_moves = 20;

constexpr std::int32_t yes = 1;
constexpr std::int32_t no = 2;

std::int32_t truth(bool value)
{
    return value ? yes : no;
}

/// DateAndTime of SNMPv2-TC, in UTC.
std::string date_and_time(std::int64_t seconds)
{
    using namespace std::chrono;
    const sys_seconds point{std::chrono::seconds(seconds)};
    const auto midnight = floor<days>(point);
    const year_month_day date(midnight);
    const hh_mm_ss clock(point - midnight);
    const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
    const std::array<unsigned, 8> octets{
        year >> 8U,
        year & 0xffU,
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()),
        static_cast<unsigned>(clock.hours().count()),
        static_cast<unsigned>(clock.minutes().count()),
        static_cast<unsigned>(clock.seconds().count()),
        0};
    std::string text;
    for (const auto octet : octets) {
        text += static_cast<char>(octet);
    }
    return text + '+' + std::string(2, '\0'); // UTC
}

/// As an index that is not the last one: its length, then its octets.
void append_index(Oid& oid, std::string_view text)
{
    oid.push_back(static_cast<std::uint32_t>(text.size()));
    for (const char c : text) {
        oid.push_back(static_cast<unsigned char>(c));
    }
}

Oid index_of_host(std::string_view host)
{
    Oid index;
    append_index(index, mib_text(host, longest_host));
    return index;
}

std::string word(std::string_view text)
{
    return mib_text(text, longest_word);
}

Gauge gauge_of(std::int64_t value)
{
    constexpr std::int64_t highest = 4294967295;
    return Gauge{static_cast<std::uint64_t>(std::clamp<std::int64_t>(value, 0, highest))};
}

class Writer {
public:
    explicit Writer(MibValues& values)
        : values_(values)
    {
    }

    void scalar(std::uint32_t node, std::uint32_t object, MibValue value)
    {
        values_[at({node, object, 0})] = std::move(value);
    }

    /// entry 1 of the table
    void cell(std::uint32_t table, std::uint32_t column, const Oid& index, MibValue value)
    {
        auto oid = at({table, 1, column});
        oid.insert(oid.end(), index.begin(), index.end());
        values_[std::move(oid)] = std::move(value);
    }

private:
    static Oid at(std::initializer_list<std::uint32_t> path)
    {
        constexpr std::uint32_t objects = 1;
        Oid oid = mib_root();
        oid.push_back(objects);
        oid.insert(oid.end(), path);
        return oid;
    }

    MibValues& values_;
};

void write_cluster(Writer& out, const ClusterSnapshot& seen, std::chrono::seconds max_age)
{
    constexpr auto node = cluster_node;
    out.scalar(node, 1, truth(seen.reachable));
    out.scalar(node, 2, mib_text(seen.error));
    out.scalar(node, 9, date_and_time(seen.taken_at));
    out.scalar(node, 10, gauge_of(max_age.count()));
    if (!seen.resource.empty()) {
        out.scalar(node, 3, word(seen.resource));
    }
    if (!seen.reachable) {
        return;
    }
    out.scalar(node, 4, static_cast<std::int32_t>(seen.mode) + 1);
    out.scalar(node, 5, mib_text(seen.cause));
    out.scalar(node, 6, truth(seen.quorate));
    out.scalar(node, 7, word(seen.writer));
    out.scalar(node, 8, word(seen.coordinator));
}

std::string position_of(const ServerFacts& facts)
{
    return facts.executed.empty() && facts.binlog_place.known() ? facts.binlog_place.to_text()
                                                                : facts.executed.to_text();
}

void write_host(Writer& out, const SnapshotHost& seen)
{
    const auto& host = seen.host;
    const auto index = index_of_host(host.name);
    const auto put = [&](std::uint32_t column, MibValue value) {
        out.cell(host_node, column, index, std::move(value));
    };
    put(2, word(host.address));
    put(3, host.mode == HostMode::master ? 1 : 2);
    put(4, mib_number(host.state));
    if (host.state_since) {
        put(5, date_and_time(*host.state_since));
    }
    put(6, mib_text(host.reason));
    put(7, truth(seen.quarantined));
    put(8, truth(host.promoted));
    if (!seen.server) {
        return;
    }
    put(9, truth(seen.server->read_only));
    put(10, word(seen.server->version));
    if (seen.server->link && seen.server->link->lag_seconds) {
        put(11, gauge_of(*seen.server->link->lag_seconds));
    }
    put(12, mib_text(position_of(*seen.server)));
}

void write_role(Writer& out, const ClusterRole& role)
{
    for (const auto& each : role.addresses) {
        Oid index;
        append_index(index, mib_text(role.name, longest_role));
        append_index(index, mib_text(each.address, longest_address));
        constexpr std::int32_t writer = 1;
        constexpr std::int32_t exclusive = 2;
        constexpr std::int32_t balanced = 3;
        const auto single = role.follows_promoted ? writer : exclusive;
        out.cell(role_node, 3, index, role.exclusive ? single : balanced);
        out.cell(role_node, 4, index, word(join(each.hosts, " ")));
        out.cell(role_node, 5, index, gauge_of(std::ssize(each.hosts)));
    }
}

void write_check(Writer& out, const SnapshotCheck& seen)
{
    auto index = index_of_host(seen.host);
    index.push_back(static_cast<std::uint32_t>(mib_number_of_check(seen.name)));
    out.cell(check_node, 2, index, seen.check.ok ? 1 : 2);
    if (seen.check.since > 0) {
        out.cell(check_node, 3, index, date_and_time(seen.check.since));
    }
    out.cell(check_node, 4, index, mib_text(seen.check.message));
}

void write_link(Writer& out, const SnapshotLink& seen)
{
    const auto index = index_of_host(seen.host);
    const auto& link = seen.link;
    out.cell(link_node, 1, index, word(seen.source));
    out.cell(link_node, 2, index, static_cast<std::int32_t>(link.receiver) + 1);
    out.cell(link_node, 3, index, link.applier_running ? 2 : 1);
    if (link.lag_seconds) {
        out.cell(link_node, 4, index, gauge_of(*link.lag_seconds));
    }
    const auto& error = link.receiver_error.empty() ? link.applier_error : link.receiver_error;
    out.cell(link_node, 5, index, mib_text(error));
}

void write_move(Writer& out, const MoveEntry& move)
{
    constexpr std::int64_t thousand = 1000;
    const Oid index{static_cast<std::uint32_t>(move.number)};
    const auto put = [&](std::uint32_t column, MibValue value) {
        out.cell(move_node, column, index, std::move(value));
    };
    put(2, date_and_time(move.time_ms / thousand));
    put(3, mib_number(move.kind));
    put(4, word(move.from));
    put(5, word(move.to));
    if (move.interruption_ms) {
        put(6, gauge_of(*move.interruption_ms));
    }
    put(7, word(move.who));
    put(8, mib_text(join(move.possible_loss, "; ")));
}

void write_moves(Writer& out, const ClusterSnapshot& seen)
{
    out.scalar(totals_node, 1, Counter{seen.totals.moves});
    out.scalar(totals_node, 2, LongCounter{seen.totals.rolled_back});
    out.scalar(totals_node, 3, LongCounter{seen.totals.quarantined});
    if (!seen.moves.empty() && seen.moves.back().interruption_ms) {
        out.scalar(totals_node, 4, gauge_of(*seen.moves.back().interruption_ms));
    }
    const auto first = std::max<std::ptrdiff_t>(std::ssize(seen.moves) - most_moves, 0);
    std::for_each(seen.moves.begin() + first, seen.moves.end(), [&](const MoveEntry& move) {
        write_move(out, move);
    });
}

} // namespace

const Oid& mib_root()
{
    static const Oid root{1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 3306};
    return root;
}

MibValues mib_values(const ClusterSnapshot& snapshot, std::chrono::seconds max_age)
{
    MibValues values;
    Writer out(values);
    write_cluster(out, snapshot, max_age);
    for (const auto& host : snapshot.hosts) {
        write_host(out, host);
    }
    for (const auto& role : snapshot.roles) {
        write_role(out, role);
    }
    for (const auto& check : snapshot.checks) {
        write_check(out, check);
    }
    for (const auto& link : snapshot.links) {
        write_link(out, link);
    }
    write_moves(out, snapshot);
    return values;
}

std::int32_t mib_number(HostState state)
{
    switch (state) {
    case HostState::online:
        return 1;
    case HostState::admin_offline:
        return 2;
    case HostState::hard_offline:
        return 3;
    case HostState::awaiting_recovery:
        return 4;
    case HostState::replication_fail:
        return 5;
    case HostState::replication_delay:
        return 6;
    case HostState::unknown:
        break;
    }
    return 7;
}

std::int32_t mib_number_of_check(std::string_view name)
{
    const auto found = std::ranges::find(check_names, name);
    return static_cast<std::int32_t>(found - check_names.begin()) + 1;
}

std::int32_t mib_number(MoveKind kind)
{
    switch (kind) {
    case MoveKind::first:
        return 1;
    case MoveKind::planned:
        return 2;
    case MoveKind::failover:
        break;
    }
    return 3;
}

std::string mib_text(std::string_view text, std::size_t longest)
{
    if (text.size() <= longest) {
        return std::string(text);
    }
    auto end = longest;
    const auto continues = [&](std::size_t at) {
        return (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U;
    };
    while (end > 0 && continues(end)) {
        --end;
    }
    return std::string(text.substr(0, end));
}

} // namespace mmm::model
