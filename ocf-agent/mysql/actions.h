// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The actions of ocf:mmm:mysql, one file each, and what several of them do.
#pragma once

#include "lib/base/result.h"
#include "lib/db/server.h"
#include "ocf-agent/mysql/agent_state.h"
#include "ocf-agent/mysql/settings.h"
#include "ocf-agent/runtime/agent.h"

#include <string>

namespace mmm::mysql {

ocf::Outcome start(const ocf::Call& call);
ocf::Outcome stop(const ocf::Call& call);
ocf::Outcome monitor(const ocf::Call& call);
ocf::Outcome promote(const ocf::Call& call);
ocf::Outcome demote(const ocf::Call& call);
ocf::Outcome notify(const ocf::Call& call);
ocf::Outcome validate_all(const ocf::Call& call);
ocf::Outcome reload_agent(const ocf::Call& call);

/// The agent with its tables; the parameter defaults are in it.
const ocf::Agent& agent();

/// Makes the local server follow the writer, or says why not. A host with transactions the writer
/// lacks is quarantined: its replication is stopped and the state says why. The caller holds
/// lock_replication().
Result<> follow_writer(
    const ocf::Call& call, const Settings& settings, db::Server& server, const std::string& writer);

/// Every fault of settings, privileges and topology that the preflight finds, as lines.
Result<std::vector<std::string>> run_preflight(const ocf::Call& call, const Settings& settings);

} // namespace mmm::mysql
