// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/plan_runner.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"

#include <algorithm>
#include <type_traits>
#include <variant>

namespace mmm::mysql {

namespace {

/// Only what differs is changed: an event that was altered keeps its time of last change.
Result<> take_over_events(db::Server& server, const std::vector<std::string>& enabled)
{
    auto events = server.read_scheduled_events();
    if (!events) {
        return std::move(events).error();
    }
    for (const auto& event : *events) {
        const bool wanted = std::ranges::find(enabled, event.full_name()) != enabled.end();
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
    StepRunner(db::Server& server, const Settings& settings, Deadline deadline)
        : server_(server)
        , settings_(settings)
        , deadline_(deadline)
    {
    }

    Result<> operator()(const model::StartApplier&) const { return server_.start_applier(); }

    Result<> operator()(const model::ApplyKeptRelayLog& step) const
    {
        return server_.apply_relay_log(step.from);
    }

    Result<> operator()(const model::WaitUntilApplied& step) const
    {
        return wait(step.transactions, step.from);
    }

    Result<> operator()(const model::WaitUntilPlaceApplied& step) const
    {
        return applied_or_error(
            server_.wait_until_place_applied(step.place, deadline_),
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
        const auto left = facts->unapplied();
        return left.empty() ? Result<>() : wait(left, "the relay log");
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
             step.place});
        return pointed ? server_.start_replication() : std::move(pointed);
    }

    Result<> operator()(const model::ForgetSource&) const { return server_.forget_source(); }

    Result<> operator()(const model::RequireAcknowledgement& step) const
    {
        return server_.require_acknowledgement(step.durability, settings_.acknowledgement_timeout);
    }

    Result<> operator()(const model::TakeOverEvents& step) const
    {
        return take_over_events(server_, step.enabled);
    }

    Result<> operator()(const model::OpenForWrites&) const { return server_.open_for_writes(); }

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
        return applied_or_error(
            server_.wait_until_applied(transactions, deadline_), transactions.to_text(), from);
    }

    db::Server& server_;
    const Settings& settings_;
    Deadline deadline_;
};

} // namespace

Result<>
run_plan(const model::Plan& plan, db::Server& server, const Settings& settings, Deadline deadline)
{
    for (const auto& reason : plan.reasons) {
        log::info(reason);
    }
    const StepRunner runner(server, settings, deadline);
    for (const auto& step : plan.steps) {
        auto done = std::visit(runner, step);
        if (!done) {
            return std::move(done).error().during(cat("could not ", model::to_text(step)));
        }
        log::info(cat("done: ", model::to_text(step)));
    }
    return {};
}

} // namespace mmm::mysql
