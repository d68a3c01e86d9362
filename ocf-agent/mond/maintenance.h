// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Whether the cluster, or this node, is in maintenance: Pacemaker then looks at nothing, and what
// is done to the server by hand is no failure. Known beforehand, as a report has no time to ask.
#pragma once

#include "ocf-agent/mond/child_task.h"
#include "ocf-agent/runtime/agent.h"

namespace mmm::mond {

class Maintenance {
public:
    Maintenance(EventLoop& loop, const ocf::Call& call);

    /// To be called when the configuration may have changed.
    void look();

    /// As last seen; false while nobody could tell.
    [[nodiscard]] bool in_force() const { return in_force_; }

private:
    void seen(const Message& message);

    const ocf::Call& call_;
    ChildTask task_;
    bool again_ = false;
    bool in_force_ = false;
};

} // namespace mmm::mond
