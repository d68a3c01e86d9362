// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Hosts without GTID for scenarios, told in few words. Places are "FILE:POSITION" with the number
// of the file only.
#pragma once

#include "lib/base/cat.h"
#include "lib/model/position_plans.h"
#include "tests/unit/model/position_history.h"

#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace mmm::model {

inline LogPlace place(const std::string& text)
{
    const auto colon = text.find(':');
    return {log_file("binlog", std::stoi(text)), std::stoul(text.substr(colon + 1))};
}

inline std::string address_of(const std::string& name)
{
    return "addr-" + name;
}

/// m1, m2, m3 are masters, s1 and s2 slaves. Each server answers, is read-only, and is not
/// attached.
class PositionHost {
public:
    explicit PositionHost(const std::string& name)
    {
        host_.name = name;
        host_.address = address_of(name);
        host_.is_master = name.front() == 'm';
        host_.facts.emplace();
        host_.facts->family = ServerFamily::mysql;
        host_.facts->uses_gtid = false;
        host_.facts->identity = server(name);
        log_at("1:120");
    }

    /// Where its own binary log ends.
    PositionHost& log_at(const std::string& text)
    {
        host_.facts->binlog_place = place(text);
        return *this;
    }

    /// Replicates, both threads running, and has applied all it received of a host's log.
    PositionHost& executed(const std::string& source, const std::string& text)
    {
        auto& link = host_.facts->link.emplace();
        link.source_host = address_of(source);
        link.source = server(source);
        link.receiver = Receiver::running;
        link.applier_running = true;
        link.received_place = place(text);
        link.executed_place = place(text);
        return *this;
    }

    PositionHost& received(const std::string& text)
    {
        link().received_place = place(text);
        return *this;
    }

    PositionHost& connecting()
    {
        link().receiver = Receiver::connecting;
        return *this;
    }

    PositionHost& receiver_stopped(int error = 0)
    {
        link().receiver = Receiver::stopped;
        link().receiver_errno = error;
        return *this;
    }

    PositionHost& applier_stopped(int error = 0, std::string text = "")
    {
        link().applier_running = false;
        link().applier_errno = error;
        link().applier_error = std::move(text);
        return *this;
    }

    PositionHost& stands() { return receiver_stopped().applier_stopped(); }

    PositionHost& never_connected()
    {
        link().source = {};
        return connecting();
    }

    /// Its source was rebuilt since.
    PositionHost& knows_another_source()
    {
        link().source.uuid = "another";
        return *this;
    }

    PositionHost& with_gtid()
    {
        host_.facts->uses_gtid = true;
        return *this;
    }

    PositionHost& with_semi_sync()
    {
        host_.facts->semi_sync.available = true;
        return *this;
    }

    PositionHost& open()
    {
        host_.facts->read_only = false;
        return *this;
    }

    PositionHost& quarantined()
    {
        host_.quarantined = true;
        return *this;
    }

    PositionHost& silent()
    {
        host_.facts.reset();
        host_.error = "connection refused";
        return *this;
    }

    operator HostFacts() const { return host_; } // NOLINT(google-explicit-constructor)

private:
    static ServerIdentity server(const std::string& name)
    {
        static const std::map<std::string, std::uint32_t> ids{
            {"m1", 1}, {"m2", 2}, {"m3", 3}, {"s1", 11}, {"s2", 12}};
        return {ids.at(name), cat("uuid-", name)};
    }

    ReplicationLink& link() { return host_.facts->link.value(); }

    HostFacts host_;
};

/// m1 was the last writer; with durability=available unless told otherwise.
class PositionRules {
public:
    PositionRules()
    {
        auto& record = rules_.record.emplace();
        record.move = 3;
        record.writer = "m1";
        rules_.hosts = {"m1", "m2", "s1"};
        rules_.last_writer_address = address_of("m1");
    }

    PositionRules& last_writer(const std::string& name)
    {
        rules_.record->writer = name;
        rules_.last_writer_address = address_of(name);
        return *this;
    }

    PositionRules& first_ever()
    {
        rules_.record.reset();
        rules_.last_writer_address.clear();
        return *this;
    }

    PositionRules& lossless()
    {
        rules_.durability = Durability::lossless;
        rules_.record->durability = Durability::lossless;
        return *this;
    }

    PositionRules& has_all_it_wrote()
    {
        rules_.has_all_it_wrote = true;
        return *this;
    }

    PositionRules& catch_up_at(const std::string& text)
    {
        rules_.catch_up = place(text);
        return *this;
    }

    PositionRules& no_catch_up(std::string why)
    {
        rules_.catch_up = Result<LogPlace>(Error{Errc::refused, std::move(why)});
        return *this;
    }

    PositionRules& accepted()
    {
        rules_.loss_accepted = "by root on m2";
        return *this;
    }

    operator PromotionRules() const { return rules_; } // NOLINT(google-explicit-constructor)

private:
    PromotionRules rules_;
};

struct PositionPromotionScenario {
    std::string name;
    HostFacts self;
    std::vector<HostFacts> peers;
    PromotionRules rules;
    std::string expected;
};

inline void PrintTo(const PositionPromotionScenario& scenario, std::ostream* out)
{
    *out << scenario.name;
}

/// m2 opened at 5:800 of its own log with m1's log executed up to 3:900.
class AfterOpening {
public:
    AfterOpening()
    {
        auto& record = rules_.record.emplace();
        record.move = 4;
        record.writer = "m2";
        record.opened_place = place("5:800");
        record.former = "m1";
        record.former_place = place("3:900");
        rules_.former_address = address_of("m1");
    }

    AfterOpening& unknown()
    {
        rules_.record.reset();
        rules_.former_address.clear();
        return *this;
    }

    AfterOpening& located(const std::string& text)
    {
        rules_.located = place(text);
        return *this;
    }

    AfterOpening& not_located(std::string why)
    {
        rules_.located = Result<LogPlace>(Error{Errc::refused, std::move(why)});
        return *this;
    }

    AfterOpening& own_writes(std::string what)
    {
        rules_.own_writes = Result<std::string>(std::move(what));
        return *this;
    }

    operator FollowRules() const { return rules_; } // NOLINT(google-explicit-constructor)

private:
    FollowRules rules_;
};

struct PositionFollowScenario {
    std::string name;
    HostFacts self;
    HostFacts writer;
    FollowRules rules;
    std::string expected;
};

inline void PrintTo(const PositionFollowScenario& scenario, std::ostream* out)
{
    *out << scenario.name;
}

} // namespace mmm::model
