// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "ocf-agent/runtime/agent.h"
#include "ocf-agent/runtime/metadata.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>

namespace mmm::ocf {

namespace {

/// Pacemaker kills with SIGKILL at its time-out; a part of the budget is kept to report before it.
Deadline own_deadline(std::chrono::milliseconds timeout)
{
    using std::chrono::milliseconds;
    const auto reserve = std::clamp(timeout / 10, milliseconds{100}, milliseconds{5000});
    return Deadline::after(std::max(timeout - reserve, milliseconds{100}));
}

void print(std::FILE* stream, const std::string& text)
{
    std::fwrite(text.data(), 1, text.size(), stream);
    std::fflush(stream);
}

/// The last line on stderr with the prefix becomes the reason in the cluster's status
/// (Pacemaker, services_linux.c); everything after a line break would be lost.
void print_exit_reason(const Variables& variables, std::string reason)
{
    std::ranges::replace(reason, '\n', ' ');
    const auto prefix = variables("OCF_EXIT_REASON_PREFIX").value_or("ocf-exit-reason:");
    print(stderr, cat(prefix, reason, "\n"));
}

int finish(const Variables& variables, const Outcome& outcome)
{
    if (outcome.reason) {
        log::error(*outcome.reason);
        print_exit_reason(variables, *outcome.reason);
    }
    return static_cast<int>(outcome.code);
}

int usage(const Agent& agent)
{
    std::vector<std::string_view> names;
    for (const auto& action : agent.actions) {
        if (std::ranges::find(names, action.name) == names.end()) {
            names.push_back(action.name);
        }
    }
    print(stderr, cat("usage: ", agent.name, " {", join(names, "|"), "|meta-data}\n"));
    return static_cast<int>(ExitCode::unimplemented);
}

/// Nothing an agent does depends on where it was started from; the umask keeps what it writes
/// to root.
void settle_process()
{
    ::umask(0077);
    std::signal(SIGPIPE, SIG_IGN);
    if (::chdir("/") != 0) {
        std::abort();
    }
}

Outcome run_action(const Agent& agent, const Action& action, const Variables& variables)
{
    auto environment = read_environment(action.name, variables);
    auto parameters = Parameters::read(agent.parameters, variables);
    const auto deadline = own_deadline(environment.timeout);
    if (action.checks_parameters && !parameters.errors().empty()) {
        return Outcome::failure(parameters.errors().front());
    }
    const Call call{std::move(environment), std::move(parameters), deadline};
    try {
        return action.run(call);
    } catch (const std::exception& failure) {
        return Outcome::failure(ExitCode::generic, cat("internal error: ", failure.what()));
    }
}

} // namespace

int run_agent(const Agent& agent, int argc, char** argv)
{
    const std::string_view name = argc > 1 ? argv[1] : "";
    if (name == "meta-data") {
        print(stdout, metadata_xml(agent, MMM_VERSION));
        return 0;
    }
    const auto action = std::ranges::find(agent.actions, name, &Action::name);
    if (action == agent.actions.end()) {
        return usage(agent);
    }
    settle_process();
    const auto variables = process_variables();
    log::open_for_agent(cat(agent.name, "(", read_environment(name, variables).resource, ")"));
    return finish(variables, run_action(agent, *action, variables));
}

void end_at_once(const Outcome& outcome)
{
    std::_Exit(finish(process_variables(), outcome));
}

} // namespace mmm::ocf
