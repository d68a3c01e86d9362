// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Judges this host, keeps its state and tells the cluster what changed. The recurring monitor and
// the monitoring daemon both call it, also at the same time: the state is judged under its lock,
// so each transition is made and logged once.
#pragma once

#include "lib/base/result.h"
#include "lib/db/server.h"
#include "lib/model/admin_order.h"
#include "lib/model/server_facts.h"
#include "ocf-agent/mysql/settings.h"
#include "ocf-agent/runtime/agent.h"

#include <optional>

namespace mmm::mysql {

/// What a caller knows besides what the server says.
struct Signals {
    /// One of ping_ips answered in the last round; nothing when the caller does not ping: then the
    /// last word of one who does counts for three intervals, and after that they are asked here.
    std::optional<bool> ping_answered = {};
    /// As it was just read; nothing: it is read when the configuration has changed.
    std::optional<model::AdminOrder> order = {};
};

/// Judges by these facts, and stops replication where an operator ordered the host offline. Calls
/// no tool and asks nobody when nothing has changed.
void judge_server(
    const ocf::Call& call,
    const Settings& settings,
    db::Server& server,
    const model::ServerFacts& facts,
    const Signals& signals);

/// The same, with a look at the local server within check_timeout. Gives what it said. Errors: it
/// could not be asked; nothing was judged then.
Result<model::ServerFacts>
look_and_judge(const ocf::Call& call, const Settings& settings, const Signals& signals);

/// Keeps the word about ping_ips of whoever asks them in time, for looks that bring none.
void note_ping(const ocf::Call& call, bool answered);

/// The server is gone, or silent: remembered and logged, but not told to the cluster. A change of
/// attributes would make it move readers before it learns that the server is down; the stop that
/// follows tells.
void note_silence(const ocf::Call& call, const Settings& settings);

/// The cluster stops the resource: tells it. A server that still runs is stopped in good order, and
/// has not failed.
void judge_stop(const ocf::Call& call, const Settings& settings, bool server_runs);

/// What an operator ordered for this host. Asks the cluster when its configuration has changed
/// since it was asked last, or every ten seconds where that cannot be seen.
model::AdminOrder current_order(const ocf::Call& call);

} // namespace mmm::mysql
