// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/server_life.h"

#include "lib/base/cat.h"

#include <utility>

namespace mmm::mond {

void ServerLife::found(pid_t server)
{
    *this = ServerLife{};
    server_ = server;
}

bool ServerLife::answered()
{
    has_answered_ = true;
    return std::exchange(reported_, false);
}

std::optional<Failure> ServerLife::was_silent(mysql::Hang hang, std::string reason)
{
    if (!server_ || !has_answered_ || reported_) {
        return std::nullopt;
    }
    reported_ = true;
    return Failure{*server_, hang, std::move(reason)};
}

std::optional<Failure> ServerLife::ended()
{
    const auto server = std::exchange(server_, std::nullopt);
    if (!server || reported_) {
        return std::nullopt;
    }
    return Failure{*server, std::nullopt, cat("the server (pid ", *server, ") has ended")};
}

} // namespace mmm::mond
