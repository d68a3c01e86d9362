// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Closes a writer that the cluster no longer knows of: lib/model/writer_lease.h decides, a child
// closes, and what cannot be closed in time is killed.
#pragma once

#include "lib/model/writer_lease.h"
#include "ocf-agent/mond/child_task.h"
#include "ocf-agent/mond/event_loop.h"
#include "ocf-agent/mond/maintenance.h"
#include "ocf-agent/mond/manager_watch.h"
#include "ocf-agent/mond/quorum_watch.h"
#include "ocf-agent/mysql/settings.h"
#include "ocf-agent/runtime/agent.h"

#include <functional>
#include <optional>
#include <string>

namespace mmm::mond {

class LeaseKeeper {
public:
    struct Server {
        std::function<bool()> runs;
        EventLoop::Handler kill;
    };

    LeaseKeeper(
        EventLoop& loop,
        const ocf::Call& call,
        const mysql::Settings& settings,
        const Maintenance& maintenance,
        Server server);

    void start();

    /// The server is open for writes, and it is on this to close it.
    [[nodiscard]] bool holds() const { return lease_.has_value(); }

private:
    void look();
    [[nodiscard]] bool guards() const;
    void grant();
    void end_lease();
    void judge();
    void close(const std::string& why);
    void closed(const Message& message);
    void kill(const std::string& why);

    EventLoop& loop_;
    const ocf::Call& call_;
    const mysql::Settings& settings_;
    const Maintenance& maintenance_;
    Server server_;
    QuorumWatch quorum_;
    ManagerWatch manager_;
    ChildTask closing_;
    Timer next_;
    Timer patience_;
    std::optional<model::WriterLease> lease_;
};

} // namespace mmm::mond
