// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A host that is looked at again and again with a simulated clock, as monitor and daemon do it.
#pragma once

#include "lib/model/host_state.h"

#include <string>

namespace mmm::model {

constexpr std::int64_t noon = 1763719200;
constexpr std::int64_t booted = 5000; ///< seconds of uptime at noon

class WatchedHost {
public:
    WatchedHost()
    {
        seen_.host = "M1";
        seen_.is_master = true;
        seen_.rank = 1;
        seen_.writer_known = true;
        seen_.facts.emplace();
        follow();
    }

    HostObservation& seen() { return seen_; }

    StateRules& rules() { return rules_; }

    HostMemory& memory() { return memory_; }

    ReplicationLink& link() { return *seen_.facts->link; }

    [[nodiscard]] bool passes(std::string_view check) const
    {
        return !memory_.checks.failed(check);
    }

    // What happens to the host

    void follow()
    {
        auto& link = seen_.facts->link.emplace();
        link.source_host = "192.0.2.1";
        link.receiver = Receiver::running;
        link.applier_running = true;
        link.uses_gtid = true;
        link.lag_seconds = 0;
    }

    void lose_source()
    {
        link().receiver = Receiver::connecting;
        link().lag_seconds.reset();
    }

    void fall_behind(std::int64_t seconds = 61) { link().lag_seconds = seconds; }

    /// Its server is gone; what it said before is kept for start().
    void go_down()
    {
        said_ = seen_.facts;
        seen_.facts.reset();
    }

    void start()
    {
        seen_.facts = said_;
        memory_.checks.fresh = true;
    }

    void lose_writer() { seen_.writer_known = false; }

    void reboot()
    {
        const auto flaps = memory_.flaps; // the durable part
        memory_ = HostMemory{};
        memory_.flaps = flaps;
    }

    void order(AdminOrder::Kind kind, std::int64_t since = 0) { seen_.order = {kind, since}; }

    void order_online() { order(AdminOrder::Kind::online, memory_.since); }

    // Looks, at seconds after noon

    HostJudgement look_at(std::int64_t seconds)
    {
        seen_.now = noon + seconds + clock_is_off_;
        seen_.uptime_ms = (booted + seconds) * 1000;
        auto judgement = judge_host(memory_, seen_, rules_);
        memory_ = judgement.memory;
        return judgement;
    }

    HostState state_at(std::int64_t seconds) { return look_at(seconds).state(); }

    /// Brings it to ONLINE, a minute before noon.
    void be_online()
    {
        look_at(-60);
        look_at(-59);
    }

    void set_clock(std::int64_t off) { clock_is_off_ = off; }

private:
    HostObservation seen_;
    StateRules rules_;
    HostMemory memory_;
    std::optional<ServerFacts> said_;
    std::int64_t clock_is_off_ = 0;
};

} // namespace mmm::model
