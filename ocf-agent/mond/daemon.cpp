// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/daemon.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/base/process_handle.h"
#include "lib/base/text.h"
#include "ocf-agent/mond/daemon_call.h"
#include "ocf-agent/mysql/agent_state.h"
#include "ocf-agent/mysql/hung_server.h"
#include "ocf-agent/mysql/judge.h"
#include "ocf-agent/mysql/mond_process.h"

#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace mmm::mond {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds lock_budget{1500};
constexpr milliseconds lock_check_interval{10000};
constexpr milliseconds farewell_budget{1000};
constexpr milliseconds executor_look_interval{500};

bool same_disk(const std::string& one, const std::string& other)
{
    struct stat first {};

    struct stat second {};

    return ::stat(one.c_str(), &first) == 0 && ::stat(other.c_str(), &second) == 0 &&
           first.st_dev == second.st_dev;
}

/// Whoever started it, and with whatever open.
void settle_process()
{
    ::umask(0077);
    ::close_range(STDERR_FILENO + 1, ~0U, 0);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGHUP, SIG_IGN);
    if (::chdir("/") != 0) {
        std::abort();
    }
    // What an agent says on stderr the cluster records; here nobody reads it.
    if (std::getenv("HA_LOGFILE") == nullptr) {
        ::setenv("HA_LOGFACILITY", "daemon", 0);
    }
}

} // namespace

Daemon::Daemon(ocf::Call call, ProcessLock lock)
    : call_(std::move(call))
    , settings_(mysql::settings_of(call_.parameters))
    , lock_(std::move(lock))
    , report_(
          loop_,
          call_,
          settings_,
          [this] { return !maintenance_.in_force() && !maintenance_.unmanaged(); })
    , probe_(
          loop_,
          settings_,
          {[this] { server_answered(); },
           [this](mysql::Hang hang, const std::string& reason) { server_was_silent(hang, reason); },
           [this] { return is_writer(); },
           [this](const std::string& directory) { log_found(directory); }})
    , server_(
          loop_,
          settings_,
          {[this](pid_t server) { server_found(server); }, [this] { server_ended(); }})
    , data_disk_(
          loop_, settings_.disk_timeout, [this](const std::string& why) { disk_failed(why); })
    , log_disk_(loop_, settings_.disk_timeout, [this](const std::string& why) { disk_failed(why); })
    , ping_(loop_, settings_, [this](bool) { judge(); })
    , orders_(loop_, [this] { configuration_changed(); })
    , judging_(loop_, call_, settings_)
    , maintenance_(loop_, call_, [this] { report_.remind(); })
    , lease_(
          loop_,
          call_,
          settings_,
          maintenance_,
          {[this] { return life_.server().has_value(); }, [this] { server_.kill(); }})
    , lock_check_(loop_)
    , ping_word_(loop_)
    , executor_gone_(loop_)
{
}

int Daemon::run()
{
    const SignalWatch terminated(loop_, SIGTERM, [this] { loop_.stop(); });
    const SignalWatch interrupted(loop_, SIGINT, [this] { loop_.stop(); });
    watch_executor();
    check_lock();
    watch_orders();
    maintenance_.look();
    ping_.start();
    keep_ping_word();
    server_.look();
    const bool in_order = loop_.run();
    const auto deadline = Deadline::after(farewell_budget);
    report_.finish(deadline);
    judging_.finish(deadline);
    return in_order ? EXIT_SUCCESS : EXIT_FAILURE;
}

void Daemon::server_found(pid_t server)
{
    log::info(cat("watches the server (pid ", server, ")"));
    mysql::forget_hung_server(call_.environment.resource);
    life_.found(server);
    report_.drop();
    probe_.start();
    data_disk_.start(settings_.datadir);
    judge();
}

void Daemon::server_ended()
{
    probe_.stop();
    data_disk_.stop();
    log_disk_.stop();
    if (const auto failure = life_.ended()) {
        report(*failure);
    }
}

/// Told at each login.
void Daemon::log_found(const std::string& directory)
{
    if (!log_disk_.running() && !same_disk(directory, settings_.datadir)) {
        log_disk_.start(directory);
    }
}

