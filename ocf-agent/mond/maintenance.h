// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What the configuration says about leaving the server alone: whether the cluster, this node or the
// resource is in maintenance, where what is done to the server by hand is no failure; and whether
// anything shall stop for lack of quorum. Known beforehand, as a report has no time to ask, and
// without a cluster there is nobody to ask.
#pragma once

#include "ocf-agent/mond/child_task.h"
#include "ocf-agent/runtime/agent.h"

#include <functional>

namespace mmm::mond {

class Maintenance {
public:
    /// managed_again: called when the cluster looks after the resource again after it did not.
    Maintenance(EventLoop& loop, const ocf::Call& call, std::function<void()> managed_again);

    /// To be called when the configuration may have changed.
    void look();

    /// The cluster or this node is; as last seen; false while nobody could tell.
    [[nodiscard]] bool in_force() const { return in_force_; }

    /// The resource is not managed, or in maintenance by itself.
    [[nodiscard]] bool unmanaged() const { return unmanaged_; }

    /// no-quorum-policy wants resources to stop, or the node to end.
    [[nodiscard]] bool stops_without_quorum() const { return stops_without_quorum_; }

private:
    void seen(const Message& message);

    const ocf::Call& call_;
    std::function<void()> managed_again_;
    ChildTask task_;
    bool again_ = false;
    bool in_force_ = false;
    bool unmanaged_ = false;
    bool stops_without_quorum_ = true;
};

} // namespace mmm::mond
