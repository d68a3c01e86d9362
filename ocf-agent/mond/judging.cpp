// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/judging.h"

#include "lib/base/log.h"
#include "ocf-agent/mond/daemon_call.h"
#include "ocf-agent/mysql/judge.h"

#include <utility>

namespace mmm::mond {

namespace {

constexpr std::chrono::milliseconds budget{15000};

} // namespace

Judging::Judging(EventLoop& loop, const ocf::Call& call, const mysql::Settings& settings)
    : call_(call)
    , settings_(settings)
    , task_(loop)
{
}

void Judging::begin(std::optional<bool> ping_answered)
{
    ping_answered_ = ping_answered;
    again_ = task_.running();
    if (again_) {
        return;
    }
    const auto work = [this](int) {
        // A server that cannot be asked is the probe's business.
        static_cast<void>(
            mysql::look_and_judge(within(call_, budget), settings_, {ping_answered_, {}}));
    };
    if (auto begun = task_.begin("mmm-judge", work, [this](const Message&) { ended(); }); !begun) {
        log::warning(begun.error().message);
    }
}

void Judging::ended()
{
    if (std::exchange(again_, false)) {
        begin(ping_answered_);
    }
}

void Judging::finish(Deadline deadline)
{
    again_ = false;
    task_.finish(deadline);
}

} // namespace mmm::mond
