// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Gathers what the decision on a promotion goes by: this host, the others, and what the cluster
// remembers.
#pragma once

#include "lib/base/result.h"
#include "lib/db/server.h"
#include "lib/model/writer_plans.h"
#include "ocf-agent/mysql/settings.h"
#include "ocf-agent/runtime/agent.h"

#include <string>
#include <vector>

namespace mmm::mysql {

struct PromotionInputs {
    model::HostFacts self;
    std::vector<model::HostFacts> peers;
    model::PromotionRules rules;
};

/// What is enough while all is well: these hosts, whose servers run, are asked, and the record of
/// the last writer is read at the same time. Errors: the local server or the record cannot be read.
Result<PromotionInputs> gather_promotion_inputs(
    const ocf::Call& call,
    const Settings& settings,
    db::Server& server,
    const std::vector<std::string>& peers);

/// What may still allow a promotion that was refused, or tell more exactly what is missing: which
/// hosts are quarantined, what those that do not answer had at most, and the operator's word. One
/// tool call for each.
void gather_more(const ocf::Call& call, PromotionInputs& inputs);

} // namespace mmm::mysql
