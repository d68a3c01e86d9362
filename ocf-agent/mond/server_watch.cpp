// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/server_watch.h"

#include "lib/base/log.h"
#include "lib/base/process_handle.h"
#include "ocf-agent/mysql/server_process.h"

#include <csignal>
#include <utility>

namespace mmm::mond {

ServerWatch::ServerWatch(EventLoop& loop, const mysql::Settings& settings, Handlers handlers)
    : loop_(loop)
    , settings_(settings)
    , handlers_(std::move(handlers))
    , again_(loop)
{
}

ServerWatch::~ServerWatch()
{
    loop_.unwatch(process_.get());
}

void ServerWatch::look()
{
    if (!attach()) {
        again_.set(settings_.check_period, [this] { look(); });
    }
}

void ServerWatch::kill()
{
    if (process_.valid()) {
        send_signal(process_, SIGKILL);
    }
}

bool ServerWatch::attach()
{
    const auto server = mysql::find_server(settings_);
    if (!server) {
        return false;
    }
    process_ = process_handle(*server);
    // Found again: the number may have become another process's before there was a handle of it.
    if (!process_.valid() || mysql::find_server(settings_) != server) {
        process_.reset();
        return false;
    }
    if (auto watched = loop_.watch(process_.get(), [this] { ended(); }); !watched) {
        log::warning(watched.error().message);
        process_.reset();
        return false;
    }
    handlers_.found(*server);
    return true;
}

void ServerWatch::ended()
{
    loop_.unwatch(process_.get());
    process_.reset();
    handlers_.ended();
    again_.set(settings_.check_period, [this] { look(); });
}

} // namespace mmm::mond
