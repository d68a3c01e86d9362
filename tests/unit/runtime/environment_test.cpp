// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/runtime/environment.h"
#include "tests/unit/runtime/variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::ocf {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(AnEnvironment, ThatIsEmptyGivesWhatACallByHandNeeds)
{
    const auto environment = read_environment("start", variables_of({}));

    EXPECT_EQ(environment.action, "start");
    EXPECT_EQ(environment.resource, "default");
    EXPECT_FALSE(environment.node.empty()) << "the host's name stands in";
    EXPECT_EQ(environment.timeout, milliseconds{20000});
    EXPECT_FALSE(environment.promotable);
    EXPECT_FALSE(environment.lists.present);
    EXPECT_EQ(environment.clone_number, std::nullopt);
}

TEST(AnEnvironment, NamesTheResourceWithoutItsInstanceNumber)
{
    const auto unique =
        read_environment("start", variables_of({{"OCF_RESOURCE_INSTANCE", "reader:2"}}));
    const auto plain =
        read_environment("start", variables_of({{"OCF_RESOURCE_INSTANCE", "mysql"}}));

    EXPECT_EQ(unique.resource, "reader");
    EXPECT_EQ(plain.resource, "mysql");
}

TEST(AnEnvironment, TellsWhatPacemakerToldOfTheCall)
{
    const auto environment = read_environment(
        "monitor",
        meta_of(
            {{"on_node", "M1"},
             {"timeout", "30000"},
             {"interval", "10000"},
             {"clone", "2"},
             {"notify", "true"},
             {"globally_unique", "true"},
             {"role", "Promoted"}}));

    EXPECT_EQ(environment.node, "M1");
    EXPECT_EQ(environment.timeout, milliseconds{30000});
    EXPECT_EQ(environment.interval, milliseconds{10000});
    EXPECT_EQ(environment.clone_number, 2);
    EXPECT_TRUE(environment.notify_enabled);
    EXPECT_TRUE(environment.globally_unique);
}

TEST(AnEnvironment, KeepsItsDefaultsWhenNumbersAreGarbage)
{
    const auto environment = read_environment(
        "monitor", meta_of({{"timeout", "20s"}, {"interval", "soon"}, {"clone", "first"}}));

    EXPECT_EQ(environment.timeout, milliseconds{20000});
    EXPECT_EQ(environment.interval, milliseconds{0});
    EXPECT_EQ(environment.clone_number, std::nullopt);
}

TEST(AnEnvironment, TakesTheCheckLevelFromItsBareName)
{
    EXPECT_EQ(
        read_environment("monitor", variables_of({{"OCF_CHECK_LEVEL", "10"}})).check_level, 10);
    EXPECT_EQ(read_environment("monitor", variables_of({})).check_level, 0);
}

TEST(AProbe, IsAMonitorWithoutAnInterval)
{
    EXPECT_TRUE(read_environment("monitor", meta_of({})).is_probe());
    EXPECT_TRUE(read_environment("monitor", meta_of({{"interval", "0"}})).is_probe());
    EXPECT_FALSE(read_environment("monitor", meta_of({{"interval", "10000"}})).is_probe());
    EXPECT_FALSE(read_environment("start", meta_of({})).is_probe());
}

TEST(TheRoleOfAMonitor, IsKnownUnderItsOldNameToo)
{
    const auto expecting = [](const char* role) {
        return read_environment("monitor", meta_of({{"role", role}}));
    };

    EXPECT_TRUE(expecting("Promoted").expects_promoted());
    EXPECT_TRUE(expecting("Master").expects_promoted());
    EXPECT_TRUE(expecting("Unpromoted").expects_unpromoted());
    EXPECT_TRUE(expecting("Slave").expects_unpromoted());
    EXPECT_FALSE(expecting("Started").expects_promoted());
    EXPECT_FALSE(expecting("Started").expects_unpromoted());
}

TEST(APromotableClone, IsKnownByAnyOfItsSigns)
{
    EXPECT_TRUE(read_environment("start", meta_of({{"promoted_max", "1"}})).promotable);
    EXPECT_TRUE(read_environment("start", meta_of({{"master_max", "1"}})).promotable);
    EXPECT_TRUE(read_environment("start", meta_of({{"promotable", "true"}})).promotable);
    EXPECT_FALSE(read_environment("start", meta_of({{"promoted_max", "0"}})).promotable);
    EXPECT_FALSE(read_environment("start", meta_of({{"clone_max", "3"}})).promotable);
}

TEST(ANotifyList, OfOneBlankIsEmpty)
{
    const auto lists = read_environment(
                           "notify",
                           meta_of(
                               {{"notify_active_uname", " "},
                                {"notify_promoted_uname", " "},
                                {"notify_master_uname", " "},
                                {"notify_promote_uname", "M2 "}}))
                           .lists;

    EXPECT_TRUE(lists.present);
    EXPECT_THAT(lists.active, IsEmpty());
    EXPECT_THAT(lists.promoted, IsEmpty());
    EXPECT_THAT(lists.promote, ElementsAre("M2"));
}

TEST(ANotifyList, IsReadUnderItsOldNameWhenTheNewOneIsMissing)
{
    const auto lists =
        read_environment(
            "notify", meta_of({{"notify_master_uname", "M1"}, {"notify_slave_uname", "M2 slave1"}}))
            .lists;

    EXPECT_THAT(lists.promoted, ElementsAre("M1"));
    EXPECT_THAT(lists.unpromoted, ElementsAre("M2", "slave1"));
}

TEST(ANotification, TellsItsTypeAndOperation)
{
    const auto environment = read_environment(
        "notify", meta_of({{"notify_type", "post"}, {"notify_operation", "promote"}}));

    EXPECT_EQ(environment.notify_type, "post");
    EXPECT_EQ(environment.notify_operation, "promote");
}

TEST(TheComingPromoted, IsTheOneThatIsBeingPromoted)
{
    const auto environment = read_environment(
        "notify",
        meta_of(
            {{"notify_promoted_uname", "M1"},
             {"notify_demote_uname", "M1"},
             {"notify_promote_uname", "M2"}}));

    EXPECT_EQ(environment.coming_promoted(), "M2");
}

TEST(TheComingPromoted, StaysWhenNobodyIsPromoted)
{
    const auto environment = read_environment(
        "start", meta_of({{"notify_promoted_uname", "M1"}, {"notify_start_uname", "slave1"}}));

    EXPECT_EQ(environment.coming_promoted(), "M1");
}

TEST(TheComingPromoted, IsNobodyWhenTheOldOneGoes)
{
    const auto demoted = read_environment(
        "notify", meta_of({{"notify_promoted_uname", "M1"}, {"notify_demote_uname", "M1"}}));
    const auto stopped = read_environment(
        "notify", meta_of({{"notify_promoted_uname", "M1"}, {"notify_stop_uname", "M1"}}));

    EXPECT_EQ(demoted.coming_promoted(), std::nullopt);
    EXPECT_EQ(stopped.coming_promoted(), std::nullopt);
}

TEST(TheComingPromoted, IsNotConfusedByNamesThatBeginAlike)
{
    const auto environment = read_environment(
        "notify", meta_of({{"notify_promoted_uname", "db10"}, {"notify_stop_uname", "db1"}}));

    EXPECT_EQ(environment.coming_promoted(), "db10");
}

} // namespace
} // namespace mmm::ocf
