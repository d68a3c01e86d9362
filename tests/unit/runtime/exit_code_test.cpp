// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/runtime/exit_code.h"

#include <gtest/gtest.h>

namespace mmm::ocf {
namespace {

TEST(AnExitCode, StopsTheResourceEverywhereOnlyForWhatIsWrongEverywhere)
{
    EXPECT_EQ(exit_code(Errc::bad_parameter), ExitCode::not_configured);
    EXPECT_EQ(exit_code(Errc::bad_on_this_host), ExitCode::bad_arguments);
}

TEST(AnExitCode, KeepsTheResourceOffAHostThatCannotRunIt)
{
    EXPECT_EQ(exit_code(Errc::missing_software), ExitCode::not_installed);
    EXPECT_EQ(exit_code(Errc::no_permission), ExitCode::no_permission);
    EXPECT_EQ(exit_code(Errc::unsupported), ExitCode::unimplemented);
}

TEST(AnExitCode, LeavesPassingTroubleToRecovery)
{
    for (const auto code :
         {Errc::unreachable,
          Errc::timeout,
          Errc::access_denied,
          Errc::query_failed,
          Errc::tool_failed,
          Errc::malformed_input,
          Errc::conflict,
          Errc::refused,
          Errc::internal}) {
        EXPECT_EQ(exit_code(code), ExitCode::generic) << static_cast<int>(code);
    }
}

TEST(AnOutcome, OfAnErrorKeepsItsMessageAsTheReason)
{
    const auto outcome = Outcome::failure(Error{Errc::missing_software, "no mysqld here"});

    EXPECT_EQ(outcome.code, ExitCode::not_installed);
    EXPECT_EQ(outcome.reason, "no mysqld here");
}

TEST(AnOutcome, ThatIsAVerdictHasNoReason)
{
    EXPECT_EQ(Outcome::of(ExitCode::not_running).reason, std::nullopt);
    EXPECT_EQ(Outcome::success().code, ExitCode::success);
}

} // namespace
} // namespace mmm::ocf
