// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Whether anything that clients were told is committed can be missing on the host that is to be
// promoted. Pure.
#pragma once

#include "lib/model/writer_plans.h"

#include <string>
#include <vector>

namespace mmm::model {

struct Proof {
    /// One line for each gap in the proof: which host may hold what. Empty: nothing is missing.
    std::vector<std::string> gaps;
    /// Why hosts that did not answer do not matter.
    std::vector<std::string> reasons;
};

/// `peers` are all that were asked, those without an answer included; `reach` is what `self` will
/// have once its plan is carried out.
///
/// With durability=lossless each acknowledged transaction is on the writer and on at least one
/// replica. So nothing is missing when the writer itself was asked after it was closed, or when
/// `self` was that writer and has its whole log; otherwise when every host that may have
/// acknowledged was asked, or is known to have left before with nothing that `self` lacks.
Proof prove_completeness(
    const HostFacts& self,
    const std::vector<HostFacts>& peers,
    const Transactions& reach,
    const PromotionRules& rules);

/// Whether it is known without asking the others what was acknowledged last: the last writer told
/// what it had when it was closed, or `self` was that writer and has its whole log.
bool knows_the_last_writes(
    const HostFacts& self, const std::vector<HostFacts>& peers, const PromotionRules& rules);

} // namespace mmm::model
