// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The transactions of a log without GTID, such that those of two servers can be compared. Pure.
#pragma once

#include "lib/model/placed_events.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mmm::model {

/// What is the same of an event in the log of the server that wrote it first and in that of a
/// replica that executed it.
struct EventMark {
    std::string type;
    std::uint32_t server_id = 0;
    /// The statement, or the table and the flags of row events. Without numbers of tables and
    /// transactions, which every server gives anew.
    std::string text;
    /// Bytes of a table map or of row events, which a replica logs as it got them; 0 of others.
    std::uint64_t size = 0;

    bool operator==(const EventMark&) const = default;
};

/// "Query of server 1 (create table t (i int))"
std::string to_text(const EventMark& mark);

/// A transaction, or a statement outside of one.
struct EventGroup {
    std::vector<EventMark> events;
    LogPlace begin;
    LogPlace end;
    /// The server was killed after it had logged the group before.
    bool after_crash = false;
};

/// What to do where a log has a hole, or an event that cannot be compared.
enum class AtGap {
    start_anew, ///< what was before is dropped
    stop,       ///< what comes after is left out
    go_on       ///< only where transactions end is of interest
};

/// The groups of an excerpt. Places are those of the server whose events they are: in the source's
/// log for a relay log.
class GroupedLog {
public:
    GroupedLog(const LogExcerpt& excerpt, AtGap at_gap);

    [[nodiscard]] const std::vector<EventGroup>& groups() const { return groups_; }

    /// How many of the groups end at or before a place that is between two groups. Nothing when
    /// the excerpt does not reach there, or when the place is inside a group.
    [[nodiscard]] std::optional<std::size_t> count_before(const LogPlace& place) const;

    /// The last place between two groups; not known() when there is none.
    [[nodiscard]] LogPlace last_place() const;

    /// The server was killed behind the last group.
    [[nodiscard]] bool crashed_at_end() const { return crashed_; }

    /// Why the groups do not reach further; empty when nothing is in the way.
    [[nodiscard]] const std::string& gap() const { return gap_; }

private:
    void add(const PlacedEvent& placed);
    void add_statement(const PlacedEvent& placed);
    void add_rows(const PlacedEvent& placed);
    void append(const PlacedEvent& placed, std::string text, std::uint64_t size = 0);
    void end_transaction(const PlacedEvent& placed);
    void end_group(const PlacedEvent& placed);
    void meet_gap(std::string why);
    void meet_incomparable(const PlacedEvent& placed, std::string_view what);
    void restart(const PlacedEvent& placed);
    void set_boundary(const LogPlace& place);

    AtGap at_gap_;
    std::vector<EventGroup> groups_;
    /// Places between groups in the order of the log, each with the number of groups before it.
    std::vector<std::pair<LogPlace, std::size_t>> boundaries_;
    std::string gap_;
    bool stopped_ = false;
    std::optional<EventGroup> open_;
    bool in_transaction_ = false;
    bool lost_ = false;    ///< inside a transaction whose beginning is missing
    bool crashed_ = false; ///< in front of what comes next
    std::vector<std::pair<std::string, std::string>> tables_; ///< of open_: number and name
};

} // namespace mmm::model
