// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What MariaDB's answers mean. Pure.
#pragma once

#include "lib/base/result.h"
#include "lib/db/rows.h"
#include "lib/model/server_facts.h"

#include <optional>
#include <string>

namespace mmm::db {

/// `variables` has one row with server_id, read_only, gtid_binlog_pos, gtid_slave_pos,
/// gtid_binlog_state and the variables of semi-sync; `status` is the answer to SHOW SLAVE STATUS,
/// without a row when nothing is set up. Errors: malformed_input for a position that cannot be
/// read.
Result<model::ServerFacts>
parse_facts(const std::string& version, const Rows& variables, const Rows& status);

/// The position to replicate from, where the one that the applier has noted tells of own writes
/// that a crash has taken back (model::executed_of_noted); nothing where it is right. Of the same
/// variables. Errors: the same.
Result<std::optional<std::string>> corrected_position(const Rows& variables);

/// The answer to SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_master%'.
void parse_semi_sync_status(const Rows& status, model::SemiSync& semi_sync);

} // namespace mmm::db
