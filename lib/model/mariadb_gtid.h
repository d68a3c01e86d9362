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

    /// How many transactions `other` is ahead, over all domains.
    [[nodiscard]] std::uint64_t missing_up_to(const MariadbPosition& other) const;

    [[nodiscard]] const std::map<std::uint32_t, Last>& domains() const { return last_; }

    bool operator==(const MariadbPosition&) const = default;

private:
    std::map<std::uint32_t, Last> last_;
};

/// @@gtid_binlog_state: for each domain and server the last sequence number in the binary log.
class MariadbState {
public:
    static Result<MariadbState> parse(std::string_view text);

    [[nodiscard]] std::string to_text() const;

    /// What this server has logged and `other` has not, as ranges "0-1-101..105"; empty text when
    /// there is none. Exact as long as each server's numbers rise, which gtid_strict_mode enforces.
    [[nodiscard]] std::string beyond(const MariadbState& other) const;

    [[nodiscard]] bool within(const MariadbState& other) const { return beyond(other).empty(); }

    bool operator==(const MariadbState&) const = default;

private:
    struct Origin {
        std::uint32_t domain = 0;
        std::uint32_t server = 0;

        auto operator<=>(const Origin&) const = default;
    };

    std::map<Origin, std::uint64_t> last_;
};

} // namespace mmm::model
