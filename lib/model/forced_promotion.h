// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Decides on "promote --accept-loss <host>": whether the operator's word is what is missing. Pure.
#pragma once

#include "lib/model/role_view.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace mmm::model {

/// The refusal that the operator would lift.
struct RefusedPromotion {
    std::string host;
    std::string reason; ///< as the agent gave it
};

/// Nothing of the kind yet: the cluster may be about to try, and to be refused again.
struct NoRefusalYet {};

using ForcedDecision = std::variant<std::string, NoRefusalYet, RefusedPromotion>;

/// A sentence when it must not or need not be done: passive mode, no quorum, there is a writer
/// (also a lost one that nobody has fenced yet), the host is no master, or its server does not run
/// for another reason than a refused promotion.
ForcedDecision
judge_forced_promotion(const ClusterStatus& status, const RoleView& roles, std::string_view host);

/// How a promotion under way has ended: promoted, refused again, or another host took the role.
/// `known` are the failed actions from before. Nothing while it goes on.
struct ForcedOutcome {
    bool promoted = false;
    std::string reason; ///< why not
};

std::optional<ForcedOutcome> judge_forced_progress(
    std::string_view host,
    const std::vector<FailedAction>& known,
    const ClusterStatus& status,
    const RoleView& roles);

} // namespace mmm::model
