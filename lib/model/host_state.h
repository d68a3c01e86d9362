// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// MMM's host states as a state machine: from what is remembered of a host and one look at it, its
// state, the reason, the promotion score, and what is remembered for the next look. Pure.
#pragma once

#include "lib/model/host_checks.h"
#include "lib/model/host_observation.h"
#include "lib/model/promotion_score.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mmm::model {

/// The whole reason of a master that mode=wait holds back.
constexpr std::string_view waiting_for_other_master = "waits for the other master";
/// How the reason begins of a host that waits for its own recovery, and of one that flaps.
constexpr std::string_view waiting_prefix = "waits for ";
constexpr std::string_view flapping_prefix = "flapping: ";

/// How often a host left ONLINE. Outlasts a reboot.
struct FlapWindow {
    std::int64_t opened = 0; ///< seconds since the epoch, of the first drop; 0: no window
    std::int64_t drops = 0;
    bool flapping = false;
    /// Still set when nothing else is remembered: the host was ONLINE when it lost its power.
    bool online = false;

    bool operator==(const FlapWindow&) const = default;
};

/// What one look leaves for the next. All but the flap window is forgotten at a reboot.
struct HostMemory {
    HostState state = HostState::unknown; ///< unknown: nothing is remembered
    std::int64_t since = 0;               ///< seconds since the epoch when it entered the state
    std::int64_t entered_ms = 0;          ///< the same in milliseconds of the host's uptime
    /// When it left ONLINE last, in uptime; nothing when that shall not bring it back.
    std::optional<std::int64_t> left_online_ms;
    /// It was HARD_OFFLINE, and not ONLINE since.
    bool recovering = false;
    /// An operator set it online; it waits for its replication.
    bool set_online = false;
    /// mode=wait: since when it waits for the other master, in uptime.
    std::optional<std::int64_t> waiting_since_ms;
    CheckMemory checks;
    FlapWindow flaps;
};

struct HostJudgement {
    HostMemory memory;
    /// Why it is not ONLINE, or why its state is frozen; empty otherwise.
    std::string reason;
    /// No value: the host takes no part in promotion (a slave, or its server is down).
    std::optional<int> score;
    /// The transitions, in MMM's sentences.
    std::vector<std::string> log;

    [[nodiscard]] HostState state() const { return memory.state; }
};

HostJudgement judge_host(HostMemory before, const HostObservation& seen, const StateRules& rules);

} // namespace mmm::model
