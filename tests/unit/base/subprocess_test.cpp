// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Programs are run as /bin/sh -c here: the quickest way to a program that misbehaves as wanted.
#include "lib/base/subprocess.h"
#include "lib/base/text.h"

#include <gtest/gtest.h>

#include <sys/types.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace mmm {
namespace {

using std::chrono::milliseconds;

Deadline plenty()
{
    return Deadline::after(std::chrono::seconds{30});
}

Result<ProgramOutput> run_script(const std::string& script, Deadline deadline = plenty())
{
    return run_program({"/bin/sh", "-c", script}, deadline);
}

/// Running, as opposed to gone or left as a zombie for somebody else to collect.
bool runs(pid_t pid)
{
    std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
    const std::string stat{std::istreambuf_iterator<char>(in), {}};
    const auto state = stat.rfind(") ");
    return state != std::string::npos && stat.at(state + 2) != 'Z';
}

TEST(AProgram, GivesItsOutputsAndItsExitStatus)
{
    const auto output = run_script("echo out; echo err >&2; exit 3");

    ASSERT_TRUE(output);
    EXPECT_EQ(output->standard_output, "out\n");
    EXPECT_EQ(output->standard_error, "err\n");
    EXPECT_EQ(output->exit_status, 3);
}

TEST(AProgram, GetsItsArgumentsAsTheyAre)
{
    const auto output = run_program({"/bin/echo", "$HOME; a  b", "*"}, plenty());

    ASSERT_TRUE(output);
    EXPECT_EQ(output->standard_output, "$HOME; a  b *\n");
}

TEST(AProgram, EndedByASignalHasStatus128AndMore)
{
    const auto output = run_script("kill -TERM $$");

    ASSERT_TRUE(output);
    EXPECT_EQ(output->exit_status, 128 + SIGTERM);
}

TEST(AProgram, ThatDoesNotExistIsMissingSoftware)
{
    const auto output = run_program({"/nonexistent/tool", "--version"}, plenty());

    ASSERT_FALSE(output);
    EXPECT_EQ(output.error().code, Errc::missing_software);
    EXPECT_NE(output.error().message.find("/nonexistent/tool"), std::string::npos);
}

TEST(AProgram, MayWriteMoreThanAPipeHolds)
{
    const auto output = run_script("head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2");

    ASSERT_TRUE(output);
    EXPECT_EQ(output->standard_output.size(), 1000000U);
    EXPECT_EQ(output->standard_error.size(), 1000000U);
}

TEST(AProgram, IsCutAt16MiBOfOutputAndStillEnds)
{
    const auto output = run_script("head -c 17000000 /dev/zero");

    ASSERT_TRUE(output);
    EXPECT_EQ(output->standard_output.size(), 16U << 20U);
    EXPECT_EQ(output->exit_status, 0);
}

TEST(AProgram, ReadsNothingFromUs)
{
    const auto output = run_program({"/bin/cat"}, plenty());

    ASSERT_TRUE(output);
    EXPECT_EQ(output->standard_output, "");
}

TEST(AProgram, SpeaksTheLanguageThatIsParsed)
{
    ::setenv("LC_ALL", "de_DE.UTF-8", 1);
    const auto output = run_script("echo $LC_ALL");
    ::unsetenv("LC_ALL");

    ASSERT_TRUE(output);
    EXPECT_EQ(output->standard_output, "C\n");
}

TEST(AProgram, IsNotToldOfTheActionThatCallsIt)
{
    ::setenv("OCF_RESKEY_CRM_meta_on_node", "M1", 1);
    const auto output = run_script("echo \"[$OCF_RESKEY_CRM_meta_on_node]\"");
    ::unsetenv("OCF_RESKEY_CRM_meta_on_node");

    ASSERT_TRUE(output);
    EXPECT_EQ(output->standard_output, "[]\n");
}

TEST(AProgram, InheritsTheEnvironment)
{
    ::setenv("MMM_TEST_WORD", "kept", 1);
    const auto output = run_script("echo $MMM_TEST_WORD");
    ::unsetenv("MMM_TEST_WORD");

    ASSERT_TRUE(output);
    EXPECT_EQ(output->standard_output, "kept\n");
}

TEST(ADeadlineOfAProgram, EndsItWithAllItsChildren)
{
    // The child's pid reaches us through a file: the output is lost with the time-out.
    const std::string file = testing::TempDir() + "mmm-child-pid";
    const auto output =
        run_script("sleep 60 & echo $! >" + file + "; wait", Deadline::after(milliseconds{300}));

    ASSERT_FALSE(output);
    EXPECT_EQ(output.error().code, Errc::timeout);
    std::ifstream in(file);
    pid_t child = 0;
    in >> child;
    ASSERT_GT(child, 0);
    // The kill is sent to all at once, but the child need not be gone in the same instant.
    const auto patience = plenty();
    while (runs(child) && !patience.passed()) {
    }
    EXPECT_FALSE(runs(child));
    std::remove(file.c_str());
}

TEST(ADeadlineOfAProgram, CountsAlsoWhenOutputsAreClosedEarly)
{
    const auto output =
        run_script("exec >/dev/null 2>&1; sleep 60", Deadline::after(milliseconds{300}));

    ASSERT_FALSE(output);
    EXPECT_EQ(output.error().code, Errc::timeout);
}

TEST(ADeadlineOfAProgram, ThatHasPassedLeavesNothingRunning)
{
    const auto output = run_script("sleep 60", Deadline::after(milliseconds{0}));

    ASSERT_FALSE(output);
    EXPECT_EQ(output.error().code, Errc::timeout);
}

} // namespace
} // namespace mmm
