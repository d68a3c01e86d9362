// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/plan_runner.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/model/promotion_obstacles.h"
#include "lib/model/writer_plans.h"
#include "ocf-agent/mysql/fault_point.h"
#include "ocf-agent/mysql/log_reader.h"
#include "ocf-agent/mysql/observe.h"

#include <poll.h>

#include <algorithm>
#include <type_traits>
#include <variant>

namespace mmm::mysql {

namespace {

/// While transactions are waited for.
constexpr std::chrono::milliseconds look_interval{2000};

/// How long statements and locks of clients are waited for again after each round of ending them.
constexpr std::chrono::milliseconds kill_reserve{5000};
constexpr int kill_pause_ms = 2;

/// A replica that works acknowledges one commit or another in this time.
constexpr std::chrono::milliseconds acknowledgement_patience{500};
constexpr int acknowledgement_look_ms = 20;

/// Only what differs is changed. A server without events does not get a scheduler, which would only
/// slow its shutdown down.
Result<>
take_over_events(db::Server& server, const std::optional<std::vector<std::string>>& enabled)
{
    auto events = server.read_scheduled_events();
    if (!events || events->empty()) {
        return events ? Result<>() : Result<>(std::move(events).error());
    }
    for (const auto& event : *events) {
        const bool wanted = enabled
                                ? std::ranges::find(*enabled, event.full_name()) != enabled->end()
                                : event.enabled;
        if (wanted == event.enabled) {
            continue;
        }
        if (auto set = server.set_scheduled_event(event, wanted); !set) {
            return set;
        }
    }
    return server.run_scheduled_events(true);
}

class StepRunner {
public:
    StepRunner(const ocf::Call& call, const Settings& settings, db::Server& server)
        : call_(call)
        , settings_(settings)
        , server_(server)
    {
    }

    Result<> operator()(const model::StartApplier&) const { return server_.start_applier(); }

    Result<> operator()(const model::ApplyKeptRelayLog& step) const
    {
        return server_.apply_relay_log(step.from);
    }

    /// Where it stands is exact only once it has stopped.
    Result<> operator()(const model::ApplyDelayedRelayLog&) const
    {
        if (auto stopped = server_.stop_replication(); !stopped) {
            return stopped;
        }
        auto facts = server_.read_facts();
        if (!facts) {
            return std::move(facts).error();
        }
        return facts->link ? server_.apply_relay_log(facts->link->applier_place)
                           : Result<>(Error{Errc::refused, "replication is not set up any more"});
    }

    Result<> operator()(const model::WaitUntilApplied& step) const
    {
        return wait(step.transactions, step.from);
    }

    Result<> operator()(const model::WaitUntilPlaceApplied& step) const
    {
        return applied_or_error(
            server_.wait_until_place_applied(step.place, call_.deadline),
            step.place.to_text(),
            step.from);
    }

    Result<> operator()(const model::DrainRelayLog&) const
    {
        if (auto stopped = server_.stop_receiver(); !stopped) {
            return stopped;
        }
        auto facts = server_.read_facts();
        if (!facts) {
            return std::move(facts).error();
        }
        return facts->uses_gtid ? drain(facts->unapplied()) : drain_by_place(*facts);
    }

    Result<> operator()(const model::StopReplication&) const { return server_.stop_replication(); }

    Result<> operator()(const model::ReplicateFrom& step) const
    {
        auto accounts = read_accounts(settings_);
        if (!accounts) {
            return std::move(accounts).error();
        }
        auto pointed = server_.set_source(
            {step.address,
             settings_.port,
             accounts->replication,
             step.after_own_writes,
             step.place,
             step.at_once});
        return pointed ? server_.start_replication() : std::move(pointed);
    }

    Result<> operator()(const model::StartReplication&) const
    {
        return server_.start_replication();
    }

    Result<> operator()(const model::ForgetSource&) const { return server_.forget_source(); }

    Result<> operator()(const model::RequireAcknowledgement& step) const
    {
        return server_.require_acknowledgement(step.durability, settings_.acknowledgement_timeout);
    }

    /// The server is open by then: an event that cannot be started is no reason to close it again.
    Result<> operator()(const model::TakeOverEvents& step) const
    {
        auto done = settings_.events ? take_over_events(server_, step.enabled) : Result<>();
        if (!done) {
            log::error(
                cat("could not take over the scheduled events, start them by hand: ",
                    done.error().message));
        }
        return {};
    }

    /// A candidate that cannot is no reason to stay open here: the cluster has decided; promotion
    /// itself makes sure that nothing is missing.
    Result<> operator()(const model::LetCatchUp& step) const
    {
        const auto until = call_.deadline.within(call_.environment.timeout / 4);
        auto candidate = connect_host(settings_, step.host, until);
        auto facts = server_.read_facts();
        if (!candidate || !facts) {
            log::warning(cat("could not let ", step.host, " catch up before closing"));
            return {};
        }
        auto applied = facts->uses_gtid
                           ? (*candidate)->wait_until_applied(facts->executed, until)
                           : (*candidate)->wait_until_place_applied(facts->binlog_place, until);
        if (!applied || !*applied) {
            log::warning(cat(step.host, " is behind; clients wait for it now"));
        }
        return {};
    }

    /// Events are the same as clients: what they write once the server is closed fails.
    Result<> operator()(const model::StopEvents&) const
    {
        auto stopped = settings_.events ? server_.run_scheduled_events(false) : Result<>();
        if (!stopped) {
            log::warning(stopped.error().message);
        }
        return {};
    }

