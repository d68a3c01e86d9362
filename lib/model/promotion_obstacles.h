// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What speaks against a promotion, whatever its plan would be: each function gives the reason with
// the operator's next step, or nothing. Pure.
#pragma once

#include "lib/model/writer_plans.h"

#include <optional>
#include <string>
#include <vector>

namespace mmm::model {

/// Another host is open for writes.
std::optional<std::string> open_host(const HostFacts& self, const std::vector<HostFacts>& peers);

/// What only `host` of the two has, as text. MariaDB's numbers rise over all servers, so relay log
/// beyond a transaction that should not be there makes it seem to be known to both: what was
/// executed tells.
std::string only_at(const HostFacts& host, const HostFacts& other);

/// Why a link gets no further by itself: one of its threads stopped with an error.
std::optional<std::string> broken_link(const ReplicationLink& link);

/// Two of the hosts have transactions that the other one lacks.
std::optional<std::string> any_divergence(const std::vector<const HostFacts*>& hosts);

/// `self` lacks what another host executed, and will never get it by replication. By what was
/// executed: relay log tells only its end.
std::optional<std::string>
passed_by(const HostFacts& self, const std::vector<const HostFacts*>& peers);

/// The applier of `self` stopped with an error before the end of what it received.
std::optional<std::string> broken_applier(const HostFacts& self);

/// A host's server lives and does not let the agent in.
std::optional<std::string> denying_host(const std::vector<HostFacts>& peers);

/// A host goes through relay log by file and position (ApplyKeptRelayLog, or by hand): what it will
/// have in the end nobody knows yet.
std::optional<std::string> applying_host(const std::vector<HostFacts>& peers);

/// A host's server lives, and its relay log was not read in time.
std::optional<std::string> unread_host(const std::vector<HostFacts>& peers);

/// Two of the hosts cannot be told apart in transactions: one was made from a copy of the other.
std::optional<std::string> same_identity(const std::vector<const HostFacts*>& hosts);

/// `self` is quarantined.
std::optional<std::string> quarantined_self(const HostFacts& self);

} // namespace mmm::model
