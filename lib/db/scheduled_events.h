// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The event scheduler, which both families drive alike.
#pragma once

#include "lib/base/result.h"
#include "lib/db/connection.h"
#include "lib/model/server_activity.h"

#include <vector>

namespace mmm::db {

/// All events of the server.
Result<std::vector<model::ScheduledEvent>> read_scheduled_events(Connection& connection);

/// Server::set_scheduled_event(). Needs the privileges EVENT, BINLOG ADMIN (to keep it out of the
/// binary log) and SET USER (to keep the definer), or what the version has for them.
Result<>
set_scheduled_event(Connection& connection, const model::ScheduledEvent& event, bool enabled);

/// Sets event_scheduler. A server that has it DISABLED for good runs no events and refuses.
Result<> run_scheduled_events(Connection& connection, bool run);

} // namespace mmm::db
