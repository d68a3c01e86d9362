// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Looks at a host from outside.
#pragma once

#include "lib/base/deadline.h"
#include "stonith/evidence.h"
#include "stonith/options.h"

namespace mmm::fence {

/// One look at the host in every configured way, at most probe_timeout for each.
Look look_at(const Settings& settings, Deadline deadline);

/// MMM's second argument of kill_host: whether the host answers a ping.
bool answers_ping(const Settings& settings, Deadline deadline);

} // namespace mmm::fence
