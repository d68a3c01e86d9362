// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/host_state.h"

#include "lib/base/cat.h"
#include "lib/model/host_verdict.h"

#include <algorithm>
#include <utility>

namespace mmm::model {

namespace {

/// MMM's: who was away for less, without a reboot, is welcome at once.
constexpr std::int64_t short_downtime_ms = 60000;
/// A look leads through a few states at most: HARD_OFFLINE, AWAITING_RECOVERY, ONLINE.
constexpr int most_steps = 4;

/// A transition; what MMM's sentence about it ends with.
struct Step {
    HostState to = HostState::unknown;
    std::string why = {};
    bool by_operator = false;
};

class Machine {
public:
    Machine(HostMemory before, const HostObservation& seen, const StateRules& rules)
        : memory_(std::move(before))
        , seen_(seen)
        , rules_(rules)
    {
    }

    HostJudgement run()
    {
        look_at_checks();
        look_at_flaps();
        look_at_order();
        look_at_waiting();
        for (int steps = 0; steps < most_steps; ++steps) {
            const auto step = next();
            if (!step) {
                break;
            }
            enter(*step);
        }
        HostJudgement judgement;
        judgement.reason = reason_of(memory_, seen_, rules_);
        judgement.score = score_of(memory_, seen_, rules_);
        judgement.memory = std::move(memory_);
        judgement.log = std::move(log_);
        return judgement;
    }

private:
    // What is remembered besides the state

    void look_at_checks()
    {
        const bool had_no_ping = no_ping();
        memory_.checks = judge_checks(std::move(memory_.checks), seen_, rules_);
        if (no_ping() != had_no_ping) {
            log_.push_back(
                cat("Host ",
                    seen_.host,
                    no_ping() ? " reaches none of ping_ips" : " reaches ping_ips again"));
        }
    }

    void look_at_flaps()
    {
        if (rules_.flap_count == 0) {
            memory_.flaps = {0, 0, false, memory_.flaps.online};
        }
        if (memory_.state == HostState::unknown && std::exchange(memory_.flaps.online, false)) {
            count_drop(); // nobody was there to see how it went
        }
    }

    void count_drop()
    {
        auto& window = memory_.flaps;
        if (rules_.flap_count == 0) {
            return;
        }
        if (window.opened == 0 || seen_.now - window.opened > rules_.flap_duration) {
            window.opened = seen_.now;
            window.drops = 0;
        }
        window.opened = std::min(window.opened, seen_.now); // the clock was set back
        ++window.drops;
        if (window.drops > rules_.flap_count && !window.flapping) {
            window.flapping = true;
            log_.push_back(cat("Host ", seen_.host, " is flapping!"));
        }
    }

    void look_at_order()
    {
        const bool can_be_ordered = memory_.state == HostState::admin_offline ||
                                    memory_.state == HostState::awaiting_recovery;
        if (can_be_ordered && seen_.order.kind == AdminOrder::Kind::online &&
            seen_.order.since == memory_.since) {
            memory_.set_online = true;
            memory_.waiting_since_ms.reset();
            forgive();
        }
    }

    void forgive() { memory_.flaps = {0, 0, false, memory_.flaps.online}; }

    void look_at_waiting()
    {
        auto& since = memory_.waiting_since_ms;
        if (memory_.state == HostState::unknown && rules_.wait_for_masters && seen_.is_master) {
            since = seen_.uptime_ms;
        }
        const auto limit = rules_.wait_for_other_master;
        if (since && (!rules_.wait_for_masters || seen_.writer_known || seen_.is_writer() ||
                      seen_.other_masters_there ||
                      (limit > 0 && seen_.uptime_ms - *since >= limit * 1000))) {
            since.reset();
        }
    }

    // Transitions

    [[nodiscard]] std::optional<Step> next() const
    {
        if (seen_.order.kind == AdminOrder::Kind::offline) {
            return to(HostState::admin_offline);
        }
        if (memory_.state == HostState::admin_offline) {
            return lifted();
        }
        if (!seen_.facts || (no_ping() && seen_.elsewhere == Elsewhere::somebody)) {
            return to(HostState::hard_offline);
        }
        if (memory_.state == HostState::unknown) {
            return to(HostState::awaiting_recovery);
        }
        if (seen_.is_writer()) {
            return to_the_writers();
        }
        if (no_ping()) {
            return std::nullopt; // frozen: the fault is not this host's
        }
        return seen_.quarantine ? to(HostState::awaiting_recovery) : by_state();
    }

    [[nodiscard]] std::optional<Step> to(HostState state, std::string why = {}) const
    {
        return state == memory_.state ? std::nullopt : std::optional(Step{state, std::move(why)});
    }

    [[nodiscard]] std::optional<Step> to_the_writers() const
    {
        return memory_.state == HostState::hard_offline
                   ? to(HostState::awaiting_recovery)
                   : to(HostState::online, " because it is the writer");
    }

