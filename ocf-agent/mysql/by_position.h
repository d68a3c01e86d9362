// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What following and promoting need in addition where servers run without GTID.
#pragma once

#include "lib/base/result.h"
#include "lib/db/server.h"
#include "lib/model/plan.h"
#include "lib/model/writer_plans.h"
#include "ocf-agent/mysql/promotion_inputs.h"
#include "ocf-agent/mysql/settings.h"
#include "ocf-agent/runtime/agent.h"

#include <vector>

namespace mmm::mysql {

/// What to do to follow a writer. `self` is brought to a stand first where it must leave the former
/// writer; what it is then is in `self` afterwards. Errors: the local server does not answer, or
/// that could not be done.
Result<model::Decision> decide_to_follow(
    const ocf::Call& call,
    const Settings& settings,
    db::Server& server,
    model::HostFacts& self,
    const model::HostFacts& writer);

/// Completes what a promotion goes by. When another host received more than this one, this one is
/// brought to a stand, and where it goes on there is located.
Result<> locate_catch_up(
    const ocf::Call& call, const Settings& settings, db::Server& server, PromotionInputs& inputs);

/// What the writer does to replicate from the other master.
model::Plan decide_ring(
    const ocf::Call& call,
    const model::HostFacts& self,
    const std::vector<model::HostFacts>& peers);

/// Of which host's log the record of a move tells how far the new writer had executed it, and how
/// far that was.
void note_former_place(
    model::WriterRecord& record,
    const model::ServerFacts& opened,
    const model::Plan& plan,
    const PromotionInputs& inputs);

} // namespace mmm::mysql
