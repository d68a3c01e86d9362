// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/plan.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

namespace mmm::model {

namespace {

struct StepText {
    std::string operator()(const StartApplier&) const { return "start the applier"; }

    std::string operator()(const ApplyKeptRelayLog& step) const
    {
        return cat("apply the kept relay log from ", step.from.to_text());
    }

    std::string operator()(const ApplyDelayedRelayLog&) const
    {
        return "apply the relay log without its delay";
    }

    std::string operator()(const WaitUntilApplied& step) const
    {
        return cat("wait until ", step.transactions.to_text(), " of ", step.from, " is applied");
    }

    std::string operator()(const WaitUntilPlaceApplied& step) const
    {
        return cat("wait until ", step.place.to_text(), " of ", step.from, " is applied");
    }

    std::string operator()(const DrainRelayLog&) const { return "drain the relay log"; }

    std::string operator()(const StopReplication&) const { return "stop replication"; }

    std::string operator()(const ReplicateFrom& step) const
    {
        const auto place = step.place ? cat(" from ", step.place->to_text(), " on") : "";
        const auto* delay = step.at_once ? " without a delay" : "";
        return cat("replicate from ", step.host, " (", step.address, ")", place, delay);
    }

    std::string operator()(const StartReplication&) const { return "start replication"; }

    std::string operator()(const ForgetSource&) const { return "forget the source"; }

    std::string operator()(const RequireAcknowledgement& step) const
    {
        return cat(
            "let commits wait for a replica",
            step.durability == Durability::lossless ? "" : " for a moment");
    }

    std::string operator()(const TakeOverEvents& step) const
    {
        const bool named = step.enabled && !step.enabled->empty();
        return cat(
            "take over the scheduled events",
            named ? " " : "",
            named ? join(*step.enabled, ", ") : "");
    }

    std::string operator()(const OpenForWrites&) const { return "open for writes"; }

    std::string operator()(const LetCatchUp& step) const
    {
        return cat("let ", step.host, " catch up");
    }

    std::string operator()(const StopEvents&) const { return "stop the scheduled events"; }

    std::string operator()(const CloseForWrites&) const { return "close for writes"; }

    std::string operator()(const EndClientSessions&) const { return "end the clients' sessions"; }

    std::string operator()(const StopAcknowledgement&) const
    {
        return "let commits wait for nobody";
    }
};

struct DecisionText {
    std::string operator()(const Plan& plan) const
    {
        std::string out;
        for (const auto& step : plan.steps) {
            out += cat(to_text(step), "\n");
        }
        for (const auto& reason : plan.reasons) {
            out += cat("# ", reason, "\n");
        }
        for (const auto& loss : plan.possible_loss) {
            out += cat("! ", loss, "\n");
        }
        return out;
    }

    std::string operator()(const Refusal& refusal) const
    {
        return cat(refusal.quarantine ? "quarantine: " : "refuse: ", refusal.reason, "\n");
    }
};

} // namespace

std::string to_text(const Step& step)
{
    return std::visit(StepText{}, step);
}

std::string to_text(const Decision& decision)
{
    return std::visit(DecisionText{}, decision);
}

} // namespace mmm::model
