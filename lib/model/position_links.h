// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What a link by file and position tells, and whether it can be believed. Pure.
#pragma once

#include "lib/model/writer_plans.h"

#include <optional>
#include <string>
#include <vector>

namespace mmm::model {

/// Neither is known to be another server than the other.
bool same_server(const ServerIdentity& one, const ServerIdentity& other);

/// The host that `self` replicates from, if it answers.
const HostFacts* source_of(const HostFacts& self, const std::vector<const HostFacts*>& peers);

/// Why the places of a host's link prove nothing; `source` is the host it replicates from, if that
/// answers.
std::optional<std::string> fault_of_link(const HostFacts& self, const HostFacts* source);

/// Both threads are off, and all that was received in full is applied.
bool stands_at_known_place(const ReplicationLink& link);

} // namespace mmm::model
