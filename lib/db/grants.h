// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Which privileges the account has that is logged in.
#pragma once

#include "lib/base/result.h"
#include "lib/db/connection.h"
#include "lib/db/rows.h"

#include <string>
#include <string_view>
#include <vector>

namespace mmm::db {

/// The privileges in the answer to SHOW GRANTS, whose only column has the account in its name:
/// "PROCESS" for "GRANT PROCESS ON *.* TO ...", and "SELECT ON performance_schema.*" for those on a
/// part. Pure.
std::vector<std::string> parse_privileges(const Rows& grants, std::string_view column);

/// Those of the connection's account.
Result<std::vector<std::string>> read_privileges(Connection& connection);

} // namespace mmm::db
