// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Operators' orders are in the cluster's configuration; Pacemaker replaces its file on disk with
// each change, which inotify(7) tells.
#pragma once

#include "lib/base/fd.h"
#include "ocf-agent/mond/event_loop.h"

#include <string>

namespace mmm::mond {

class OrderWatch {
public:
    /// The handler is called soon after a change, once for changes that come together.
    OrderWatch(EventLoop& loop, EventLoop::Handler changed);
    OrderWatch(const OrderWatch&) = delete;
    OrderWatch& operator=(const OrderWatch&) = delete;
    OrderWatch(OrderWatch&&) = delete;
    OrderWatch& operator=(OrderWatch&&) = delete;
    ~OrderWatch();

    /// Errors: what the system says. The recurring monitor looks, too.
    Result<> start();

private:
    void receive();

    EventLoop& loop_;
    EventLoop::Handler changed_;
    Timer pause_;
    Fd notices_;
};

} // namespace mmm::mond
