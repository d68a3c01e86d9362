// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// MySQL's global transaction ids. Pure.
// A set names every transaction of it, by the server that wrote it and its number there:
// "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5:7". From 8.3 on a transaction may carry a tag as well,
// "...:1-5:7:tag:1-3", and is numbered within it (MySQL Reference Manual, "GTID Sets").
#pragma once

#include "lib/base/result.h"

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mmm::model {

/// A set of transactions: @@gtid_executed, @@gtid_purged, Retrieved_Gtid_Set.
class MysqlGtidSet {
public:
    /// The server itself refuses to go on after this number (2^63 - 2).
    static constexpr std::uint64_t last_number = 9223372036854775806U;

    /// Text as any version prints it; empty text is the empty set. Intervals may overlap and stand
    /// in any order. Errors: malformed_input, naming the part that cannot be read.
    static Result<MysqlGtidSet> parse(std::string_view text);

    /// One line, sorted, every set in one way only; parse() reads it back.
    [[nodiscard]] std::string to_text() const;

    [[nodiscard]] bool empty() const { return members_.empty(); }

    /// How many transactions; the largest number there is when they are more.
    [[nodiscard]] std::uint64_t count() const;

    [[nodiscard]] MysqlGtidSet united_with(const MysqlGtidSet& other) const;

    /// This set without what is in `other`.
    [[nodiscard]] MysqlGtidSet minus(const MysqlGtidSet& other) const;

    [[nodiscard]] MysqlGtidSet intersected_with(const MysqlGtidSet& other) const;

    /// Everything in `other` is in this set.
    [[nodiscard]] bool covers(const MysqlGtidSet& other) const;

    /// All its transactions were written by the server with this @@server_uuid, whatever their
    /// tags; so none of another server. True of the empty set.
    [[nodiscard]] bool only_from(std::string_view server_uuid) const;

    bool operator==(const MysqlGtidSet&) const = default;

private:
    /// Who numbers: a server, and a tag within it, which is empty for ordinary transactions. Both
    /// in lower case.
    struct Origin {
        std::string uuid;
        std::string tag;

        auto operator<=>(const Origin&) const = default;
    };

    /// Both ends included.
    struct Interval {
        std::uint64_t first = 0;
        std::uint64_t last = 0;

        bool operator==(const Interval&) const = default;
    };

    using Intervals = std::vector<Interval>;
    using Members = std::map<Origin, Intervals>;

    static Result<> parse_server(std::string_view text, Members& members);
    static Result<Interval> parse_interval(std::string_view text);
    static Intervals merged(Intervals intervals);
    static Intervals without(const Intervals& from, const Intervals& what);

    /// Of each origin at least one interval: sorted, with a gap between any two.
    Members members_;
};

} // namespace mmm::model
