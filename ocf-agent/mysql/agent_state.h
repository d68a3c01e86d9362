// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What one action of this host leaves for the next, in a file below /run that a reboot removes.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/file_lock.h"
#include "lib/base/result.h"
#include "lib/model/host_judgement.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace mmm::mysql {

struct AgentState {
    /// The host that is the writer, as the cluster last said; empty when there is none.
    std::string writer;
    /// The writer that replication was last pointed at; something else to do when it is another.
    std::string followed;
    /// Why replication is held, when this host has transactions the writer lacks.
    std::optional<std::string> quarantine;
    /// Why replication could not be pointed at the writer; empty when it could.
    std::string left_alone;
    model::Checks checks;
    model::FailingSince failing_since;
    /// Node attributes and the promotion score as last written, so that a monitor that finds
    /// nothing new calls no tool.
    std::map<std::string, std::string, std::less<>> published;
    /// Seconds since the epoch; after a while everything is written again in case it got lost.
    std::int64_t published_at = 0;
    /// When this host last heard that the writer is about to go, in milliseconds since the epoch.
    std::int64_t noticed_at_ms = 0;
    /// The scheduled events as last told to the cluster, while this host is the writer.
    std::optional<std::string> told_events;
    /// When the writer last tried to replicate from the other master.
    std::int64_t ring_tried_at = 0;
};

AgentState read_agent_state(const std::string& resource);

/// Changes the state under a lock: an action and a follower in the background may come together,
/// and each owns some of the values. What cannot be written is logged: it only costs speed and the
/// times of last changes.
void update_agent_state(
    const std::string& resource, const std::function<void(AgentState&)>& change);

/// Held by whoever changes where the local server replicates from.
Result<FileLock> lock_replication(const std::string& resource, Deadline deadline);

} // namespace mmm::mysql
