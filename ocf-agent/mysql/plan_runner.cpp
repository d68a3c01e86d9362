// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/plan_runner.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"

#include <type_traits>
#include <variant>

namespace mmm::mysql {

namespace {

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
        return wait(step.position, step.from);
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
            {step.address, settings_.port, accounts->replication, step.after_own_writes});
        return pointed ? server_.start_replication() : std::move(pointed);
    }

    Result<> operator()(const model::ForgetSource&) const { return server_.forget_source(); }

    Result<> operator()(const model::OpenForWrites&) const { return server_.open_for_writes(); }

private:
    [[nodiscard]] Result<>
    wait(const model::MariadbPosition& position, const std::string& from) const
    {
        auto applied = server_.wait_until_applied(position, deadline_);
        if (!applied) {
            return std::move(applied).error();
        }
        if (!*applied) {
            return Error{
                Errc::timeout,
                cat(position.to_text(),
                    " of ",
                    from,
                    " was not applied in time, or the applier stopped; let the host catch up "
                    "(SHOW SLAVE STATUS tells what holds it up), then try again")};
        }
        return {};
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
