// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The decisions around the writer: how a host becomes it, how others follow it. Pure.
#pragma once

#include "lib/model/plan.h"
#include "lib/model/server_facts.h"

#include <optional>
#include <string>
#include <vector>

namespace mmm::model {

/// A host with what its server says; `facts` is missing when it could not be read, `error` says
/// why.
struct HostFacts {
    std::string name;
    std::string address;
    bool is_master = false;
    /// It holds transactions nobody decided about yet, and takes no part in decisions.
    bool quarantined = false;
    std::optional<ServerFacts> facts;
    std::string error;
    /// Its server lives and turned the agent away: a fault of the set-up that hides what it holds.
    bool denied = false;

    /// Only of a host whose facts are known.
    [[nodiscard]] bool replicates_from(const HostFacts& source) const
    {
        return facts->link && facts->link->source_host == source.address;
    }
};

/// What `self` must do to become the writer. It first gets everything that any host that answers
/// holds, and opens last. Refuses while another host is open for writes, when its own replication
/// is broken, when hosts have diverged, and when what somebody holds cannot be got. Read the peers
/// after the old writer was closed, and `self` after them.
Decision plan_promotion(const HostFacts& self, const std::vector<HostFacts>& peers);

/// What `self` must do to follow `writer`. Read `self` before `writer`: a replica that keeps up
/// could otherwise look as if it were ahead. Only a writer that is open tells what `self` has too
/// much: others are not followed.
Decision plan_follow(const HostFacts& self, const HostFacts& writer);

/// What the writer does to replicate from the other master (MMM's ring), which spares the next
/// planned move all re-pointing. Does nothing until the other master follows us cleanly.
Plan plan_ring(const HostFacts& self, const std::vector<HostFacts>& peers);

} // namespace mmm::model
