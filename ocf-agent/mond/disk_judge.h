// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// When a disk counts as failed. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace mmm::mond {

/// What a process that writes to a disk again and again shows of itself.
struct DiskSigns {
    /// Names the write that has begun and not ended; 0 between two writes.
    std::uint64_t waiting_in = 0;
    /// The errno by which each of the last writes failed; 0 when one succeeded.
    int error = 0;
};

/// True for what a disk, or its file system, answers that takes nothing more. A lack of room, of
/// rights or of memory is none of it.
bool is_disk_error(int error_number);

class DiskJudge {
public:
    /// limit: how long one write may take; not before that many looks, one second apart.
    explicit DiskJudge(std::chrono::seconds limit)
        : limit_(limit)
    {
    }

    /// To be called once a second. Time that this process was not let run is no time of the disk:
    /// a host that was paused sees all of it at once. Gives what is the matter, "has taken nothing
    /// for 10 s".
    std::optional<std::string> look(const DiskSigns& signs);

private:
    std::chrono::seconds limit_;
    std::uint64_t waiting_in_ = 0;
    std::chrono::seconds waited_{};
};

} // namespace mmm::mond
