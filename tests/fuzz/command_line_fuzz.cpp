// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Words of a command line, separated by NUL bytes as the kernel passes them: whatever they are, the
// parser ends, finds no command without a word for each argument.
#include "lib/base/text.h"
#include "mmm-compat/mmm_control/command_line.h"
#include "tests/fuzz/fuzz_input.h"

#include <string>
#include <string_view>
#include <vector>

namespace {

using mmm::fuzz::require;

std::vector<std::string> words_of(std::string_view bytes)
{
    std::vector<std::string> words;
    while (!bytes.empty()) {
        const auto end = std::min(bytes.find('\0'), bytes.size());
        words.emplace_back(bytes.substr(0, end));
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
    return words;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto words = words_of(mmm::fuzz::text_of({data, size}));
    const auto line = mmm::control::parse_command_line(words);
    require(!line.empty || (words.size() <= 3 && line.line.empty() && !line.command));
    require(line.strict || words.size() < 2 || !line.empty);
    if (line.command) {
        require(line.command->arguments.size() < mmm::split(line.line).size());
        for (const auto& argument : line.command->arguments) {
            require(!argument.empty());
            require(argument.find_first_of(mmm::blanks) == std::string::npos);
        }
    }
    return 0;
}
