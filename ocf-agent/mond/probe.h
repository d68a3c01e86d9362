// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Asks the server for a sign of life over a connection that stays. Logging in waits, so a child
// does it and hands the connection over; from then on a probe is five bytes there and some back,
// which the main loop sends and receives without the client library.
// A writer whose disk is full answers pings and lets clients in while their commits wait for room,
// so there the binary log is asked for instead.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/fd.h"
#include "ocf-agent/mond/child_task.h"
#include "ocf-agent/mond/event_loop.h"
#include "ocf-agent/mysql/hung_server.h"
#include "ocf-agent/mysql/settings.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace mmm::mond {

class Probe {
public:
    struct Handlers {
        /// The server lives: it answered, or it refused.
        EventLoop::Handler answered;
        /// It did not answer within check_timeout, or a login within login_timeout().
        std::function<void(mysql::Hang hang, std::string reason)> silent;
        /// Only a writer's binary log is worth a question.
        std::function<bool()> is_writer;
        /// Where the binary log is, at each login to a server that has one.
        std::function<void(const std::string& directory)> log_found;
    };

    Probe(EventLoop& loop, const mysql::Settings& settings, Handlers handlers);
    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;
    Probe(Probe&&) = delete;
    Probe& operator=(Probe&&) = delete;
    ~Probe();

    /// From now on, until stop(): a server runs.
    void start();
    void stop();

private:
    void ask();
    void log_in();
    void logged_in(Message message);
    void note_log(std::string_view description);
    void send_question();
    [[nodiscard]] bool asks_for_log() const;
    void discard_rest();
    void wait_for_late_answer();
    void receive();
    void disconnect();
    void was_silent(std::chrono::seconds limit);
    void note_trouble(const std::string& text);

    EventLoop& loop_;
    const mysql::Settings& settings_;
    Handlers handlers_;
    Timer next_;
    Timer patience_;
    ChildTask login_;
    Fd connection_;
    /// Where the binary log is; empty without one.
    std::string log_directory_;
    std::vector<std::uint8_t> log_question_;
    /// The question that waits is for the binary log.
    bool asked_log_ = false;
    std::vector<std::uint8_t> received_;
    bool waiting_ = false;
    /// The answer was not there when the next ping was due.
    bool late_ = false;
    Deadline answer_by_ = Deadline::after({});
    std::string trouble_;
};

} // namespace mmm::mond
