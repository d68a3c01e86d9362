// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/model/server_facts.h"

namespace mmm::model {

namespace {

/// The number at the end of "binlog.000003".
std::uint64_t file_number(std::string_view file)
{
    return parse_number<std::uint64_t>(file.substr(file.rfind('.') + 1)).value_or(0);
}

} // namespace

std::string LogPlace::to_text() const
{
    return cat(file, ":", position);
}

Result<LogPlace> LogPlace::parse(std::string_view text)
{
    const auto colon = text.rfind(':');
    const auto position = colon == std::string_view::npos
                              ? std::nullopt
                              : parse_number<std::uint64_t>(text.substr(colon + 1));
    if (!position || colon == 0) {
        return Error{
            Errc::malformed_input, cat("\"", text, "\" is no place in a log (FILE:POSITION)")};
    }
    return LogPlace{std::string(text.substr(0, colon)), *position};
}

std::strong_ordering LogPlace::operator<=>(const LogPlace& other) const
{
    const auto by_file = file_number(file) <=> file_number(other.file);
    return by_file != std::strong_ordering::equal ? by_file : position <=> other.position;
}

} // namespace mmm::model
