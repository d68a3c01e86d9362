// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/plan.h"

#include "lib/base/cat.h"

namespace mmm::model {

namespace {

struct StepText {
    std::string operator()(const StartApplier&) const { return "start the applier"; }

    std::string operator()(const ApplyKeptRelayLog& step) const
    {
        return cat("apply the kept relay log from ", step.from.file, ":", step.from.position);
    }

    std::string operator()(const WaitUntilApplied& step) const
    {
        return cat("wait until ", step.position.to_text(), " of ", step.from, " is applied");
    }

    std::string operator()(const DrainRelayLog&) const { return "drain the relay log"; }

    std::string operator()(const StopReplication&) const { return "stop replication"; }

    std::string operator()(const ReplicateFrom& step) const
    {
        return cat("replicate from ", step.host, " (", step.address, ")");
    }

    std::string operator()(const ForgetSource&) const { return "forget the source"; }

    std::string operator()(const OpenForWrites&) const { return "open for writes"; }
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
