// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// MySQL's option file grammar, as far as a file of accounts needs it: [group], name=value, quotes,
// comments (MySQL manual, "Using Option Files").
#pragma once

#include "lib/base/result.h"

#include <map>
#include <string>
#include <string_view>

namespace mmm::config {

using OptionGroup = std::map<std::string, std::string, std::less<>>;
using OptionGroups = std::map<std::string, OptionGroup, std::less<>>;

/// Pure. Errors: malformed_input with the line number, never with the line's text (it may hold a
/// password).
Result<OptionGroups> parse_option_file(std::string_view text);

/// Who may read a file of passwords besides root.
enum class SecretFor {
    owner, ///< mode 600
    group  ///< mode 640 at most: for programs that are not root's
};

/// Reads a file that holds passwords; this process leaves no core from then on. Errors:
/// bad_on_this_host when it is missing, unreadable, readable by others than it may be, or neither
/// root's nor the caller's.
Result<OptionGroups>
read_secret_option_file(const std::string& path, SecretFor readers = SecretFor::owner);

} // namespace mmm::config
