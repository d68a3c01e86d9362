// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Whether the disk below a directory still takes what is written. A server whose disk has stalled
// answers pings and lets clients in, and not one of their commits ends.
// A child writes: whoever waits for a stalled disk cannot be interrupted, not even by SIGKILL.
#pragma once

#include "ocf-agent/mond/child_task.h"
#include "ocf-agent/mond/disk_judge.h"
#include "ocf-agent/mond/event_loop.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace mmm::mond {

class DiskWatch {
public:
    /// Called once a second while the disk is in trouble; one line.
    using Failed = std::function<void(const std::string& why)>;

    /// limit: how long one write may take (disk_timeout); 0: nothing is watched.
    DiskWatch(EventLoop& loop, std::chrono::seconds limit, Failed failed);
    DiskWatch(const DiskWatch&) = delete;
    DiskWatch& operator=(const DiskWatch&) = delete;
    DiskWatch(DiskWatch&&) = delete;
    DiskWatch& operator=(DiskWatch&&) = delete;
    ~DiskWatch();

    /// Until stop(). Not where files without a name cannot be made (O_TMPFILE; NFS), which is
    /// logged.
    void start(const std::string& directory);
    void stop();

    [[nodiscard]] bool running() const { return writer_.running(); }

    [[nodiscard]] bool in_trouble() const { return in_trouble_; }

private:
    struct Shared;

    void begin();
    void look();
    void ended(const Message& message);
    void not_watched(const std::string& why) const;

    std::chrono::seconds limit_;
    Failed failed_;
    std::string directory_;
    /// Memory that the child shares.
    std::unique_ptr<Shared, void (*)(Shared*)> shared_;
    DiskJudge judge_;
    ChildTask writer_;
    Timer next_look_;
    bool in_trouble_ = false;
};

} // namespace mmm::mond
