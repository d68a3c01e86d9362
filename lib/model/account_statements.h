// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The SQL that makes the accounts of the agent, of replication and of monitoring. Pure.
#pragma once

#include "lib/base/result.h"
#include "lib/model/privileges.h"

#include <string>
#include <string_view>

namespace mmm::model {

struct AccountNames {
    std::string agent = "mmm_agent";
    std::string replication = "mmm_replication";
    /// The hosts that log in over the network, as accounts have them: "192.168.0.%".
    std::string network = "%";
    /// The accounts for the network are there, as MMM's are: they only get what they lack.
    bool exist = false;
    /// The account that only looks, for mmm_agentx and mmm_metrics; empty: none.
    std::string monitor = {};
};

/// What stands for the quoted password of an account: "<password of mmm_agent>".
std::string password_placeholder(std::string_view user);

/// Statements for the series, one a line, with placeholders for the passwords. Errors:
/// bad_parameter for a name or network that an account of that series cannot have.
Result<std::string> account_statements(const ServerSeries& series, const AccountNames& names);

} // namespace mmm::model
