// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/daemon_call.h"

#include "ocf-agent/mysql/actions.h"

#include <string_view>

namespace mmm::mond {

namespace {

constexpr std::string_view notify_prefix = "OCF_RESKEY_CRM_meta_notify_";
constexpr std::string_view interval = "OCF_RESKEY_CRM_meta_interval";

/// The lists of a transition that was over when the daemon began would be taken for the truth.
ocf::Variables as_of_a_monitor(const ocf::Variables& variables)
{
    return [variables](std::string_view name) -> std::optional<std::string> {
        if (name == interval) {
            return "1000";
        }
        return name.starts_with(notify_prefix) ? std::nullopt : variables(name);
    };
}

} // namespace

Result<ocf::Call> read_daemon_call(const ocf::Variables& variables)
{
    const auto seen = as_of_a_monitor(variables);
    auto environment = ocf::read_environment("monitor", seen);
    auto parameters = ocf::Parameters::read(mysql::agent().parameters, seen);
    if (!parameters.errors().empty()) {
        return parameters.errors().front();
    }
    return ocf::Call{std::move(environment), std::move(parameters), Deadline::after({})};
}

ocf::Call within(const ocf::Call& call, std::chrono::milliseconds budget)
{
    auto copy = call;
    copy.deadline = Deadline::after(budget);
    return copy;
}

} // namespace mmm::mond
