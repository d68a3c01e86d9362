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
/// listens on its socket. Nothing when no such process lives.
std::optional<pid_t> find_server(const Settings& settings);

/// Starts the server in a session of its own, read-only, with replication and events off, as rule 1
/// of the writer move wants it: only promote opens a server. Returns its process id at once; it is
/// not ready then.
Result<pid_t> launch_server(const Settings& settings);

/// True while the process has not ended; a zombie has.
bool is_alive(pid_t pid);

/// Ends the server: SIGTERM, and SIGKILL at kill_at. Fails with Errc::timeout when it has not gone
/// at the deadline.
Result<> end_server(pid_t pid, Deadline kill_at, Deadline deadline);

/// Ends the server with SIGKILL at once.
Result<> kill_server(pid_t pid, Deadline deadline);

} // namespace mmm::mysql
