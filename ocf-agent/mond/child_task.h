// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Work that may wait, in a child process, so that the main loop never does: logging in, asking and
// telling the cluster. A process, not a thread: it can be ended at any point.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/fd.h"
#include "lib/base/file_passing.h"
#include "ocf-agent/mond/event_loop.h"

#include <sys/types.h>

#include <functional>
#include <string>

namespace mmm::mond {

class ChildTask {
public:
    /// Runs in the child and may send one message through the socket, as its last act.
    using Work = std::function<void(int socket)>;
    /// Runs in the main loop when the child has ended; the message is empty when it sent none.
    using Done = std::function<void(Message message)>;
    /// Runs in the main loop with each message of a child that sends more than one.
    using Heard = std::function<void(const Message& message)>;

    explicit ChildTask(EventLoop& loop);
    ChildTask(const ChildTask&) = delete;
    ChildTask& operator=(const ChildTask&) = delete;
    ChildTask(ChildTask&&) = delete;
    ChildTask& operator=(ChildTask&&) = delete;
    /// Ends the child.
    ~ChildTask();

    /// Only while none is running. The child dies with this process. `name` is its name in process
    /// lists (15 bytes).
    /// With a `heard`, messages go there, and Done gets an empty one.
    Result<> begin(const std::string& name, const Work& work, Done done, Heard heard = {});

    [[nodiscard]] bool running() const { return process_.valid(); }

    /// Ends the child; its Done is not called.
    void end();

    /// Waits for the child's own end, and ends it at the deadline; its Done is not called.
    void finish(Deadline deadline);

private:
    void listen();
    void ended();
    void reap();

    EventLoop& loop_;
    pid_t pid_ = -1;
    Fd process_;
    Fd socket_;
    Done done_;
    Heard heard_;
};

} // namespace mmm::mond
