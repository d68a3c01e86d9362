// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Executes a plan of lib/model on the local server.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/result.h"
#include "lib/db/server.h"
#include "lib/model/plan.h"
#include "ocf-agent/mysql/settings.h"
#include "ocf-agent/runtime/agent.h"

#include <optional>

namespace mmm::mysql {

/// Carries out a plan on the local server, logging each step. Stops at the first step that fails:
/// every prefix of a plan is a safe state, also when the agent is killed there.
/// Returns what the server had right before it was opened, when that was a step.
Result<std::optional<model::ServerFacts>> run_plan(
    const model::Plan& plan, const ocf::Call& call, const Settings& settings, db::Server& server);

} // namespace mmm::mysql
