// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What the commands ask of the database servers. Tests replace it.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/result.h"
#include "lib/model/cluster_view.h"
#include "lib/model/move_preview.h"
#include "lib/model/role_view.h"

namespace mmm::control {

class ControlServers {
public:
    ControlServers() = default;
    ControlServers(const ControlServers&) = delete;
    ControlServers(ControlServers&&) = delete;
    ControlServers& operator=(const ControlServers&) = delete;
    ControlServers& operator=(ControlServers&&) = delete;
    virtual ~ControlServers() = default;

    /// What the servers say about a move of the writer; changes nothing. Errors: they cannot be
    /// asked from this node at all, because the password file is not readable or does not fit.
    virtual Result<model::MoveSituation> observe_move(
        const model::ClusterView& cluster,
        const model::RoleView& roles,
        const model::MovePlan& plan,
        Deadline deadline) = 0;
};

} // namespace mmm::control
