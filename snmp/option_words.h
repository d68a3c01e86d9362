// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Command-line options of these programs: "--name=value", "--name value" and flags. Pure.
#pragma once

#include "lib/base/cat.h"
#include "lib/base/result.h"
#include "lib/base/text.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mmm::monitoring {

using Options = std::vector<std::pair<std::string, std::string>>;

inline Error wrong_usage(std::string_view why)
{
    return Error{Errc::bad_parameter, cat(why, "; --help tells the options")};
}

inline Error unknown_option(std::string_view name)
{
    return wrong_usage(cat("\"", name, "\" is not an option"));
}

/// Names and values; a flag has an empty one.
inline Result<Options>
split_options(const std::vector<std::string>& arguments, const std::vector<std::string_view>& flags)
{
    Options options;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const auto& word = arguments[i];
        const auto equals = word.find('=');
        if (!word.starts_with('-')) {
            return unknown_option(word);
        }
        if (std::ranges::find(flags, word) != flags.end()) {
            options.emplace_back(word, "");
        } else if (equals != std::string::npos) {
            options.emplace_back(word.substr(0, equals), word.substr(equals + 1));
        } else if (i + 1 < arguments.size()) {
            options.emplace_back(word, arguments[++i]);
        } else {
            return wrong_usage(cat("\"", word, "\" is not an option, or lacks its value"));
        }
    }
    return options;
}

/// A whole number of seconds from `least` up to an hour.
inline Result<std::chrono::seconds>
parse_seconds(std::string_view name, std::string_view value, int least)
{
    constexpr int most = 3600;
    const auto number = parse_number<int>(value);
    if (!number || *number < least || *number > most) {
        return wrong_usage(
            cat(name, "=\"", value, "\" is not a number of seconds from ", least, " to ", most));
    }
    return std::chrono::seconds(*number);
}

} // namespace mmm::monitoring
