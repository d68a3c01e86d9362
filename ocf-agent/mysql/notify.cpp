// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/background.h"
#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "ocf-agent/mysql/actions.h"
#include "ocf-agent/mysql/observe.h"
#include "ocf-agent/mysql/server_process.h"

#include <algorithm>

namespace mmm::mysql {

namespace {

void remember_writer(const ocf::Call& call, const std::string& writer)
{
    update_agent_state(
        call.environment.resource, [&](AgentState& state) { state.writer = writer; });
}

/// The writer gave the role up, or has ended.
void forget_writer(const ocf::Call& call)
{
    const auto& lists = call.environment.lists;
    update_agent_state(call.environment.resource, [&](AgentState& state) {
        for (const auto* list : {&lists.demote, &lists.stop}) {
            if (std::ranges::find(*list, state.writer) != list->end()) {
                state.writer.clear();
            }
        }
    });
}

void follow(const ocf::Call& call, const Settings& settings, const std::string& writer)
{
    const auto lock = lock_replication(call.environment.resource, call.deadline);
    if (!lock) {
        log::error(lock.error().message);
        return;
    }
    auto server = connect_local(settings, call.deadline);
    auto following = server ? follow_writer(call, settings, **server, writer)
                            : Result<>(std::move(server).error());
    if (!following) {
        log::error(following.error().message);
        return;
    }
    log::notice(cat(call.environment.node, " follows ", writer));
}

/// The writer's address waits until this notification is through on every host (Pacemaker orders
/// what follows a clone after its notifications), so following goes on behind it.
void follow_new_writer(const ocf::Call& call)
{
    const auto writer = call.environment.lists.promote.front();
    remember_writer(call, writer);
    const auto settings = settings_of(call.parameters);
    if (writer == call.environment.node || !find_server(settings)) {
        return;
    }
    auto begun = run_in_background("mmm-follower", {}, [&] { follow(call, settings, writer); });
    if (!begun) {
        log::error(begun.error().message);
    }
}

} // namespace

/// The cluster ignores how a notification ends: what fails here is in the log, and the monitor
/// tries again and reports it.
ocf::Outcome notify(const ocf::Call& call)
{
    const auto& environment = call.environment;
    if (environment.notify_type != "post") {
        return ocf::Outcome::success();
    }
    const auto& operation = environment.notify_operation;
    if (operation == "demote" || operation == "stop") {
        forget_writer(call);
    } else if (operation == "promote" && !environment.lists.promote.empty()) {
        follow_new_writer(call);
    }
    return ocf::Outcome::success();
}

} // namespace mmm::mysql
