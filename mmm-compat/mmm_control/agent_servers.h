// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The servers, asked as the agent asks them: with its parameters from the cluster's configuration,
// its account, and its own code.
#pragma once

#include "mmm-compat/mmm_control/control_servers.h"

namespace mmm::control {

class AgentServers : public ControlServers {
public:
    Result<model::MoveSituation> observe_move(
        const model::ClusterView& cluster,
        const model::RoleView& roles,
        const model::MovePlan& plan,
        Deadline deadline) override;
};

} // namespace mmm::control
