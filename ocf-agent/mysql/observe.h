// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Gathers what the decisions need: the local server, other hosts' servers.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/result.h"
#include "lib/db/server.h"
#include "lib/model/preflight.h"
#include "lib/model/writer_plans.h"
#include "ocf-agent/mysql/settings.h"
#include "ocf-agent/runtime/agent.h"

#include <memory>
#include <string>
#include <vector>

namespace mmm::mysql {

/// How long an action that needs the local server tries again while it is full.
constexpr std::chrono::milliseconds patience_with_clients{3000};

/// The local server over its socket; tries again for so long while it is full. One that is silent
/// is freed of connections that other hosts have left behind, and asked once more.
Result<std::unique_ptr<db::Server>>
connect_local(const Settings& settings, Deadline deadline, std::chrono::milliseconds patience = {});

/// The server of another host over the network; tries again until the deadline while it is full.
Result<std::unique_ptr<db::Server>>
connect_host(const Settings& settings, const std::string& host, Deadline deadline);

/// One host with its server's facts, read through an open connection. Its address is left empty: a
/// monitor must not wait for a name service.
model::HostFacts
observe_local(const Settings& settings, const std::string& host, db::Server& server);

/// The same with the relay log of a link that stands still, for decisions that could drop it.
model::HostFacts observe_fully(
    const Settings& settings, const std::string& host, db::Server& server, Deadline deadline);

/// Other hosts, all at once: the slowest one sets the time, and the deadline bounds it. Hosts that
/// do not answer are in the list with the reason.
std::vector<model::HostFacts>
observe_hosts(const Settings& settings, const std::vector<std::string>& hosts, Deadline deadline);

/// The same, with more time to read the relay log of links that stand still.
std::vector<model::HostFacts> observe_hosts(
    const Settings& settings,
    const std::vector<std::string>& hosts,
    Deadline answer_by,
    Deadline read_by);

/// The same for a preflight, with settings and privileges.
std::vector<model::PreflightHost> observe_for_preflight(
    const Settings& settings, const std::vector<std::string>& hosts, Deadline deadline);

/// The hosts but this one whose servers run, by the lists the cluster sent with this action.
std::vector<std::string> running_peers(const ocf::Environment& environment);

} // namespace mmm::mysql
