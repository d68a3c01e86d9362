// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What servers say before a planned move from M1 to M2, and changes to it.
#pragma once

#include "lib/model/move_preview.h"

#include <string>

namespace mmm::model {

/// Everybody has the same transactions, the replicas are not behind, no client is in the way.
class AMoveSituation {
public:
    AMoveSituation()
    {
        now.candidate = replica("M2");
        auto writer = replica("M1");
        writer.facts->link.reset();
        writer.facts->read_only = false;
        now.others = {replica("slave1"), writer};
        now.others.front().is_master = false;
        now.writer = "M1";
        now.blockers.emplace();
    }

    AMoveSituation& behind(std::int64_t seconds)
    {
        now.candidate.facts->link->lag_seconds = seconds;
        return *this;
    }

    AMoveSituation& blocked(
        Blocker::Kind kind, std::chrono::seconds age, const std::string& text = "UPDATE t SET a=1")
    {
        now.blockers->push_back(
            {.kind = kind, .session = 42, .user = "app", .age = age, .text = text});
        return *this;
    }

    AMoveSituation& silent(const std::string& host, const std::string& why)
    {
        auto& facts = host == now.candidate.name ? now.candidate : other(host);
        facts.facts.reset();
        facts.error = why;
        return *this;
    }

    HostFacts& other(const std::string& name)
    {
        return now.others[now.others[0].name == name ? 0 : 1];
    }

    MoveSituation now;

private:
    static HostFacts replica(const std::string& name)
    {
        HostFacts host;
        host.name = name;
        host.address = "addr-" + name;
        host.is_master = true;
        auto& facts = host.facts.emplace();
        facts.identity.server_id = name == "M1" ? 1 : (name == "M2" ? 2 : 3);
        facts.executed = Transactions(
            MariadbHistory{*MariadbPosition::parse("0-1-500"), *MariadbState::parse("0-1-500")});
        auto& link = facts.link.emplace();
        link.source_host = "addr-M1";
        link.receiver = Receiver::running;
        link.applier_running = true;
        link.lag_seconds = 0;
        link.uses_gtid = true;
        link.received = facts.executed;
        return host;
    }
};

} // namespace mmm::model
