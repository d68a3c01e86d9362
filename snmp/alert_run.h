// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// One call of the alert agent: what happened, completed by a look at the cluster.
#pragma once

#include "lib/model/alert_event.h"

#include <string>
#include <vector>

namespace mmm::monitoring {

/// Where the agent looks, and keeps what it has told.
struct AlertPlaces {
    std::string tools = "/usr/sbin";
    std::string history_directory = "/var/lib/mmm-ha";
    std::string memory_directory = "/run/mmm-ha-alert"; ///< a file a recipient and host
    std::string recipient;
    std::string node; ///< this one
};

/// What has to be told; nothing for most calls, at once. Waits some seconds at most, for what
/// Pacemaker or another host is about to write down.
std::vector<model::Notification>
find_notifications(const model::AlertCall& call, const AlertPlaces& places);

} // namespace mmm::monitoring
