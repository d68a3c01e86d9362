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

using ocf::Outcome;
using std::chrono::milliseconds;

constexpr milliseconds kill_reserve{5000};

/// Under writes, before anything is closed: the candidate applies what there is, so that little is
/// left to wait for while nobody can write. A candidate that cannot is no reason to stay open here:
/// the cluster has decided; promotion itself makes sure that nothing is missing.
void let_candidate_catch_up(const ocf::Call& call, const Settings& settings, db::Server& server)
{
    const auto& promote = call.environment.lists.promote;
    if (promote.empty() || promote.front() == call.environment.node) {
        return;
    }
    const auto until = call.deadline.within(call.environment.timeout / 4);
    auto candidate = connect_host(settings, promote.front(), until);
    auto facts = server.read_facts();
    if (!candidate || !facts) {
        log::warning(cat("could not let ", promote.front(), " catch up before closing"));
        return;
    }
    auto applied = (*candidate)->wait_until_applied(facts->executed, until);
    if (!applied || !*applied) {
        log::warning(cat(promote.front(), " is behind; clients wait for it now"));
    }
}

/// Refuses writes, then ends the clients' connections: whoever reconnects can no longer write. When
/// their statements stand in the way for too long, they are ended first.
Result<> close_server(const ocf::Call& call, const Settings& settings, db::Server& server)
{
    auto closed = server.close_for_writes(settings.kill_grace);
    while (!closed && closed.error().code == Errc::timeout &&
           !call.deadline.minus(kill_reserve).passed()) {
        log::warning(cat(closed.error().message, ": ending them"));
        auto ended = server.end_client_sessions();
        if (!ended) {
            return std::move(ended).error();
        }
        closed = server.close_for_writes(settings.kill_grace);
    }
    if (!closed) {
        return closed;
    }
    auto ended = server.end_client_sessions();
    if (!ended) {
        return std::move(ended).error();
    }
    auto facts = server.read_facts();
    if (!facts || !facts->read_only) {
        return Error{Errc::internal, "read_only was set, but the server does not say so"};
    }
    log::notice(
        cat(call.environment.node,
            " is closed for writes at ",
            facts->executed.to_text(),
            ", ",
            *ended,
            " client connections ended"));
    return {};
}

/// A server that cannot be closed must not go on: the cluster is about to open another one.
Outcome end_instead(const ocf::Call& call, pid_t pid, const Error& why)
{
    log::error(cat("could not close the server for writes, ending it instead: ", why.message));
    auto ended = kill_server(pid, call.deadline);
    return ended ? Outcome::success()
                 : Outcome::failure(std::move(ended).error().during("could not demote"));
}

} // namespace

ocf::Outcome demote(const ocf::Call& call)
{
    const auto settings = settings_of(call.parameters);
    update_agent_state(call.environment.resource, [&](AgentState& state) {
        if (state.writer == call.environment.node) {
            state.writer.clear();
        }
    });
    const auto pid = find_server(settings);
    if (!pid) {
        log::info("the server is down already, nothing to close");
        return Outcome::success();
    }
    auto server = connect_local(settings, call.deadline, patience_with_clients);
    if (!server) {
        return end_instead(call, *pid, server.error());
    }
    let_candidate_catch_up(call, settings, **server);
    auto closed = close_server(call, settings, **server);
    return closed ? Outcome::success() : end_instead(call, *pid, closed.error());
}

} // namespace mmm::mysql
