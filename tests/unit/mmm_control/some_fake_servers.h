// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Servers that say what the test wants.
#pragma once

#include "mmm-compat/mmm_control/control_servers.h"
#include "tests/unit/model/a_move_situation.h"

#include <optional>

namespace mmm::control {

class SomeFakeServers : public ControlServers {
public:
    Result<model::MoveSituation> observe_move(
        const model::ClusterView&,
        const model::RoleView&,
        const model::MovePlan&,
        Deadline) override
    {
        ++asked;
        return error ? Result<model::MoveSituation>(*error)
                     : Result<model::MoveSituation>(situation.now);
    }

    int asked = 0;
    std::optional<Error> error;
    model::AMoveSituation situation;
};

} // namespace mmm::control
