// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/closing.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/model/writer_plans.h"
#include "ocf-agent/mysql/plan_runner.h"

#include <utility>

namespace mmm::mysql {

Result<model::Transactions> close_writer(
    const ocf::Call& call,
    const Settings& settings,
    db::Server& server,
    const std::string& candidate)
{
    auto before = server.read_facts();
    if (!before) {
        return std::move(before).error();
    }
    const auto plan = model::plan_demotion(*before, candidate);
    if (auto done = run_plan(plan, call, settings, server); !done) {
        return std::move(done).error();
    }
    auto facts = server.read_facts();
    if (!facts || !facts->read_only) {
        return Error{Errc::internal, "read_only was set, but the server does not say so"};
    }
    log::notice(cat(call.environment.node, " is closed for writes at ", facts->executed.to_text()));
    return std::move(facts->executed);
}

} // namespace mmm::mysql
