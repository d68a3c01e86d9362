// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Hosts for scenarios, told in few words.
#pragma once

#include "lib/model/writer_plans.h"

#include <map>
#include <string>
#include <string_view>

namespace mmm::model {

/// m1, m2, m3 are masters with the server ids 1, 2, 3; s1 and s2 are slaves with 11 and 12. The
/// server of each answers, is read-only and has executed nothing.
class Host {
public:
    explicit Host(const std::string& name)
    {
        static const std::map<std::string, std::uint32_t> ids{
            {"m1", 1}, {"m2", 2}, {"m3", 3}, {"s1", 11}, {"s2", 12}};
        host_.name = name;
        host_.address = address(name);
        host_.is_master = name.front() == 'm';
        host_.facts.emplace();
        host_.facts->identity.server_id = ids.at(name);
    }

    /// What it has executed and logged, in the order of execution.
    Host& has(std::string_view state)
    {
        log_ = {*MariadbPosition::parse(state), *MariadbState::parse(state)};
        return executes();
    }

    /// It was made from a copy taken there, and has logged none of what was before.
    Host& copied_at(std::string_view position)
    {
        copied_ = *MariadbPosition::parse(position);
        return executes();
    }

    /// Replicates, both threads running, and has applied all it received.
    Host& follows(const std::string& source)
    {
        auto& link = host_.facts->link.emplace();
        link.source_host = address(source);
        link.receiver = Receiver::running;
        link.applier_running = true;
        link.uses_gtid = true;
        link.received = host_.facts->executed;
        return *this;
    }

    Host& received(std::string_view position)
    {
        link().received = Transactions::up_to(*MariadbPosition::parse(position));
        return *this;
    }

    /// Its relay log was looked at, and this is where the first unapplied transaction begins.
    Host& first_unapplied_at(const std::string& file, std::uint64_t position)
    {
        link().relay_log_read = true;
        link().first_unapplied = LogPlace{file, position};
        return *this;
    }

    Host& connecting()
    {
        link().receiver = Receiver::connecting;
        return *this;
    }

    Host& delayed(std::int64_t seconds)
    {
        link().delay_seconds = seconds;
        return *this;
    }

    Host& receiver_stopped()
    {
        link().receiver = Receiver::stopped;
        return *this;
    }

    Host& applier_stopped(int error = 0, std::string text = "")
    {
        link().applier_running = false;
        link().applier_errno = error;
        link().applier_error = std::move(text);
        return *this;
    }

    Host& by_position()
    {
        link().uses_gtid = false;
        link().received = {};
        return *this;
    }

    /// By position: the source's log is received and executed as far as these places.
    Host& reached(std::uint64_t received, std::uint64_t executed)
    {
        link().received_place = {"binlog.000003", received};
        link().executed_place = {"binlog.000003", executed};
        return *this;
    }

    /// Its server can let commits wait for a replica.
    Host& with_semi_sync()
    {
        host_.facts->semi_sync.available = true;
        return *this;
    }

    Host& numbered(std::uint32_t server_id)
    {
        host_.facts->identity.server_id = server_id;
        return *this;
    }

    Host& known_as(const std::string& uuid)
    {
        host_.facts->identity.uuid = uuid;
        return *this;
    }

    /// What it has executed, on MySQL.
    Host& has_set(std::string_view set)
    {
        host_.facts->family = ServerFamily::mysql;
        host_.facts->identity.uuid =
            "00000000-0000-0000-0000-00000000000" + (host_.is_master ? host_.name.substr(1) : "b");
        host_.facts->executed = Transactions(*MysqlGtidSet::parse(set));
        return *this;
    }

    Host& received_set(std::string_view set)
    {
        link().received = Transactions(*MysqlGtidSet::parse(set));
        return *this;
    }

    Host& open()
    {
        host_.facts->read_only = false;
        return *this;
    }

    Host& quarantined()
    {
        host_.quarantined = true;
        return *this;
    }

    Host& silent(std::string why)
    {
        host_.facts.reset();
        host_.error = std::move(why);
        return *this;
    }

    Host& denies(std::string why)
    {
        host_.denied = true;
        return silent(std::move(why));
    }

    Host& unread(std::string why)
    {
        host_.unread = true;
        return silent(std::move(why));
    }

    /// The server runs, and could not open its relay log.
    Host& lost_relay_log()
    {
        host_.facts->link->relay_log_lost = true;
        host_.unread = true;
        host_.error = "could not open it";
        return *this;
    }

    operator HostFacts() const { return host_; } // NOLINT(google-explicit-constructor)

private:
    static std::string address(const std::string& name) { return "addr-" + name; }

    Host& executes()
    {
        host_.facts->executed = Transactions(
            MariadbHistory{log_.position.merged_with(copied_), log_.state.with(copied_)});
        return *this;
    }

    ReplicationLink& link() { return host_.facts->link.value(); }

    HostFacts host_;
    MariadbHistory log_;
    MariadbPosition copied_;
};

} // namespace mmm::model
