// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Options of fence_mmm, on standard input and as words of a command line: whatever they are, a host
// that is handed to a program is a plain name, programs are absolute paths, and numbers are within
// their limits.
#include "lib/base/text.h"
#include "stonith/options.h"
#include "tests/fuzz/fuzz_input.h"

#include <algorithm>

namespace {

using namespace mmm;
using fuzz::require;

void check_program(const std::string& program)
{
    require(program.empty() || program.front() == '/');
}

void check(const fence::Settings& settings)
{
    constexpr std::string_view shell = " \t\n\r;&|<>$`'\"\\*?()[]{}!#~=%^,+@/";
    require(settings.host.find_first_of(shell) == std::string::npos);
    require(settings.host.find('\0') == std::string::npos && !settings.host.starts_with("-"));
    for (const auto* program :
         {&settings.kill_program,
          &settings.on_program,
          &settings.status_program,
          &settings.probe_program}) {
        check_program(*program);
    }
    require(!settings.kill_program.empty() && !settings.verify.empty() && settings.port > 0);
    require(settings.timeout.count() >= 2000 && settings.confirmations >= 1);
}

void check_values(const fence::Values& values)
{
    for (const auto& [name, value] : values) {
        require(std::ranges::any_of(fence::option_table(), [&name = name](const auto& option) {
            return option.name == name;
        }));
    }
    if (const auto settings = fence::settings_of(values)) {
        check(*settings);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto [kind, bytes] = fuzz::choice_of(data, size);
    const auto text = fuzz::text_of(bytes);
    if (kind % 2 == 0) {
        check_values(fence::parse_lines(text));
    } else if (const auto values = fence::parse_arguments(split(text, std::string_view("\0", 1)))) {
        check_values(*values);
    }
    return 0;
}
