// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Log lines of programs that run for milliseconds. Levels mean what Pacemaker means by them: error
// = an action failed, warning = something is off and was survived, notice = an important success (a
// writer opened), info = for troubleshooting, debug = for developers.
// No logging library: libqb brings libsystemd and its compressors, 0.6 ms of loading in a monitor
// that takes 3 (tests/bench measures it).
#pragma once

#include <string>
#include <string_view>

namespace mmm::log {

enum class Level { error, warning, notice, info, debug };

/// Where the lines of a resource agent go, as ocf_log decides it: the file HA_LOGFILE and the
/// syslog facility HA_LOGFACILITY when the cluster manager names them, otherwise stderr, which
/// Pacemaker's executor records. Debug lines only with HA_debug. The tag stands before each line.
void open_for_agent(std::string_view tag);

/// For a process in the background, which has closed all it inherited.
void open_again();

void write(Level level, const std::string& message);

inline void error(const std::string& message)
{
    write(Level::error, message);
}

inline void warning(const std::string& message)
{
    write(Level::warning, message);
}

inline void notice(const std::string& message)
{
    write(Level::notice, message);
}

inline void info(const std::string& message)
{
    write(Level::info, message);
}

inline void debug(const std::string& message)
{
    write(Level::debug, message);
}

} // namespace mmm::log
