// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A point in time by which something must be done. Every wait takes one.
#pragma once

#include <algorithm>
#include <chrono>

namespace mmm {

class Deadline {
public:
    using Clock = std::chrono::steady_clock;

    /// The deadline that lies `budget` ahead of now.
    static Deadline after(std::chrono::milliseconds budget)
    {
        return Deadline(Clock::now() + budget);
    }

    /// The earlier of this deadline and `budget` from now: for one step of a longer work.
    [[nodiscard]] Deadline within(std::chrono::milliseconds budget) const
    {
        return Deadline(std::min(at_, Clock::now() + budget));
    }

    /// This deadline brought forward by `reserve`, which is kept for what comes after.
    [[nodiscard]] Deadline minus(std::chrono::milliseconds reserve) const
    {
        return Deadline(at_ - reserve);
    }

    [[nodiscard]] std::chrono::milliseconds remaining() const
    {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(at_ - Clock::now());
        return std::max(left, std::chrono::milliseconds{0});
    }

    [[nodiscard]] bool passed() const { return Clock::now() >= at_; }

private:
    explicit Deadline(Clock::time_point at)
        : at_(at)
    {
    }

    Clock::time_point at_;
};

} // namespace mmm