    Result<> operator()(const model::CloseForWrites&) const
    {
        auto closed = server_.close_for_writes(settings_.kill_grace);
        while (!closed && closed.error().code == Errc::timeout &&
               !call_.deadline.minus(reserve()).passed()) {
            if (auto ended = end_what_is_in_the_way(closed.error()); !ended) {
                return ended;
            }
            closed = server_.close_for_writes(settings_.kill_grace);
        }
        return closed;
    }

    /// Until none is left: one may have been let in while the others were ended.
    Result<> operator()(const model::EndClientSessions&) const
    {
        const auto until = call_.deadline.within(settings_.kill_grace);
        for (;;) {
            auto ended = server_.end_client_sessions();
            if (!ended) {
                return std::move(ended).error();
            }
            if (*ended == 0) {
                return {};
            }
            log::info(cat(*ended, " client connections ended"));
            if (until.passed()) {
                log::warning("clients go on connecting to the closed server");
                return {};
            }
            ::poll(nullptr, 0, kill_pause_ms);
        }
    }

    Result<> operator()(const model::StopAcknowledgement&) const
    {
        return server_.stop_acknowledgement();
    }

    Result<> operator()(const model::OpenForWrites&)
    {
        auto facts = server_.read_facts();
        if (!facts) {
            return std::move(facts).error();
        }
        before_opening_ = std::move(*facts);
        return server_.open_for_writes();
    }

    std::optional<model::ServerFacts> take_before_opening() { return std::move(before_opening_); }

private:
    static Result<>
    applied_or_error(Result<bool> applied, const std::string& what, const std::string& from)
    {
        if (!applied) {
            return std::move(applied).error();
        }
        if (!*applied) {
            return Error{
                Errc::timeout,
                cat(what,
                    " of ",
                    from,
                    " was not applied in time, or the applier stopped; let the host catch up "
                    "(SHOW SLAVE STATUS tells what holds it up), then try again")};
        }
        return {};
    }

    [[nodiscard]] Result<>
    wait(const model::Transactions& transactions, const std::string& from) const
    {
        for (;;) {
            auto applied =
                server_.wait_until_applied(transactions, call_.deadline.within(look_interval));
            if (!applied || *applied || call_.deadline.passed()) {
                return applied_or_error(std::move(applied), transactions.to_text(), from);
            }
            if (auto alive = look_at_link(); !alive) {
                return alive;
            }
        }
    }

    /// What cannot come any more is not waited for: another host may do better.
    [[nodiscard]] Result<> look_at_link() const
    {
        const auto facts = server_.read_facts();
        const auto broken = facts && facts->link ? model::broken_link(*facts->link) : std::nullopt;
        return broken ? Result<>(Error{
                            Errc::query_failed,
                            cat(*broken, "; repair replication, or promote another host")})
                      : Result<>();
    }

    [[nodiscard]] Result<> drain(const model::Transactions& left) const
    {
        return left.empty() ? Result<>() : wait(left, "the relay log");
    }

    [[nodiscard]] Result<> drain_by_place(model::ServerFacts& facts) const
    {
        auto completed = complete_received_place(server_, facts, call_.deadline);
        if (!completed || !facts.link || facts.link->executed_place == facts.link->received_place) {
            return completed;
        }
        return (*this)(model::WaitUntilPlaceApplied{facts.link->received_place, "the source"});
    }

    /// The monitoring daemon has a few seconds in all.
    [[nodiscard]] std::chrono::milliseconds reserve() const
    {
        return std::min(kill_reserve, call_.environment.timeout / 4);
    }

    [[nodiscard]] Result<> end_what_is_in_the_way(const Error& why) const
    {
        const auto first = server_.read_facts();
        if (!first) {
            return first.error();
        }
        auto second = server_.read_facts();
        const auto until = call_.deadline.within(acknowledgement_patience);
        while (second && !until.passed() &&
               model::judge_blocked_closing(*first, *second) == model::InTheWay::end_server) {
            ::poll(nullptr, 0, acknowledgement_look_ms);
            second = server_.read_facts();
        }
        if (!second) {
            return std::move(second).error();
        }
        if (model::judge_blocked_closing(*first, *second) == model::InTheWay::end_server) {
            return Error{
                Errc::refused,
                cat(second->semi_sync.waiting,
                    " commits wait for a replica that does not come, and ending them would keep "
                    "what no other host has")};
        }
        log::warning(cat(why.message, ": ending them"));
        auto ended = server_.end_client_sessions();
        return ended ? Result<>() : Result<>(std::move(ended).error());
    }

    const ocf::Call& call_;
    const Settings& settings_;
    db::Server& server_;
    std::optional<model::ServerFacts> before_opening_;
};

} // namespace

Result<std::optional<model::ServerFacts>> run_plan(
    const model::Plan& plan, const ocf::Call& call, const Settings& settings, db::Server& server)
{
    for (const auto& reason : plan.reasons) {
        log::info(reason);
    }
    for (const auto& loss : plan.possible_loss) {
        log::error(loss);
    }
    StepRunner runner(call, settings, server);
    const auto& environment = call.environment;
    std::size_t number = 0;
    for (const auto& step : plan.steps) {
        fault_point(environment.resource, environment.action, number++);
        auto done = std::visit(runner, step);
        if (!done) {
            return std::move(done).error().during(cat("could not ", model::to_text(step)));
        }
        log::info(cat("done: ", model::to_text(step)));
    }
    fault_point(environment.resource, environment.action, number);
    return runner.take_before_opening();
}

} // namespace mmm::mysql
