// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/disk_room.h"

#include <sys/statvfs.h>

#include <cstdint>

namespace mmm::mysql {

bool has_room(const std::string& directory)
{
    constexpr std::uint64_t enough = 1024 * 1024; // bytes

    struct statvfs disk {};

    return ::statvfs(directory.c_str(), &disk) != 0 ||
           std::uint64_t{disk.f_bavail} * disk.f_frsize >= enough;
}

} // namespace mmm::mysql
