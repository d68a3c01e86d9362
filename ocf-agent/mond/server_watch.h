// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The server's process: found as the agent finds it, and its end seen the moment it happens.
#pragma once

#include "lib/base/fd.h"
#include "ocf-agent/mond/event_loop.h"
#include "ocf-agent/mysql/settings.h"

#include <sys/types.h>

#include <functional>

namespace mmm::mond {

class ServerWatch {
public:
    struct Handlers {
        std::function<void(pid_t server)> found;
        EventLoop::Handler ended;
    };

    ServerWatch(EventLoop& loop, const mysql::Settings& settings, Handlers handlers);
    ServerWatch(const ServerWatch&) = delete;
    ServerWatch& operator=(const ServerWatch&) = delete;
    ServerWatch(ServerWatch&&) = delete;
    ServerWatch& operator=(ServerWatch&&) = delete;
    ~ServerWatch();

    /// Looks for a server now, and then each check_period until there is one.
    void look();

    /// The server's end, whatever it does.
    void kill();

private:
    bool attach();
    void ended();

    EventLoop& loop_;
    const mysql::Settings& settings_;
    Handlers handlers_;
    Timer again_;
    Fd process_;
};

} // namespace mmm::mond
