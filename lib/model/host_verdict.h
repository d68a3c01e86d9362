// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What follows from a host's state: the reason in words, and the promotion score. Pure.
#pragma once

#include "lib/model/host_state.h"

#include <optional>
#include <string>

namespace mmm::model {

/// One line. It holds no times that go on: each new text is written to the cluster.
std::string
reason_of(const HostMemory& memory, const HostObservation& seen, const StateRules& rules);

std::optional<int>
score_of(const HostMemory& memory, const HostObservation& seen, const StateRules& rules);

} // namespace mmm::model
