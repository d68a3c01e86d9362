// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Keeps the end of the binary log of a former writer, so that no transaction is thrown away that an
// operator might still want.
#pragma once

#include "lib/base/result.h"

#include <cstddef>
#include <optional>
#include <string>

namespace mmm::mysql {

/// Notes where the binary log of this host is, for a time when its server does not run. Outlasts a
/// reboot.
void remember_binlog(const std::string& resource, const std::string& log_base);

/// A copy of the last file of a binary log as a crashed server left it.
struct CrashedLog {
    std::string original;
    std::string copy;
};

/// Copies the last file below /var/lib/mmm-ha/archive, if the server that wrote it has crashed and
/// has been the writer here. Errors: no room, or what the system says.
Result<std::optional<CrashedLog>> keep_crashed_log(const std::string& resource);

/// What crash recovery has cut off since: how many transactions, and which, as text. Removes the
/// copy when that is nothing.
struct CutOff {
    std::size_t count = 0;
    std::string transactions;
};

Result<CutOff> compare_with(const CrashedLog& log);

/// Keeps the last files of the binary log as they are (hard links where possible); returns the
/// directory. A second call for the same end of the log adds nothing.
Result<std::string> keep_binlog_tail(const std::string& log_base);

} // namespace mmm::mysql
