// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Each call runs in a child process, as run_agent settles the process for good (directory, umask).
#include "ocf-agent/runtime/agent.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace mmm::ocf {
namespace {

constexpr std::array<Parameter, 1> parameters{{
    {.name = "port",
     .type = ParameterType::integer,
     .default_value = "3306",
     .shortdesc = "port",
     .longdesc = "port",
     .lowest = 1},
}};

Outcome port_as_code(const Call& call)
{
    return Outcome::of(
        call.parameters.number("port") == 3306 ? ExitCode::success : ExitCode::promoted);
}

Outcome fail_on_two_lines(const Call& /*call*/)
{
    return Outcome::failure(Error{Errc::timeout, "first line\nsecond line"});
}

Outcome throw_something(const Call& /*call*/)
{
    throw std::runtime_error("out of luck");
}

constexpr std::array<Action, 4> actions{{
    {.name = "start", .run = port_as_code, .checks_parameters = true},
    {.name = "stop", .run = port_as_code},
    {.name = "monitor", .run = fail_on_two_lines},
    {.name = "notify", .run = throw_something},
}};

constexpr Agent agent{
    .name = "sample",
    .shortdesc = "a sample",
    .longdesc = "Fit for tests.",
    .parameters = parameters,
    .actions = actions};

[[noreturn]] void call(std::string action, const char* port = "")
{
    ::setenv("OCF_RESKEY_port", port, 1);
    std::string program = "sample";
    std::array<char*, 3> argv{program.data(), action.data(), nullptr};
    std::exit(run_agent(agent, action.empty() ? 1 : 2, argv.data()));
}

TEST(AnAgent, RunsTheActionItIsCalledFor)
{
    EXPECT_EXIT(call("start"), testing::ExitedWithCode(0), "");
    EXPECT_EXIT(call("start", "3307"), testing::ExitedWithCode(8), "");
}

TEST(AnAgent, RefusesToStartWithWrongParameters)
{
    EXPECT_EXIT(
        call("start", "none"),
        testing::ExitedWithCode(6),
        "ocf-exit-reason:parameter port=\"none\"");
}

TEST(AnAgent, StopsEvenWithWrongParameters)
{
    EXPECT_EXIT(call("stop", "none"), testing::ExitedWithCode(0), "");
}

TEST(AnAgent, AnswersAnUnknownActionWithItsUsage)
{
    EXPECT_EXIT(
        call("explode"),
        testing::ExitedWithCode(3),
        "usage: sample .start.stop.monitor.notify.meta-data");
    EXPECT_EXIT(call(""), testing::ExitedWithCode(3), "usage: sample");
}

TEST(AnExitReason, IsOneLineAndTheLastOne)
{
    EXPECT_EXIT(
        call("monitor"), testing::ExitedWithCode(1), "ocf-exit-reason:first line second line\n$");
}

TEST(AnExitReason, IsGivenForAnExceptionToo)
{
    EXPECT_EXIT(
        call("notify"),
        testing::ExitedWithCode(1),
        "ocf-exit-reason:internal error: out of luck\n$");
}

} // namespace
} // namespace mmm::ocf
