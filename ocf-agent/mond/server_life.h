// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// When the cluster is told that the server has failed, and when it is not: once in the life of a
// server, and never because nobody could ask it. Pure.
#pragma once

#include "ocf-agent/mysql/hung_server.h"

#include <sys/types.h>

#include <optional>
#include <string>

namespace mmm::mond {

/// What the cluster is to be told.
struct Failure {
    pid_t server = -1;
    std::optional<mysql::Hang> hang; ///< it lives; without, it has ended
    std::string reason;

    bool operator==(const Failure&) const = default;
};

class ServerLife {
public:
    /// A server runs; whatever was known of another one is forgotten.
    void found(pid_t server);

    /// It answered in any way, also by a refusal. True when it had been reported as hung.
    bool answered();

    /// It was asked and did not answer in time. A server that never answered is starting, for all
    /// that is known: the monitor, which the cluster waits for, judges that.
    std::optional<Failure> was_silent(mysql::Hang hang, std::string reason);

    /// Its process has ended.
    std::optional<Failure> ended();

    [[nodiscard]] std::optional<pid_t> server() const { return server_; }

private:
    std::optional<pid_t> server_;
    bool has_answered_ = false;
    bool reported_ = false;
};

} // namespace mmm::mond
