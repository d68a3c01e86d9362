// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The daemon as a whole: what is watched, and what follows from it.
#pragma once

#include "lib/base/fd.h"
#include "lib/base/process_lock.h"
#include "ocf-agent/mond/disk_watch.h"
#include "ocf-agent/mond/event_loop.h"
#include "ocf-agent/mond/failure_report.h"
#include "ocf-agent/mond/judging.h"
#include "ocf-agent/mond/lease_keeper.h"
#include "ocf-agent/mond/maintenance.h"
#include "ocf-agent/mond/order_watch.h"
#include "ocf-agent/mond/ping_watch.h"
#include "ocf-agent/mond/probe.h"
#include "ocf-agent/mond/server_life.h"
#include "ocf-agent/mond/server_watch.h"
#include "ocf-agent/mysql/settings.h"
#include "ocf-agent/runtime/agent.h"

#include <sys/types.h>

#include <string>

namespace mmm::mond {

class Daemon {
public:
    Daemon(ocf::Call call, ProcessLock lock);

    /// Until it is told to end, its lock is void, or the executor is gone. Returns the exit status.
    int run();

private:
    void server_found(pid_t server);
    void server_ended();
    void server_answered();
    void log_found(const std::string& directory);
    void disk_failed(const std::string& why);
    void server_was_silent(mysql::Hang hang, const std::string& reason);
    [[nodiscard]] bool is_writer() const;
    void configuration_changed();
    void report(const Failure& failure);
    void judge();
    void keep_ping_word();
    void watch_executor();
    void watch_executor(pid_t pid);
    void executor_ended();
    void watch_orders();
    void check_lock();

    const ocf::Call call_;
    const mysql::Settings settings_;
    const ProcessLock lock_;
    EventLoop loop_;
    ServerLife life_;
    FailureReport report_;
    Probe probe_;
    ServerWatch server_;
    DiskWatch data_disk_;
    /// Only when the binary log has a disk of its own.
    DiskWatch log_disk_;
    PingWatch ping_;
    OrderWatch orders_;
    Judging judging_;
    Maintenance maintenance_;
    LeaseKeeper lease_;
    Timer lock_check_;
    Timer ping_word_;
    Timer executor_gone_;
    Fd executor_;
};

/// The whole program: reads the environment, takes the resource's lock, runs.
int run_daemon();

} // namespace mmm::mond
