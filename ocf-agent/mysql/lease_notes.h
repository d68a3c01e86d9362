// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What the agent's actions and the monitoring daemon tell each other about the writer's lease, in
// files below /run.
#pragma once

#include "lib/base/result.h"

#include <cstdint>
#include <string>

namespace mmm::mysql {

/// The cluster had an action run on this host just now.
void note_action(const std::string& resource);

/// When that was, in milliseconds of the host's uptime; 0 when nobody noted any.
std::int64_t last_action_ms(const std::string& resource);

/// The daemon closes the writer, for why.
Result<> note_lease_end(const std::string& resource, const std::string& why);

/// Empty when the daemon has not closed the server since it was last promoted or started.
std::string lease_end(const std::string& resource);

void forget_lease_end(const std::string& resource);

} // namespace mmm::mysql