void Daemon::disk_failed(const std::string& why)
{
    server_was_silent(mysql::Hang::stalled, why);
}

void Daemon::server_answered()
{
    if (data_disk_.in_trouble() || log_disk_.in_trouble()) {
        return; // it answers, and writes nothing
    }
    if (life_.answered()) {
        log::warning("the server answers again");
        mysql::forget_hung_server(call_.environment.resource);
        report_.drop();
        judge();
    }
}

void Daemon::server_was_silent(mysql::Hang hang, const std::string& reason)
{
    if (const auto failure = life_.was_silent(hang, reason)) {
        report(*failure);
    }
}

bool Daemon::is_writer() const
{
    return mysql::read_agent_state(call_.environment.resource).writer == call_.environment.node;
}

/// On record during maintenance, it would be acted upon when that ends, whatever was mended by
/// then.
void Daemon::report(const Failure& failure)
{
    if (maintenance_.in_force()) {
        log::notice(cat(failure.reason, ": not told, the cluster is in maintenance"));
        report_.hold(failure);
        return;
    }
    report_.begin(failure);
}

void Daemon::configuration_changed()
{
    maintenance_.look();
    judge();
}

/// While there is no server nobody is told anything: the stop that follows does that.
void Daemon::judge()
{
    if (life_.server()) {
        judging_.begin(ping_.answered());
    }
}

/// The monitor believes a word of ours for three intervals, and then asks the addresses itself.
void Daemon::keep_ping_word()
{
    if (settings_.ping_ips.empty()) {
        return;
    }
    if (const auto answered = ping_.answered()) {
        mysql::note_ping(call_, *answered);
    }
    ping_word_.set(2 * settings_.ping_interval, [this] { keep_ping_word(); });
}

void Daemon::watch_orders()
{
    if (auto watched = orders_.start(); !watched) {
        log::info(cat(watched.error().message, "; the monitor looks for orders"));
    }
}

/// Started by hand, without an executor, nothing is done about the cluster's absence.
void Daemon::watch_executor()
{
    const char* text = std::getenv(std::string(mysql::executor_variable).c_str());
    if (const auto pid = parse_number<pid_t>(text == nullptr ? "" : text)) {
        watch_executor(*pid);
        lease_.start();
    }
}

void Daemon::watch_executor(pid_t pid)
{
    executor_ = process_handle(pid);
    if (!executor_.valid()) {
        executor_gone_.set({}, [this] { executor_ended(); });
        return;
    }
    const auto ended = [this] {
        loop_.unwatch(executor_.get());
        executor_.reset();
        executor_ended();
    };
    if (auto watched = loop_.watch(executor_.get(), ended); !watched) {
        log::warning(watched.error().message);
    }
}

/// Without the cluster's own processes on this node nobody would listen, and nobody end this one.
/// But a writer is not left behind open: either they are back soon, or it is closed.
void Daemon::executor_ended()
{
    if (!lease_.holds()) {
        log::info("the cluster's executor has ended, so this ends as well");
        loop_.stop();
    } else if (const auto pid = ManagerWatch::find_executor()) {
        watch_executor(*pid);
    } else {
        executor_gone_.set(executor_look_interval, [this] { executor_ended(); });
    }
}

/// Whoever removes the file lets another one start.
void Daemon::check_lock()
{
    if (!lock_.still_in_place()) {
        log::warning("the lock file was removed or replaced: ending");
        loop_.stop();
        return;
    }
    lock_check_.set(lock_check_interval, [this] { check_lock(); });
}

int run_daemon()
{
    settle_process();
    const auto variables = ocf::process_variables();
    const auto resource = ocf::read_environment("monitor", variables).resource;
    log::open_for_agent(cat("mmm_mond(", resource, ")"));
    auto call = read_daemon_call(variables);
    if (!call) {
        log::error(call.error().message);
        return EXIT_FAILURE;
    }
    auto lock = ProcessLock::take(mysql::mond_lock_path(resource), Deadline::after(lock_budget));
    if (!lock) {
        log::info(cat("not started: ", lock.error().message));
        return lock.error().code == Errc::conflict ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    return Daemon(std::move(*call), std::move(*lock)).run();
}

} // namespace mmm::mond
