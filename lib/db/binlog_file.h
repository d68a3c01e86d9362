// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A binary log as a file, for a server that does not run. Pure: works on the bytes.
// Layout: MariaDB Knowledge Base, "Binlog event header", "GTID_EVENT", "Format description event".
#pragma once

#include "lib/model/mariadb_gtid.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace mmm::db {

/// The server that wrote the file has not closed it: it runs, or has crashed.
bool is_in_use(std::string_view binlog);

/// The transactions of MariaDB that begin at or behind an offset of the file, in their order. What
/// is torn or unreadable ends the list.
std::vector<model::GtidRange>
mariadb_transactions_from(std::string_view binlog, std::size_t offset);

} // namespace mmm::db
