// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/lease_keeper.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "ocf-agent/mond/daemon_call.h"
#include "ocf-agent/mysql/agent_state.h"
#include "ocf-agent/mysql/closing.h"
#include "ocf-agent/mysql/lease_notes.h"
#include "ocf-agent/mysql/observe.h"
#include "ocf-agent/mysql/report.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace mmm::mond {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds interval{500};

/// Left of the time for closing when the server is killed instead.
constexpr milliseconds kill_reserve{250};

constexpr std::string_view said_closed = "closed";

model::LeaseRules rules_of(const mysql::Settings& settings, const Maintenance& maintenance)
{
    return {settings.lease, maintenance.stops_without_quorum()};
}

/// Short waits: the whole closing has a few seconds.
mysql::Settings hurried(mysql::Settings settings)
{
    settings.kill_grace = std::chrono::seconds(1);
    return settings;
}

/// The writer's own mark goes: the cluster has none here from now on.
void forget_writer(const std::string& resource)
{
    mysql::update_agent_state(resource, [](mysql::AgentState& state) { state.writer.clear(); });
}

/// In the child. Said first, so that a monitor can tell whatever becomes of the rest.
void close_server(
    int socket, const ocf::Call& call, const mysql::Settings& settings, const std::string& why)
{
    const auto& resource = call.environment.resource;
    if (auto noted = mysql::note_lease_end(resource, why); !noted) {
        log::warning(noted.error().message);
    }
    auto server = mysql::connect_local(settings, call.deadline);
    if (!server) {
        send_message(socket, server.error().message);
        return;
    }
    auto closed = mysql::close_writer(call, settings, **server, "");
    if (closed) {
        forget_writer(resource);
    }
    send_message(socket, closed ? said_closed : closed.error().message);
}

} // namespace

LeaseKeeper::LeaseKeeper(
    EventLoop& loop,
    const ocf::Call& call,
    const mysql::Settings& settings,
    const Maintenance& maintenance,
    Server server)
    : loop_(loop)
    , call_(call)
    , settings_(settings)
    , maintenance_(maintenance)
    , server_(std::move(server))
    , quorum_(
          loop,
          [this](std::int64_t at_ms, bool quorate) {
              if (lease_) {
                  lease_->corosync_answered(at_ms, quorate);
                  judge();
              }
          })
    , manager_(loop, call)
    , closing_(loop)
    , next_(loop)
    , patience_(loop)
{
}

void LeaseKeeper::start()
{
    if (settings_.lease.count() > 0) {
        look();
    }
}

bool LeaseKeeper::guards() const
{
    return server_.runs() && !maintenance_.in_force() && !maintenance_.unmanaged() &&
           mysql::read_agent_state(call_.environment.resource).writer == call_.environment.node;
}

void LeaseKeeper::look()
{
    next_.set(interval, [this] { look(); });
    if (closing_.running()) {
        return;
    }
    if (!guards()) {
        end_lease();
        return;
    }
    if (!lease_) {
        grant();
    }
    lease_->change_rules(rules_of(settings_, maintenance_));
    const auto now = mysql::uptime_ms();
    if (manager_.lives()) {
        lease_->manager_seen(now);
    }
    judge();
}

void LeaseKeeper::grant()
{
    lease_.emplace(rules_of(settings_, maintenance_), mysql::uptime_ms());
    quorum_.start();
}

void LeaseKeeper::end_lease()
{
    if (lease_) {
        lease_.reset();
        quorum_.stop();
        manager_.stop();
    }
}

void LeaseKeeper::judge()
{
    const auto verdict = lease_->judge(mysql::uptime_ms());
    if (verdict.close && !closing_.running()) {
        close(verdict.reason);
    }
}

void LeaseKeeper::close(const std::string& why)
{
    log::error(
        cat(why,
            ": closing the writer, because another host may be about to open; the cluster promotes "
            "again when it is back"));
    const auto time = rules_of(settings_, maintenance_).closing_time();
    auto call = within(call_, time - kill_reserve);
    call.environment.timeout = time;
    auto begun = closing_.begin(
        "mmm-close",
        [call, why, settings = hurried(settings_)](int socket) {
            close_server(socket, call, settings, why);
        },
        [this](const Message& message) { closed(message); });
    if (!begun) {
        kill(begun.error().message);
        return;
    }
    patience_.set(time - kill_reserve, [this] { kill("it was not closed in time"); });
}

void LeaseKeeper::closed(const Message& message)
{
    patience_.cancel();
    if (message.text == said_closed) {
        end_lease();
        return;
    }
    kill(message.text.empty() ? "whoever was to close it was ended by a signal" : message.text);
}

void LeaseKeeper::kill(const std::string& why)
{
    closing_.end();
    log::error(cat("could not close the server for writes, ending it instead: ", why));
    server_.kill();
    end_lease();
}

} // namespace mmm::mond
