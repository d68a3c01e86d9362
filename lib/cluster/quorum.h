// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Corosync's word on quorum, by its libquorum.
#pragma once

#include "lib/base/result.h"

#include <cstdint>

namespace mmm::cluster {

/// A connection to the corosync of this host. Its calls wait for as long as corosync takes, which
/// is for ever when that is frozen: for a process that may hang.
class Quorum {
public:
    /// Errors: unreachable when corosync does not run.
    static Result<Quorum> connect();

    Quorum(const Quorum&) = delete;
    Quorum& operator=(const Quorum&) = delete;
    Quorum(Quorum&& other) noexcept;
    Quorum& operator=(Quorum&&) = delete;
    ~Quorum();

    /// Errors: unreachable when corosync has ended.
    [[nodiscard]] Result<bool> is_quorate() const;

private:
    explicit Quorum(std::uint64_t handle)
        : handle_(handle)
    {
    }

    std::uint64_t handle_;
    bool connected_ = true;
};

} // namespace mmm::cluster
