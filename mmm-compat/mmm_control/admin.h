// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Carries out "set_online <host>" and "set_offline <host>".
#pragma once

#include "mmm-compat/mmm_control/commands.h"

namespace mmm::control {

/// Writes the order into the cluster's configuration, where the host reads it, and waits until host
/// and cluster have followed. An order that is not followed in time stays, and the reply says what
/// is missing.
Reply set_host_state(const CommandLine& line, ControlCluster& cluster, const Limits& limits);

} // namespace mmm::control
