// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What a host is judged by: one look at it, and the rules of the operator. Plain values.
#pragma once

#include "lib/model/admin_order.h"
#include "lib/model/server_facts.h"

#include <cstdint>
#include <optional>
#include <string>

namespace mmm::model {

/// Parameters of the agent, in seconds where they are times.
struct StateRules {
    std::int64_t max_backlog = 60;
    std::int64_t trap_period = 10;    ///< a check must fail so long before it counts
    std::int64_t auto_set_online = 1; ///< 0: only an operator ends AWAITING_RECOVERY
    std::int64_t flap_count = 3;      ///< 0: nobody flaps
    std::int64_t flap_duration = 3600;
    /// mode=wait: after a cold start no master is promoted before the others are there.
    bool wait_for_masters = false;
    std::int64_t wait_for_other_master = 120; ///< 0: for ever
};

/// Whether hosts but this one reach any of ping_ips.
enum class Elsewhere { unknown, nobody, somebody };

struct HostObservation {
    std::string host;
    /// What the server says; nothing when it does not run, or does not answer.
    std::optional<ServerFacts> facts;
    /// The server is being stopped in good order: no failure of the host.
    bool orderly_stop = false;
    bool is_master = false;
    /// A server could write where its data is.
    bool has_room = true;
    /// Place in the parameter masters; the first is preferred when nothing else tells them apart.
    int rank = 0;
    /// Some other host is the writer, as far as the cluster told this one.
    bool writer_known = false;
    /// Every other master is ONLINE or AWAITING_RECOVERY.
    bool other_masters_there = false;
    /// Why the host is quarantined, when it is.
    std::optional<std::string> quarantine;
    /// Why replication could not be pointed at the writer; empty when it could, or was not tried.
    std::string left_alone;
    /// One of ping_ips answered; nothing when nobody tried.
    std::optional<bool> ping_answered;
    Elsewhere elsewhere = Elsewhere::unknown;
    AdminOrder order;
    std::int64_t now = 0;       ///< seconds since the epoch: what people are shown
    std::int64_t uptime_ms = 0; ///< since the boot of the host: what durations are taken of

    [[nodiscard]] bool is_writer() const { return facts && !facts->read_only; }
};

} // namespace mmm::model
