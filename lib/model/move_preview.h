// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What a planned move of the writer would do, and what the servers have against it. Pure.
#pragma once

#include "lib/model/move_plan.h"
#include "lib/model/server_activity.h"
#include "lib/model/writer_plans.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mmm::model {

/// What the servers say while the writer is still open.
struct MoveSituation {
    HostFacts candidate;
    std::vector<HostFacts> others; ///< every other host whose server runs; read after the candidate
    std::string writer;            ///< one of the others; empty when there is none
    /// Clients' work on the writer; none when the writer did not say.
    std::optional<std::vector<Blocker>> blockers;
    std::string blockers_error; ///< why not
    PromotionRules rules;
    std::int64_t max_backlog = 60; ///< seconds
    /// How long a demotion waits for clients before it ends their connections.
    std::chrono::seconds grace{3};
};

/// The promotion as the candidate would plan it once the writer is closed where it stands now.
Decision preview_promotion(const MoveSituation& situation);

/// What speaks against the move, one line each; empty: nothing. What nobody could ask is not among
/// them.
std::vector<std::string> find_objections(const MoveSituation& situation);

/// What could not be asked, one line each.
std::vector<std::string> find_gaps(const MoveSituation& situation);

/// The steps on both hosts with their reasons, the candidate's lag, clients' work on the writer,
/// and what speaks against the move.
std::string render_preview(const MovePlan& plan, const MoveSituation& situation);

/// A refusal of "move_role" because of objections, in the form of MySQL-MMM's.
std::string objection_reply(const MovePlan& plan, const std::vector<std::string>& objections);

} // namespace mmm::model