    [[nodiscard]] std::optional<Step> lifted() const
    {
        if (memory_.set_online && may_be_set_online()) {
            return Step{HostState::online, {}, true};
        }
        return to(HostState::awaiting_recovery);
    }

    /// MMM took an operator's word also for a host that did not replicate.
    [[nodiscard]] bool may_be_set_online() const
    {
        return memory_.checks.all_ok() && !seen_.quarantine;
    }

    [[nodiscard]] std::optional<Step> by_state() const
    {
        switch (memory_.state) {
        case HostState::online:
            return of_replication();
        case HostState::hard_offline: {
            auto step = of_replication();
            return step ? std::move(step) : to(HostState::awaiting_recovery);
        }
        case HostState::replication_fail:
        case HostState::replication_delay:
            return of_replica();
        case HostState::awaiting_recovery:
            return recovered();
        case HostState::admin_offline:
        case HostState::unknown:
            break;
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<Step> of_replication() const
    {
        if (memory_.checks.failed("rep_threads")) {
            return to(HostState::replication_fail);
        }
        return memory_.checks.failed("rep_backlog") ? to(HostState::replication_delay)
                                                    : std::nullopt;
    }

    /// That the writer is gone makes nothing better: checks that failed keep failing then.
    [[nodiscard]] std::optional<Step> of_replica() const
    {
        if (memory_.checks.failed("rep_threads") || memory_.checks.failed("rep_backlog")) {
            return of_replication();
        }
        if (memory_.flaps.flapping) {
            return to(HostState::awaiting_recovery, " (because it's flapping)");
        }
        return to(memory_.recovering ? HostState::awaiting_recovery : HostState::online);
    }

    [[nodiscard]] std::optional<Step> recovered() const
    {
        if (!memory_.checks.all_ok() || memory_.waiting_since_ms) {
            return std::nullopt;
        }
        if (memory_.set_online) {
            return Step{HostState::online, {}, true};
        }
        const auto away = seen_.uptime_ms - memory_.left_online_ms.value_or(-short_downtime_ms);
        if (!memory_.flaps.flapping && memory_.left_online_ms && away >= 0 &&
            away < short_downtime_ms) {
            return to(
                HostState::online, cat(" because it was down for only ", away / 1000, " seconds"));
        }
        return after_a_while();
    }

    [[nodiscard]] std::optional<Step> after_a_while() const
    {
        const auto stayed = seen_.uptime_ms - memory_.entered_ms;
        const auto steady = seen_.uptime_ms - memory_.checks.changed_ms;
        const bool due = memory_.flaps.flapping ? steady >= rules_.flap_duration * 1000
                                                : stayed >= rules_.auto_set_online * 1000;
        if (rules_.auto_set_online == 0 || !due) {
            return std::nullopt;
        }
        return to(
            HostState::online,
            cat(" because of auto_set_online(",
                rules_.auto_set_online,
                " seconds). It was in state AWAITING_RECOVERY for ",
                stayed / 1000,
                " seconds"));
    }

    void enter(const Step& step)
    {
        log_.push_back(sentence(step));
        const auto from = std::exchange(memory_.state, step.to);
        memory_.since = seen_.now;
        memory_.entered_ms = seen_.uptime_ms;
        memory_.flaps.online = step.to == HostState::online;
        if (from == HostState::online) {
            memory_.left_online_ms = seen_.uptime_ms;
            if (step.to != HostState::admin_offline && !seen_.orderly_stop) {
                count_drop();
            }
        }
        if (step.to == HostState::online) {
            memory_.recovering = false;
            forgive_if_flapping();
        } else if (step.to == HostState::hard_offline) {
            memory_.recovering = true;
        } else if (step.to == HostState::admin_offline) {
            memory_.left_online_ms.reset();
        }
        if (step.to != HostState::awaiting_recovery) {
            memory_.set_online = false;
        }
    }

    void forgive_if_flapping()
    {
        if (memory_.flaps.flapping) {
            forgive();
        }
    }

    [[nodiscard]] std::string sentence(const Step& step) const
    {
        const auto from = to_text(memory_.state);
        if (step.by_operator) {
            return cat("Admin changed state of '", seen_.host, "' from ", from, " to ONLINE");
        }
        const auto* flapping = memory_.flaps.flapping ? "flapping host '" : "host '";
        auto text = cat(
            "State of ", flapping, seen_.host, "' changed from ", from, " to ", to_text(step.to));
        if (step.to == HostState::hard_offline) {
            text +=
                cat(" (ping: ",
                    no_ping() ? "not OK" : "OK",
                    ", mysql: ",
                    seen_.facts ? "OK)" : "not OK)");
        }
        return text + step.why;
    }

    [[nodiscard]] bool no_ping() const { return memory_.checks.failed("ping"); }

    HostMemory memory_;
    const HostObservation& seen_;
    const StateRules& rules_;
    std::vector<std::string> log_;
};

} // namespace

HostJudgement judge_host(HostMemory before, const HostObservation& seen, const StateRules& rules)
{
    return Machine(std::move(before), seen, rules).run();
}

} // namespace mmm::model
