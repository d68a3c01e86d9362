// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The options of fence_mmm: one table for standard input, the command line, defaults and metadata.
// Pure but for reading the stream it is given.
#pragma once

#include "lib/base/result.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mmm::fence {

/// One option, in the words of the FenceAgentAPI.
struct Option {
    std::string_view name;
    char letter = 0;                 ///< of the short form on the command line, 0 for none
    std::string_view type = {};      ///< string, integer, second
    std::string_view otherwise = {}; ///< the default; empty for none
    bool required = false;
    std::string_view obsoletes = {}; ///< the older name of the same
    bool deprecated = false;
    std::string_view description;
};

std::span<const Option> option_table();

using Values = std::map<std::string, std::string, std::less<>>;

/// "name=value" lines up to the end of the text. As the API demands, unknown names are ignored,
/// the last one of a name wins, and lines that begin with # are comments.
Values parse_lines(std::string_view text);

/// The command line of a human: -o off, --action=off, --action off. Errors: bad_parameter for an
/// unknown option or a missing value.
Result<Values> parse_arguments(const std::vector<std::string>& arguments);

/// A way to find out whether a host is still there.
enum class Way { ping, port, probe, status };

struct Settings {
    std::string action;
    std::string host;                                          ///< empty when none was given
    std::map<std::string, std::string, std::less<>> addresses; ///< by host
    std::string kill_program;
    std::string on_program;     ///< empty: action on is refused
    std::string status_program; ///< empty: by looking
    std::string probe_program;
    std::vector<Way> verify;
    std::vector<std::string> witnesses; ///< addresses that show that this host's network works
    std::uint16_t port = 3306;
    std::chrono::milliseconds probe_timeout{1000};
    std::int64_t confirmations = 2;           ///< looks in a row that must find the host gone
    std::chrono::milliseconds timeout{50000}; ///< for the whole action
};

/// Values with their defaults as settings. Errors: bad_parameter, naming the option and the remedy.
Result<Settings> settings_of(const Values& values);

} // namespace mmm::fence
