// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/failure_report.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/cluster/pacemaker_tools.h"
#include "ocf-agent/mond/daemon_call.h"
#include "ocf-agent/mysql/hung_server.h"
#include "ocf-agent/mysql/judge.h"

#include <string_view>
#include <utility>

namespace mmm::mond {

namespace {

using std::chrono::milliseconds;

constexpr int attempts = 5;
constexpr milliseconds pause_between{500};
constexpr milliseconds told_again_after{10000};
constexpr milliseconds tool_budget{5000};
constexpr std::string_view said_told = "told";

/// In the child. The note of a hung server comes first: the cluster may be quicker than this
/// process. The host's own memory has time.
void tell(
    int socket, const ocf::Call& call, const mysql::Settings& settings, const Failure& failure)
{
    const auto& resource = call.environment.resource;
    if (failure.hang) {
        auto noted =
            mysql::note_hung_server(resource, failure.server, *failure.hang, failure.reason);
        if (!noted) {
            log::warning(noted.error().message);
        }
    }
    const auto told = cluster::PacemakerTools().report_failure(
        resource, call.environment.node, Deadline::after(tool_budget));
    mysql::note_silence(call, settings);
    send_message(socket, told ? said_told : told.error().message);
}

} // namespace

FailureReport::FailureReport(
    EventLoop& loop,
    const ocf::Call& call,
    const mysql::Settings& settings,
    std::function<bool()> acts)
    : call_(call)
    , settings_(settings)
    , acts_(std::move(acts))
    , task_(loop)
    , again_(loop)
{
}

void FailureReport::begin(const Failure& failure)
{
    log::error(cat(failure.reason, ": telling the cluster"));
    failure_ = failure;
    remind();
}

void FailureReport::hold(const Failure& failure)
{
    failure_ = failure;
    repeat_later();
}

void FailureReport::remind()
{
    if (!failure_) {
        return;
    }
    again_.cancel();
    attempts_left_ = attempts;
    another_ = task_.running();
    if (!another_) {
        attempt();
    }
}

void FailureReport::repeat_later()
{
    again_.set(told_again_after, [this] {
        if (acts_()) {
            remind();
        } else {
            repeat_later();
        }
    });
}

void FailureReport::drop()
{
    failure_.reset();
    again_.cancel();
    attempts_left_ = 0;
}

void FailureReport::attempt()
{
    --attempts_left_;
    auto begun = task_.begin(
        "mmm-report",
        [this, failure = *failure_](int socket) {
            tell(socket, within(call_, tool_budget), settings_, failure);
        },
        [this](const Message& message) { ended(message); });
    if (!begun) {
        ended({begun.error().message, {}});
    }
}

void FailureReport::ended(const Message& message)
{
    const bool another = std::exchange(another_, false);
    if (!failure_) {
        return;
    }
    if (another) {
        attempt();
    } else if (message.text == said_told) {
        repeat_later();
    } else {
        log::warning(message.text.empty() ? "the report was ended by a signal" : message.text);
        if (attempts_left_ > 0) {
            again_.set(pause_between, [this] { attempt(); });
        } else {
            repeat_later();
        }
    }
}

} // namespace mmm::mond
