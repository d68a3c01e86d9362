// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// MySQL 5.6 and later, replicating by GTID or, where that is off, by file and position.
#pragma once

#include "lib/db/connection.h"
#include "lib/db/mysql_dialect.h"
#include "lib/db/server.h"

#include <memory>

namespace mmm::db {

std::unique_ptr<Server> make_mysql_server(Connection connection, const MysqlDialect& dialect);

} // namespace mmm::db
