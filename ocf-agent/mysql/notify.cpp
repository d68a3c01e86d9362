// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "ocf-agent/mysql/actions.h"
#include "ocf-agent/mysql/observe.h"
#include "ocf-agent/mysql/server_process.h"

#include <algorithm>

namespace mmm::mysql {

namespace {

/// The writer gave the role up, or is about to end.
void forget_writer(const ocf::Call& call, AgentState& state)
{
    const auto& lists = call.environment.lists;
    for (const auto* list : {&lists.demote, &lists.stop}) {
        if (std::ranges::find(*list, state.writer) != list->end()) {
            state.writer.clear();
        }
    }
}

void follow_new_writer(const ocf::Call& call, const Settings& settings, AgentState& state)
{
    const auto& writer = call.environment.lists.promote.front();
    if (writer == call.environment.node || !find_server(settings)) {
        state.writer = writer;
        return;
    }
    auto server = connect_local(settings, call.deadline);
    if (!server) {
        state.writer = writer;
        log::error(server.error().message);
        return;
    }
    if (auto following = follow_writer(call, settings, **server, writer, state); !following) {
        log::error(following.error().message);
    } else {
        log::notice(cat(call.environment.node, " follows ", writer));
    }
}

} // namespace

/// The cluster ignores how a notification ends: what fails here is in the log, and the monitor
/// tries again and reports it.
ocf::Outcome notify(const ocf::Call& call)
{
    const auto& environment = call.environment;
    const bool demoted =
        environment.notify_type == "post" &&
        (environment.notify_operation == "demote" || environment.notify_operation == "stop");
    const bool promoted = environment.notify_type == "post" &&
                          environment.notify_operation == "promote" &&
                          !environment.lists.promote.empty();
    if (!demoted && !promoted) {
        return ocf::Outcome::success();
    }
    const auto settings = settings_of(call.parameters);
    auto state = read_agent_state(environment.resource);
    if (demoted) {
        forget_writer(call, state);
    } else {
        follow_new_writer(call, settings, state);
    }
    if (auto written = write_agent_state(environment.resource, state); !written) {
        log::warning(written.error().message);
    }
    return ocf::Outcome::success();
}

} // namespace mmm::mysql
