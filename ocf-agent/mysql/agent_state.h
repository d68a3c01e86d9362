// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What one action of this host leaves for the next, in a file below /run that a reboot removes.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/file_lock.h"
#include "lib/base/result.h"
#include "lib/model/host_state.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace mmm::mysql {

using Values = std::map<std::string, std::string, std::less<>>;

/// An answer that is asked for again after a while; times in milliseconds of the host's uptime.
struct AskedPing {
    bool answered = false;
    std::int64_t at_ms = 0;
};

struct AskedNeighbours {
    model::Elsewhere elsewhere = model::Elsewhere::unknown;
    std::int64_t at_ms = 0;
};

struct AskedOrder {
    /// Which configuration it was read from; empty when its file cannot be seen.
    std::string configuration;
    model::AdminOrder order;
    std::int64_t at_ms = 0;
};

/// When the cluster was last asked what it knows of this host (report_check.h).
struct ReportCheck {
    std::string daemons;         ///< the process ids of Pacemaker's, when last seen
    std::int64_t changed_ms = 0; ///< of uptime, when they changed; 0: not since the first look
    std::int64_t asked_ms = 0;   ///< of uptime
};

struct AgentState {
    /// The host that is the writer, as the cluster last said; empty when there is none.
    std::string writer;
    /// The writer that replication was last pointed at; something else to do when it is another.
    std::string followed;
    /// Its address then; a link to another one is somebody else's work.
    std::string followed_address;
    /// Why replication is held, when this host has transactions the writer lacks.
    std::optional<std::string> quarantine;
    /// Why replication could not be pointed at the writer; empty when it could.
    std::string left_alone;
    /// The host's state and checks as last judged.
    model::HostMemory host;
    std::optional<AskedPing> ping;
    std::optional<AskedNeighbours> neighbours;
    std::optional<AskedOrder> order;
    /// Node attributes and the promotion score as the cluster shall have them, and as last written:
    /// a look that finds nothing new calls no tool.
    Values wanted;
    Values published;
    /// Seconds since the epoch; after a while everything is written again in case it got lost.
    std::int64_t published_at = 0;
    ReportCheck report_check;
    /// When this host last heard that the writer is about to go, in milliseconds since the epoch.
    std::int64_t noticed_at_ms = 0;
    /// The scheduled events as last told to the cluster, while this host is the writer.
    std::optional<std::string> told_events;
    /// When the writer last tried to replicate from the other master.
    std::int64_t ring_tried_at = 0;
};

/// The flap window is that of the durable file when nothing else is remembered of the host.
AgentState read_agent_state(const std::string& resource);

/// Changes the state under a lock: an action, the monitoring daemon and a follower in the
/// background may come together, and each owns some of the values. What cannot be written is
/// logged: it only costs speed and the times of last changes.
void update_agent_state(
    const std::string& resource, const std::function<void(AgentState&)>& change);

/// Held by whoever changes where the local server replicates from.
Result<FileLock> lock_replication(const std::string& resource, Deadline deadline);

/// Held by whoever writes to the cluster what this host says of itself.
Result<FileLock> lock_publication(const std::string& resource, Deadline deadline);

} // namespace mmm::mysql
