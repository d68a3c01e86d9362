// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// MariaDB's global transaction ids. Pure.
// A position names the last transaction of each domain ("0-1-100": domain 0, written by server 1,
// sequence number 100). A state names the last one of each server within each domain, and so tells
// what a server has ever logged (MariaDB Knowledge Base, "Global Transaction ID",
// @@gtid_binlog_state).
#pragma once

#include "lib/base/result.h"

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mmm::model {

/// A set of "at most one transaction per domain": @@gtid_slave_pos, @@gtid_binlog_pos, Gtid_IO_Pos.
class MariadbPosition {
public:
    struct Last {
        std::uint32_t server = 0;
        std::uint64_t sequence = 0;

        bool operator==(const Last&) const = default;
    };

    /// Text as the server prints it; empty text is the empty position.
    static Result<MariadbPosition> parse(std::string_view text);

    [[nodiscard]] std::string to_text() const;

    [[nodiscard]] bool empty() const { return last_.empty(); }

    /// A server at this position has applied everything up to `other` in every domain of it.
    [[nodiscard]] bool covers(const MariadbPosition& other) const;

    /// The further one of both, domain by domain.
    [[nodiscard]] MariadbPosition merged_with(const MariadbPosition& other) const;

    /// How many transactions `other` is ahead, over all domains; the largest number there is when
    /// they are more.
    [[nodiscard]] std::uint64_t missing_up_to(const MariadbPosition& other) const;

    /// This position without the domains in which a server at `other` has got there: what it still
    /// has to wait for. (A server waits for its applier only; its own writes never come that way.)
    [[nodiscard]] MariadbPosition ahead_of(const MariadbPosition& other) const;

    [[nodiscard]] const std::map<std::uint32_t, Last>& domains() const { return last_; }

    bool operator==(const MariadbPosition&) const = default;

private:
    friend MariadbPosition to_position(const struct GtidRange& range);
    friend MariadbPosition executed_of_noted(
        const MariadbPosition& noted,
        std::uint32_t server,
        const MariadbPosition& position,
        const class MariadbState& state);

    std::map<std::uint32_t, Last> last_;
};

/// What a server has really executed of the position that its applier has noted (@@gtid_slave_pos);
/// `position` and `state` are those of its binary log. In a ring a server's own writes come back
/// from its replicas and are noted while it still waits with the commit itself (semi-synchronous
/// replication). When it crashes and rolls them back, the note stays (seen on 10.11.19). So an own
/// transaction beyond the end of its own log does not count, where the log knows the domain.
MariadbPosition executed_of_noted(
    const MariadbPosition& noted,
    std::uint32_t server,
    const MariadbPosition& position,
    const class MariadbState& state);

/// Transactions of one server in one domain, both ends included.
struct GtidRange {
    std::uint32_t domain = 0;
    std::uint32_t server = 0;
    std::uint64_t first = 0;
    std::uint64_t last = 0;

    bool operator==(const GtidRange&) const = default;
};

/// The position whose only transaction is the last of the range.
MariadbPosition to_position(const GtidRange& range);

/// "0-1-101..105,0-2-7"
std::string to_text(const std::vector<GtidRange>& ranges);

/// @@gtid_binlog_state: for each domain and server the last sequence number in the binary log.
class MariadbState {
public:
    static Result<MariadbState> parse(std::string_view text);

    [[nodiscard]] std::string to_text() const;

    /// This state of a server that has also got to the position. A server that was made from a copy
    /// of another one has the other's position, but not its binary log.
    [[nodiscard]] MariadbState with(const MariadbPosition& position) const;

    /// The further one of both, for each server and domain.
    [[nodiscard]] MariadbState merged_with(const MariadbState& other) const;

    /// The last transaction of a server in a domain; 0 when there is none.
    [[nodiscard]] std::uint64_t last_of(std::uint32_t domain, std::uint32_t server) const;

    /// What this server has and `other` has not. Numbers rise in each domain over all servers
    /// (gtid_strict_mode enforces that), so everything before a transaction that both have is taken
    /// as known to both, even if `other` started from a copy and never logged it.
    [[nodiscard]] std::vector<GtidRange> ranges_beyond(const MariadbState& other) const;

    /// The same as text: "0-1-101..105"; empty when there is nothing.
    [[nodiscard]] std::string beyond(const MariadbState& other) const;

    [[nodiscard]] bool within(const MariadbState& other) const
    {
        return ranges_beyond(other).empty();
    }

    bool operator==(const MariadbState&) const = default;

private:
    struct Origin {
        std::uint32_t domain = 0;
        std::uint32_t server = 0;

        auto operator<=>(const Origin&) const = default;
    };

    /// The latest transaction of the domain that both have.
    [[nodiscard]] std::uint64_t last_common(const MariadbState& other, std::uint32_t domain) const;

    std::map<Origin, std::uint64_t> last_;
};

} // namespace mmm::model
