// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Closing the writer in good order: what demote does when the cluster says so, and the monitoring
// daemon when there is no cluster any more.
#pragma once

#include "lib/base/result.h"
#include "lib/db/server.h"
#include "lib/model/transactions.h"
#include "ocf-agent/mysql/settings.h"
#include "ocf-agent/runtime/agent.h"

#include <string>

namespace mmm::mysql {

/// Lets the candidate (unless empty) catch up, refuses writes, ends client connections and makes
/// sure. Gives what the server has. Errors: it may still be open, and must be ended.
Result<model::Transactions> close_writer(
    const ocf::Call& call,
    const Settings& settings,
    db::Server& server,
    const std::string& candidate);

} // namespace mmm::mysql
