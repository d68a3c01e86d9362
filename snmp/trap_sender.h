// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Sends SNMP notifications.
#pragma once

#include "lib/base/result.h"
#include "lib/model/alert_event.h"
#include "snmp/alert_settings.h"

#include <string>

namespace mmm::monitoring {

/// Sends to the target as a trap or an inform. Takes 6 s at most, and only for a receiver that does
/// not answer an inform. Errors: bad_on_this_host for a protocol that net-snmp does not know;
/// unreachable, timeout or refused.
Result<> send_notification(
    const TrapTarget& target, const model::Notification& notification, const std::string& node);

} // namespace mmm::monitoring
