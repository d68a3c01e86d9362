// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/probe.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/db/connection.h"
#include "lib/db/log_events.h"
#include "lib/db/ping.h"
#include "ocf-agent/mysql/disk_room.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <utility>

namespace mmm::mond {

namespace {

using std::chrono::milliseconds;

/// So that a server that falls silent is asked soon, while check_timeout leaves it time to answer.
constexpr int probes_per_period = 4;

/// A server that refuses the account is no better a second later.
constexpr milliseconds pause_after_refusal{5000};

// How logging in ended, as the child says it. A reason follows; after "connected" the statement
// that asks for the end of the binary log, a line break, and the log's directory, or nothing.
constexpr std::string_view said_connected = "connected ";
constexpr std::string_view said_refused = "refused ";
constexpr std::string_view said_silent = "silent ";
constexpr std::string_view said_unknown = "unknown ";

/// A refusal is a sign of life. Nobody listens: it starts, or shuts down. Our own fault says
/// nothing.
std::string_view meaning_of(Errc code)
{
    switch (code) {
    case Errc::conflict:
    case Errc::access_denied:
    case Errc::query_failed:
    case Errc::unsupported:
    case Errc::refused:
        return said_refused;
    case Errc::timeout:
        return said_silent;
    case Errc::bad_parameter:
    case Errc::bad_on_this_host:
    case Errc::missing_software:
    case Errc::no_permission:
    case Errc::unreachable:
    case Errc::tool_failed:
    case Errc::malformed_input:
    case Errc::internal:
        return said_unknown;
    }
    return said_unknown;
}

void send_error(int socket, const Error& error)
{
    send_message(socket, cat(meaning_of(error.code), error.message.substr(0, 1000)));
}

/// In the child.
std::string describe_log(db::Connection& connection)
{
    const auto log = db::read_binary_log(connection);
    if (!log || log->base.empty()) {
        return "";
    }
    return cat(
        db::log_end_statement(connection.server_version()),
        '\n',
        std::filesystem::path(log->base).parent_path().string());
}

/// In the child.
void log_in_for(int socket, const mysql::Settings& settings)
{
    const auto accounts = mysql::read_accounts(settings);
    if (!accounts) {
        send_error(socket, accounts.error());
        return;
    }
    auto connection = db::Connection::open(
        {settings.socket, {}, 0}, accounts->agent, Deadline::after(settings.login_timeout()));
    if (!connection) {
        send_error(socket, connection.error());
        return;
    }
    send_message(socket, cat(said_connected, describe_log(*connection)), connection->socket());
    ::_exit(0); // before the connection would be closed in good form
}

} // namespace

Probe::Probe(EventLoop& loop, const mysql::Settings& settings, Handlers handlers)
    : loop_(loop)
    , settings_(settings)
    , handlers_(std::move(handlers))
    , next_(loop)
    , patience_(loop)
    , login_(loop)
{
}

Probe::~Probe()
{
    stop();
}

void Probe::start()
{
    stop();
    ask();
}

void Probe::stop()
{
    next_.cancel();
    patience_.cancel();
    login_.end();
    disconnect();
    trouble_.clear();
}

/// The answer to a ping is taken up with the next one: to be woken for each would cost as much
/// again.
void Probe::ask()
{
    next_.set(milliseconds(settings_.check_period) / probes_per_period, [this] { ask(); });
    if (waiting_ && !late_) {
        receive();
        wait_for_late_answer();
    }
    if (waiting_ || login_.running()) {
        return;
    }
    if (connection_.valid()) {
        send_question();
    } else {
        log_in();
    }
}

void Probe::wait_for_late_answer()
{
    if (!waiting_) {
        return;
    }
    if (auto watched = loop_.watch(connection_.get(), [this] { receive(); }); !watched) {
        note_trouble(watched.error().message);
    }
    late_ = true;
    patience_.set(answer_by_.remaining(), [this] { was_silent(settings_.check_timeout); });
}

void Probe::log_in()
{
    auto begun = login_.begin(
        "mmm-login",
        [this](int socket) { log_in_for(socket, settings_); },
        [this](Message message) { logged_in(std::move(message)); });
    if (!begun) {
        note_trouble(begun.error().message);
        return;
    }
    const auto limit = settings_.login_timeout();
    patience_.set(limit, [this, limit] { was_silent(limit); });
}

void Probe::logged_in(Message message)
{
    patience_.cancel();
    const std::string_view text = message.text;
    if (text.starts_with(said_connected) && message.file.valid()) {
        if (!trouble_.empty()) {
            log::info("the server can be asked again");
            trouble_.clear();
        }
        connection_ = std::move(message.file);
        note_log(text.substr(said_connected.size()));
        handlers_.answered();
    } else if (text.starts_with(said_refused)) {
        note_trouble(message.text.substr(said_refused.size()));
        handlers_.answered();
        next_.set(pause_after_refusal, [this] { ask(); });
    } else if (text.starts_with(said_silent)) {
        handlers_.silent(mysql::Hang::mute, message.text.substr(said_silent.size()));
    } else if (text.starts_with(said_unknown)) {
        note_trouble(message.text.substr(said_unknown.size()));
    }
}

/// What describe_log() said.
void Probe::note_log(std::string_view description)
{
    const auto end = std::min(description.find('\n'), description.size());
    log_question_ = db::query_packet(description.substr(0, end));
    log_directory_ = description.substr(std::min(end + 1, description.size()));
    if (!log_directory_.empty()) {
        handlers_.log_found(log_directory_);
    }
}

bool Probe::asks_for_log() const
{
    return !log_directory_.empty() && !mysql::has_room(log_directory_) && handlers_.is_writer();
}

void Probe::send_question()
{
    if (asked_log_) {
        discard_rest();
    }
    received_.clear();
    asked_log_ = asks_for_log();
    const std::span<const std::uint8_t> question =
        asked_log_ ? std::span<const std::uint8_t>(log_question_) : db::ping_packet;
    const auto sent = ::send(connection_.get(), question.data(), question.size(), MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(question.size())) {
        disconnect();
        return;
    }
    waiting_ = true;
    answer_by_ = Deadline::after(settings_.check_timeout);
}

/// The rows, which follow the packet that was the answer.
void Probe::discard_rest()
{
    std::array<std::uint8_t, 1024> buffer{};
    while (::recv(connection_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT) > 0) {
    }
}

void Probe::receive()
{
    std::array<std::uint8_t, 1024> buffer{};
    const auto got = ::recv(connection_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (got <= 0) {
        disconnect(); // somebody ended the connection, or the server is about to end
        return;
    }
    received_.insert(received_.end(), buffer.begin(), buffer.begin() + got);
    switch (db::parse_ping_answer(received_)) {
    case db::PingAnswer::incomplete:
        return;
    case db::PingAnswer::closed:
        disconnect();
        break;
    case db::PingAnswer::alive:
        waiting_ = false;
        late_ = false;
        patience_.cancel();
        loop_.unwatch(connection_.get());
        break;
    }
    handlers_.answered();
}

void Probe::disconnect()
{
    if (connection_.valid()) {
        loop_.unwatch(connection_.get());
        connection_.reset();
        patience_.cancel();
    }
    waiting_ = false;
    late_ = false;
    asked_log_ = false;
    received_.clear();
}

/// The connection stays: a server that thaws answers on it.
void Probe::was_silent(std::chrono::seconds limit)
{
    login_.end();
    if (asked_log_) {
        handlers_.silent(
            mysql::Hang::stalled,
            cat("the server could write nothing into its binary log for ",
                limit.count(),
                " s, and there is no room in ",
                log_directory_,
                "; make room"));
    } else {
        handlers_.silent(
            mysql::Hang::mute, cat("the server did not answer within ", limit.count(), " s"));
    }
}

void Probe::note_trouble(const std::string& text)
{
    if (trouble_ != text) {
        trouble_ = text;
        log::warning(cat("the server cannot be asked: ", text));
    }
}

} // namespace mmm::mond
