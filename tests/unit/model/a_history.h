// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A history for tests: the first writer, a planned move, a failover, and what was found after it.
#pragma once

#include "lib/model/move_history.h"

#include <vector>

namespace mmm::model {

inline std::vector<HistoryEntry> a_history()
{
    const MoveEntry first{
        .number = 1,
        .time_ms = 1763719200000,
        .kind = MoveKind::first,
        .who = "cluster",
        .from = "",
        .to = "M1",
        .closed_at = "",
        .opened_at = "0-1-4",
        .interruption_ms = std::nullopt,
        .possible_loss = {},
        .overrides = {},
        .unknown = {}};
    auto planned = first;
    planned.number = 2;
    planned.time_ms += 60000;
    planned.kind = MoveKind::planned;
    planned.who = "root by mmm_control on M2";
    planned.from = "M1";
    planned.to = "M2";
    planned.interruption_ms = 180;
    auto failover = planned;
    failover.number = 3;
    failover.time_ms += 60250;
    failover.kind = MoveKind::failover;
    failover.who = "cluster";
    failover.from = "M2";
    failover.to = "M1";
    failover.interruption_ms = 2345;
    failover.possible_loss = {"M2 may have had more", "nobody knows"};
    const LossEntry back{
        .time_ms = failover.time_ms + 5000,
        .host = "M2",
        .transactions = "0-2-77",
        .count = 2,
        .fate = LossEntry::Fate::rolled_back,
        .archive = "",
        .unknown = {}};
    auto set_apart = back;
    set_apart.count = 5;
    set_apart.fate = LossEntry::Fate::quarantined;
    return {first, planned, failover, back, set_apart};
}

} // namespace mmm::model
