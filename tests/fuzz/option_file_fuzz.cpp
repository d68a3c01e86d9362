// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A file of accounts and their passwords, whatever its bytes: reading ends, and an error tells the
// line and nothing that stands in it.
#include "lib/config/option_file.h"
#include "tests/fuzz/fuzz_input.h"

#include <algorithm>
#include <array>

namespace {

using mmm::fuzz::require;

/// The whole message but for the line's number is one that was there before the file was.
void require_no_secret(std::string message)
{
    std::erase_if(message, [](char c) { return c >= '0' && c <= '9'; });
    constexpr std::array<std::string_view, 3> known{
        "line : \"]\" is missing",
        "line : no [group] stands above it",
        "line : no name before \"=\""};
    require(std::ranges::find(known, message) != known.end());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto text = mmm::fuzz::text_of({data, size});
    const auto groups = mmm::config::parse_option_file(text);
    if (!groups) {
        require_no_secret(groups.error().message);
        return 0;
    }
    for (const auto& [group, options] : *groups) {
        require(group.find('\n') == std::string::npos);
        for (const auto& [name, value] : options) {
            require(!name.empty() && name.find('=') == std::string::npos);
            require(value.size() <= text.size());
        }
    }
    return 0;
}
