// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/background.h"
#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "ocf-agent/mysql/actions.h"
#include "ocf-agent/mysql/closing.h"
#include "ocf-agent/mysql/cluster_memory.h"
#include "ocf-agent/mysql/hung_server.h"
#include "ocf-agent/mysql/observe.h"
#include "ocf-agent/mysql/report.h"
#include "ocf-agent/mysql/server_process.h"

namespace mmm::mysql {

namespace {

using ocf::Outcome;
using std::chrono::milliseconds;

constexpr milliseconds tell_budget{10000};

std::string candidate(const ocf::Call& call)
{
    const auto& promote = call.environment.lists.promote;
    return promote.empty() || promote.front() == call.environment.node ? "" : promote.front();
}

/// In the background: the candidate asks this server itself, unless it ends meanwhile.
void tell_closing(const ocf::Call& call, const model::Transactions& had)
{
    const Closing closing{had, wall_clock_ms()};
    const auto resource = call.environment.resource;
    auto begun = run_in_background("mmm-recorder", {}, [&] {
        auto told = ClusterMemory(resource).write_closing(closing, Deadline::after(tell_budget));
        if (!told) {
            log::warning(told.error().message);
        }
    });
    if (!begun) {
        log::warning(begun.error().message);
    }
}

Result<> close_server(const ocf::Call& call, const Settings& settings, db::Server& server)
{
    auto had = close_writer(call, settings, server, candidate(call));
    if (!had) {
        return std::move(had).error();
    }
    tell_closing(call, *had);
    return {};
}

/// A server that cannot be closed must not go on: the cluster is about to open another one.
Outcome end_instead(const ocf::Call& call, const Settings& settings, pid_t pid, const Error& why)
{
    log::error(cat("could not close the server for writes, ending it instead: ", why.message));
    auto ended = kill_server(settings, pid, call.deadline);
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
    if (is_known_to_hang(call.environment.resource, settings, *pid)) {
        return end_instead(call, settings, *pid, Error{Errc::timeout, "it hangs"});
    }
    // A server that answers nothing while it is closed would be waited for until the time-out.
    const auto answer_by = call.deadline.within(settings.closing_timeout());
    auto server = connect_local(settings, answer_by, patience_with_clients);
    if (!server) {
        return end_instead(call, settings, *pid, server.error());
    }
    auto closed = close_server(call, settings, **server);
    return closed ? Outcome::success() : end_instead(call, settings, *pid, closed.error());
}

} // namespace mmm::mysql
