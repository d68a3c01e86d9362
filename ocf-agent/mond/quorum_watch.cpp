// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/quorum_watch.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/base/text.h"
#include "lib/cluster/quorum.h"
#include "ocf-agent/mysql/report.h"

#include <poll.h>

#include <string_view>
#include <utility>

namespace mmm::mond {

namespace {

using std::chrono::milliseconds;

constexpr int interval_ms = 500;
constexpr milliseconds pause_after_trouble{500};

// What the child says; the time of the question follows.
constexpr std::string_view said_quorate = "quorate ";
constexpr std::string_view said_not = "not ";

/// In the child, until corosync or the daemon ends.
void ask_on(int socket)
{
    const auto quorum = cluster::Quorum::connect();
    if (!quorum) {
        send_message(socket, quorum.error().message);
        return;
    }
    for (;;) {
        const auto at = mysql::uptime_ms();
        const auto quorate = quorum->is_quorate();
        if (!quorate) {
            send_message(socket, quorate.error().message);
            return;
        }
        if (!send_message(socket, cat(*quorate ? said_quorate : said_not, at))) {
            return;
        }
        ::poll(nullptr, 0, interval_ms);
    }
}

} // namespace

QuorumWatch::QuorumWatch(EventLoop& loop, Answered answered)
    : loop_(loop)
    , answered_(std::move(answered))
    , task_(loop)
    , again_(loop)
{
}

void QuorumWatch::start()
{
    if (!task_.running() && !again_.running()) {
        begin();
    }
}

void QuorumWatch::stop()
{
    again_.cancel();
    task_.end();
    trouble_.clear();
}

void QuorumWatch::begin()
{
    auto begun = task_.begin(
        "mmm-quorum",
        [](int socket) { ask_on(socket); },
        [this](const Message&) { ended(); },
        [this](const Message& message) { heard(message); });
    if (!begun) {
        log::warning(begun.error().message);
        ended();
    }
}

void QuorumWatch::heard(const Message& message)
{
    const std::string_view text = message.text;
    const bool quorate = text.starts_with(said_quorate);
    if (!quorate && !text.starts_with(said_not)) {
        if (std::exchange(trouble_, message.text) != message.text) {
            log::warning(message.text);
        }
        return;
    }
    trouble_.clear();
    const auto at =
        parse_number<std::int64_t>(text.substr((quorate ? said_quorate : said_not).size()));
    answered_(at.value_or(0), quorate);
}

void QuorumWatch::ended()
{
    again_.set(pause_after_trouble, [this] { begin(); });
}

} // namespace mmm::mond
