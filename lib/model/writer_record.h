// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What is kept of the last writer move: durably in the cluster's configuration, as
// an attribute of the writer's node, so that a host that
// was away cannot take its old data for the latest. Pure.
#pragma once

#include "lib/base/result.h"
#include "lib/model/durability.h"
#include "lib/model/move_history.h"
#include "lib/model/server_facts.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mmm::model {

struct WriterRecord {
    /// 1 for the first writer the cluster had, one more with each move.
    std::uint64_t move = 0;
    std::string writer;
    Durability durability = Durability::available;
    /// What it had when it opened, and where its own binary log stood then.
    Transactions opened;
    LogPlace opened_place;
    /// The writer before; empty for the first one.
    std::string former;
    /// Without GTID: how far the new writer had executed the former one's binary log.
    LogPlace former_place;
    std::int64_t opened_at_ms = 0; ///< since the epoch
    /// Hosts whose servers did not run then.
    std::vector<std::string> absent;
    /// The scheduled events ("schema.name") that it runs; none when nobody knows yet.
    std::optional<std::vector<std::string>> events;

    /// One line without blanks, that parse() reads back.
    [[nodiscard]] std::string to_text() const;

    /// Errors: malformed_input, naming the part. Fields it does not know are left out: a later
    /// version may have written them.
    static Result<WriterRecord> parse(std::string_view text);

    bool operator==(const WriterRecord&) const = default;
};

/// The last move of a host's history as a record, when the history goes on behind this record: a
/// writer that is lost right after its promotion takes what it told of it along. Nothing when the
/// history has not the move of the record itself, since then it may be that of another cluster.
/// What a history does not tell is as in the record (durability, events), or empty.
std::optional<WriterRecord>
record_behind(const WriterRecord& record, const std::vector<HistoryEntry>& history);

} // namespace mmm::model
