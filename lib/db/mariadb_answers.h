// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What MariaDB's answers mean. Pure.
#pragma once

#include "lib/base/result.h"
#include "lib/db/rows.h"
#include "lib/model/server_facts.h"

#include <string>
#include <string_view>
#include <vector>

namespace mmm::db {

/// `variables` has one row with server_id, read_only, binlog_pos, slave_pos and binlog_state;
/// `status` is the answer to SHOW SLAVE STATUS, without a row when nothing is set up.
/// Errors: malformed_input for a position that cannot be read.
Result<model::ServerFacts>
parse_facts(const std::string& version, const Rows& variables, const Rows& status);

/// The global privileges in the answer to SHOW GRANTS ("GRANT A, B ON *.* TO ..."), whose only
/// column has the account in its name.
std::vector<std::string> parse_privileges(const Rows& grants, std::string_view column);

/// A row of the process list with ID, USER and COMMAND is that of a client. All others must
/// survive the demotion of a writer: the server's own threads, and those that feed replicas.
bool is_client_session(const Rows& sessions, std::size_t row);

} // namespace mmm::db
