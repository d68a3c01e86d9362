// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The history of writer moves as every node keeps it: what happened when, at whose request, and
// what it cost. Pure.
#pragma once

#include "lib/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mmm::model {

enum class MoveKind {
    first,   ///< the cluster had no writer before
    planned, ///< the old writer was well and was closed
    failover ///< the old writer was lost
};

std::string_view to_text(MoveKind kind);

/// What a later version has written and this one only hands on: names and values of a line.
using UnknownFields = std::vector<std::pair<std::string, std::string>>;

struct MoveEntry {
    std::uint64_t number = 0; ///< of the move, as in the record of the last writer; 1 is the first
    std::int64_t time_ms = 0; ///< when the new writer was open, since the epoch
    MoveKind kind = MoveKind::first;
    std::string who;  ///< "root by mmm_control on M2", or "cluster"
    std::string from; ///< empty for the first writer
    std::string to;
    std::string closed_at; ///< what the old writer had when it was closed; empty if unknown
    std::string opened_at; ///< what the new writer had when it was opened
    /// From when the old writer was closed, or its loss was noticed, to when the new one was open.
    std::optional<std::int64_t> interruption_ms;
    std::vector<std::string> possible_loss; ///< what may be missing, a line each; empty: nothing
    std::vector<std::string> overrides;     ///< what an operator overrode, a line each
    UnknownFields unknown;

    bool operator==(const MoveEntry&) const = default;
};

/// Transactions that one host had and the writer lacked, and what became of them.
struct LossEntry {
    enum class Fate { rolled_back, quarantined };

    std::int64_t time_ms = 0; ///< since the epoch
    std::string host;
    std::string transactions; ///< in the words of the server's family
    std::uint64_t count = 0;  ///< 0 when nobody counted
    Fate fate = Fate::quarantined;
    std::string archive; ///< file on that host that keeps them; empty for none
    UnknownFields unknown;

    bool operator==(const LossEntry&) const = default;
};

std::string_view to_text(LossEntry::Fate fate);

using HistoryEntry = std::variant<MoveEntry, LossEntry>;

/// The entry as one line without a line break: "move number=3 time=... who=root%20by...". Blanks,
/// control characters, '%' and '=' in values are percent-encoded.
std::string print_entry(const HistoryEntry& entry);

/// Text of print_entry(). Fields it does not know are kept. Errors: malformed_input, naming the
/// part; also for a line of a kind it does not know.
Result<HistoryEntry> parse_entry(std::string_view line);

/// The text of a history file with one entry added, at most `limit` lines of it: a move of the same
/// number is replaced, the same loss (host, transactions, fate) stays once. A torn last line is
/// dropped, and lines of kinds that are not known stay.
std::string add_to_history(std::string_view text, const HistoryEntry& entry, std::size_t limit);

/// The entries of a history file, oldest first, without what cannot be read.
std::vector<HistoryEntry> parse_history(std::string_view text);

/// A table of moves, newest last; under each one, indented, the positions, what may be missing,
/// what was overridden, and losses found afterwards. `local_time` makes text of seconds since the
/// epoch.
std::string render_history(
    const std::vector<HistoryEntry>& entries, std::string (*local_time)(std::int64_t seconds));

/// The same for programs: one object with the lists "moves" and "losses", times in milliseconds
/// since the epoch, null for unknown.
std::string render_history_json(const std::vector<HistoryEntry>& entries);

/// The last `count` moves, and the losses that were found since the first of them.
std::vector<HistoryEntry> last_moves(std::vector<HistoryEntry> entries, std::size_t count);

} // namespace mmm::model
