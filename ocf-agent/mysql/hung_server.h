// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A server that lives and does not serve: noted by the monitoring daemon, so that no action waits
// for it a second time.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/result.h"
#include "ocf-agent/mysql/settings.h"

#include <sys/types.h>

#include <functional>
#include <string>
#include <thread>

namespace mmm::mysql {

enum class Hang {
    mute,   ///< it answers nothing
    stalled ///< it lets clients in, and its disk takes nothing
};

/// Notes that the server was asked in vain, for why.
Result<>
note_hung_server(const std::string& resource, pid_t server, Hang hang, const std::string& why);

/// It answers again, or it is another one.
void forget_hung_server(const std::string& resource);

/// True when this very server was noted as stalled; or as mute, and does not greet a new client
/// either.
bool is_known_to_hang(const std::string& resource, const Settings& settings, pid_t server);

/// True when the server lets the agent in and does not tell its state, or where its binary log
/// ends, within login_timeout(): it waits for something, for room on its disk for instance, and
/// would not end when it is asked to. Of a closed server only: commits that wait for a replica hold
/// an open one's log as well.
bool is_stuck(const Settings& settings, Deadline deadline);

/// While it lives: calls the handler, from a thread of its own, when this server is noted as hung.
/// Whoever waits for the server meanwhile need not wait any longer.
class HangWatch {
public:
    HangWatch(const std::string& resource, pid_t server, std::function<void()> handler);

private:
    std::jthread thread_;
};

} // namespace mmm::mysql
