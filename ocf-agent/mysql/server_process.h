// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The server as a process: find it, start it, end it.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/result.h"
#include "ocf-agent/mysql/settings.h"

#include <sys/types.h>

#include <optional>

namespace mmm::mysql {

/// The server of this instance, started by whomever: by its pid file, else by asking the kernel who
/// listens on its socket, else who works in its data directory: during crash recovery a server has
/// neither file nor socket. Nothing when no such process lives, or is only left in the kernel.
std::optional<pid_t> find_server(const Settings& settings);

/// A server of this instance that was killed, and still holds its files (is_left_in_kernel).
std::optional<pid_t> find_killed_server(const Settings& settings);

/// What crash recovery makes of transactions that are in the binary log and not committed.
enum class Recovery {
    commit,   ///< they count: this host may be the only one to have them
    roll_back ///< another host is the writer, and has all of them that were acknowledged
};

/// Starts the server in a session of its own, read-only, with replication and events off, as rule 1
/// of the writer move wants it: only promote opens a server. Returns its process id at once; it is
/// not ready then. Only MariaDB can roll back (its option init-rpl-role=SLAVE, see MDEV-33465).
Result<pid_t> launch_server(const Settings& settings, Recovery recovery);

/// True while the process has not ended; a zombie has.
bool is_alive(pid_t pid);

/// Ends the server: SIGTERM, and SIGKILL at kill_at. Fails with Errc::timeout when it has not gone
/// at the deadline.
Result<> end_server(const Settings& settings, pid_t pid, Deadline kill_at, Deadline deadline);

/// Ends the server with SIGKILL at once. One that is left in the kernel after a second
/// (is_left_in_kernel) counts as ended: it does nothing any more. Its clients' connections are
/// ended for it.
Result<> kill_server(const Settings& settings, pid_t pid, Deadline deadline);

} // namespace mmm::mysql
