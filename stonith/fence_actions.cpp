// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "stonith/fence_actions.h"

#include "lib/base/cat.h"
#include "lib/base/subprocess.h"
#include "lib/base/text.h"
#include "stonith/evidence.h"
#include "stonith/probes.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <thread>

namespace mmm::fence {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds between_looks{300};

void tell(const std::string& line)
{
    std::fputs(cat("fence_mmm: ", line, "\n").c_str(), stderr);
}

Exit fail(const std::string& line)
{
    tell(line);
    return Exit::failed;
}

std::string last_line(const std::string& text)
{
    const auto lines = split(text, "\n");
    return lines.empty() ? std::string{} : cat(": ", trim(lines.back()));
}

/// Runs a program of the operator's; its exit status must be 0.
Result<> run_checked(const std::vector<std::string>& argv, Deadline deadline)
{
    auto output = run_program(argv, deadline);
    if (!output) {
        // Pacemaker looks for these words.
        const auto* hint = output.error().code == Errc::timeout ? "timed out: " : "";
        return Error{output.error().code, cat(hint, output.error().message)};
    }
    if (output->exit_status != 0) {
        return Error{
            Errc::tool_failed,
            cat(argv.front(),
                " ended with ",
                output->exit_status,
                last_line(output->standard_error + output->standard_output))};
    }
    return {};
}

/// Looks until enough looks in a row found the host gone.
Result<> wait_until_gone(const Settings& settings, bool was_silent_before, Deadline deadline)
{
    std::int64_t in_a_row = 0;
    for (;;) {
        auto look = look_at(settings, deadline);
        look.was_silent_before = was_silent_before;
        const auto verdict = judge(look);
        in_a_row = verdict.power == Power::off ? in_a_row + 1 : 0;
        if (in_a_row >= settings.confirmations) {
            return {};
        }
        if (deadline.remaining() <= between_looks) {
            return Error{
                Errc::timeout,
                cat("timed out: ",
                    settings.kill_program,
                    " said that it is done, but ",
                    verdict.reason)};
        }
        std::this_thread::sleep_for(between_looks);
    }
}

Exit switch_off(const Settings& settings, Deadline deadline)
{
    const auto before = look_at(settings, deadline);
    const bool was_silent = judge(before).power != Power::on;
    const auto ping = std::ranges::find(before.host, "ping", &Evidence::way);
    const bool pinged = ping != before.host.end() ? ping->finding == Finding::answers
                                                  : answers_ping(settings, deadline);
    // Half of the time is kept for looking whether it is gone.
    const auto ended = run_checked(
        {settings.kill_program, settings.host, pinged ? "1" : "0"},
        deadline.within(settings.timeout / 2));
    if (!ended) {
        return fail(cat("could not switch off ", settings.host, ": ", ended.error().message));
    }
    const auto gone = wait_until_gone(settings, was_silent, deadline);
    return gone ? Exit::done
                : fail(cat("could not switch off ", settings.host, ": ", gone.error().message));
}

Exit switch_on(const Settings& settings, Deadline deadline)
{
    if (settings.on_program.empty()) {
        return fail("unsupported action 'on': the option on_program is not set");
    }
    const auto done = run_checked({settings.on_program, settings.host}, deadline);
    return done ? Exit::done
                : fail(cat("could not switch on ", settings.host, ": ", done.error().message));
}

/// What counts is that the host was off: then it is fenced, whether it comes back or not.
Exit reboot(const Settings& settings, Deadline deadline)
{
    if (const auto off = switch_off(settings, deadline); off != Exit::done) {
        return off;
    }
    if (settings.on_program.empty()) {
        tell(cat(settings.host, " is off and stays so: the option on_program is not set"));
    } else if (switch_on(settings, deadline) != Exit::done) {
        tell(cat(settings.host, " is off, and fenced by that"));
    }
    return Exit::done;
}

Exit status(const Settings& settings, Deadline deadline)
{
    const auto verdict = judge(look_at(settings, deadline));
    switch (verdict.power) {
    case Power::on:
        return Exit::done;
    case Power::off:
        return Exit::is_off;
    case Power::unknown:
        break;
    }
    return fail(cat("could not tell whether ", settings.host, " is on: ", verdict.reason));
}

/// The device is the program: it must be there and executable. Whether it works shows only when
/// it is needed, so try it (docs).
Exit monitor(const Settings& settings)
{
    for (const auto& program :
         {settings.kill_program,
          settings.on_program,
          settings.status_program,
          settings.probe_program}) {
        if (!program.empty() && ::access(program.c_str(), X_OK) != 0) {
            return fail(cat("could not use ", program, ": it does not exist or is not executable"));
        }
    }
    return Exit::done;
}

std::string_view power_word(Power power)
{
    switch (power) {
    case Power::on:
        return "ON";
    case Power::off:
        return "OFF";
    case Power::unknown:
        break;
    }
    return "UNKNOWN";
}

Exit list(const Settings& settings, bool with_status, Deadline deadline)
{
    for (const auto& [host, address] : settings.addresses) {
        auto one = settings;
        one.host = host;
        const auto power =
            with_status ? cat(",", power_word(judge(look_at(one, deadline)).power)) : std::string{};
        std::fputs(cat(host, ",", power, "\n").c_str(), stdout);
    }
    return Exit::done;
}

Exit act_on_host(const Settings& settings, Deadline deadline)
{
    if (settings.host.empty()) {
        return fail(cat("could not do ", settings.action, ": no host was named (option plug)"));
    }
    if (settings.action == "off") {
        return switch_off(settings, deadline);
    }
    if (settings.action == "on") {
        return switch_on(settings, deadline);
    }
    return settings.action == "reboot" ? reboot(settings, deadline) : status(settings, deadline);
}

} // namespace

Exit run_action(const Settings& settings)
{
    constexpr std::array<std::string_view, 4> of_a_host{"off", "on", "reboot", "status"};
    const auto deadline = Deadline::after(settings.timeout);
    if (std::ranges::find(of_a_host, settings.action) != of_a_host.end()) {
        return act_on_host(settings, deadline);
    }
    if (settings.action == "monitor" || settings.action == "validate-all") {
        return monitor(settings);
    }
    if (settings.action == "list" || settings.action == "list-status") {
        return list(settings, settings.action == "list-status", deadline);
    }
    return fail(cat("unsupported action '", settings.action, "'"));
}

} // namespace mmm::fence
