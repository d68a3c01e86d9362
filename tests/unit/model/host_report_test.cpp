// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/host_report.h"

#include <gtest/gtest.h>

namespace mmm::model {
namespace {

Checks one_check(std::string message)
{
    return {{"mysql", Check{false, 1763719200, std::move(message)}}};
}

TEST(AHostState, HasMmmsNameAndIsFoundByIt)
{
    for (const auto state :
         {HostState::online,
          HostState::admin_offline,
          HostState::hard_offline,
          HostState::awaiting_recovery,
          HostState::replication_fail,
          HostState::replication_delay,
          HostState::unknown}) {
        EXPECT_EQ(parse_host_state(to_text(state)), state) << to_text(state);
    }
    EXPECT_EQ(to_text(HostState::awaiting_recovery), "AWAITING_RECOVERY");
}

TEST(AHostState, OfAnyOtherTextIsUnknown)
{
    EXPECT_EQ(parse_host_state(""), HostState::unknown);
    EXPECT_EQ(parse_host_state("online"), HostState::unknown);
    EXPECT_EQ(parse_host_state("REPLICATION_BACKLOG"), HostState::unknown);
}

TEST(Checks, AreWrittenInMmmsOrder)
{
    const Checks checks{
        {"rep_backlog", {false, 3, "ERROR: Backlog is too big"}},
        {"ping", {true, 1, "OK"}},
        {"mysql", {true, 2, "OK"}}};

    EXPECT_EQ(
        encode_checks(checks),
        "ping=1,1,OK;mysql=1,2,OK;rep_backlog=0,3,ERROR: Backlog is too big");
}

TEST(Checks, OfWhichThereAreNoneAreAnEmptyText)
{
    EXPECT_EQ(encode_checks({}), "");
    EXPECT_TRUE(parse_checks("").empty());
}

class ACheckMessage : public testing::TestWithParam<const char*> {};

TEST_P(ACheckMessage, SurvivesTheRoundTripOnOneLine)
{
    const auto checks = one_check(GetParam());

    const auto text = encode_checks(checks);

    EXPECT_EQ(parse_checks(text), checks) << text;
    EXPECT_EQ(text.find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    ACheckMessage,
    testing::Values(
        "",
        "OK: Backlog is null",
        "ERROR: Connect error (host = 192.168.0.65:3306, user = mmm_monitor)! a;b,c=d",
        "two\nlines",
        "100% sure, %2C is no comma",
        "ends with %",
        "ends with ;",
        "\xC3\xA4\xC3\xB6\xC3\xBC"));

TEST(Checks, ThatAreGarbledAreLeftOut)
{
    const auto checks = parse_checks("ping=1,soon,OK;mysql;rep_threads=1,2;;rep_backlog=0,5,late");

    ASSERT_EQ(checks.size(), 1U);
    EXPECT_EQ(checks.at("rep_backlog"), (Check{false, 5, "late"}));
}

TEST(ReportAttributes, CarryTheNameOfTheResource)
{
    const ReportAttributes names("db");

    EXPECT_EQ(names.state, "mmm-state-db");
    EXPECT_EQ(names.reason, "mmm-reason-db");
    EXPECT_EQ(names.address, "mmm-address-db");
    EXPECT_EQ(names.checks, "mmm-checks-db");
}

} // namespace
} // namespace mmm::model
