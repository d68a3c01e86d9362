// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// MariaDB 10.5 and later, replicating by GTID.
#pragma once

#include "lib/db/connection.h"
#include "lib/db/server.h"

#include <memory>

namespace mmm::db {

std::unique_ptr<Server> make_mariadb_server(Connection connection);

} // namespace mmm::db
