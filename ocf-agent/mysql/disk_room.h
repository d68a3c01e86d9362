// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Whether a server can write where its files are.
#pragma once

#include <string>

namespace mmm::mysql {

/// False when less than 1 MiB is left on the file system of a directory for those who are not root:
/// servers do not fail then but wait for room, MariaDB for a minute at a time. A file system that
/// does not say counts as one with room.
bool has_room(const std::string& directory);

} // namespace mmm::mysql
