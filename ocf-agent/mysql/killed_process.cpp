// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/killed_process.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <charconv>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace mmm::mysql {

namespace {

std::string read_whole(const std::filesystem::path& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The hexadecimal mask of a line "NAME:\t0000000000000100".
std::uint64_t mask_of(std::string_view status, std::string_view name)
{
    const auto line = status.find(name);
    if (line == std::string_view::npos) {
        return 0;
    }
    auto digits = status.substr(line + name.size());
    digits = trim(digits.substr(0, digits.find('\n')));
    std::uint64_t mask = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), mask, 16);
    return mask;
}

} // namespace

bool shows_pending_kill(std::string_view status)
{
    constexpr std::uint64_t kill_bit = std::uint64_t{1} << (SIGKILL - 1);
    return ((mask_of(status, "\nSigPnd:") | mask_of(status, "\nShdPnd:")) & kill_bit) != 0;
}

char thread_state(std::string_view stat)
{
    const auto name_end = stat.rfind(") "); // the name may have any characters
    return name_end == std::string_view::npos || name_end + 2 >= stat.size() ? '\0'
                                                                             : stat[name_end + 2];
}

bool is_left_in_kernel(pid_t pid)
{
    const std::filesystem::path process(cat("/proc/", pid));
    if (!shows_pending_kill(read_whole(process / "status"))) {
        return false;
    }
    bool waits = false;
    std::error_code failed;
    std::filesystem::directory_iterator thread(process / "task", failed);
    for (; !failed && thread != std::filesystem::directory_iterator(); thread.increment(failed)) {
        switch (thread_state(read_whole(thread->path() / "stat"))) {
        case 'D':
            waits = true;
            break;
        case 'Z':
        case 'X':
        case '\0': // it has gone meanwhile
            break;
        default:
            return false;
        }
    }
    return waits && !failed;
}

} // namespace mmm::mysql
