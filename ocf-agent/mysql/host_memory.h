// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What is remembered of a host's state, as lines of a state file.
#pragma once

#include "lib/base/state_file.h"
#include "lib/model/host_state.h"

#include <string>

namespace mmm::mysql {

/// Adds the values that parse_host_memory() reads.
void print_host_memory(const model::HostMemory& memory, StateValues& values);

/// What is missing or makes no sense reads as forgotten.
model::HostMemory parse_host_memory(const StateValues& values);

/// The durable copy of the flap window; an empty one when there is none.
model::FlapWindow read_flap_window(const std::string& resource);
Result<> write_flap_window(const std::string& resource, const model::FlapWindow& window);

} // namespace mmm::mysql
