// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/move_preview.h"
#include "tests/unit/model/a_move_situation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::model {

namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const MovePlan to_m2{
    .kind = MovePlan::Kind::writer,
    .role = "writer",
    .resource = "mysql-clone",
    .from = "M1",
    .host = "M2"};

TEST(APreview, HasNothingAgainstAHealthyMove)
{
    const AMoveSituation healthy;

    EXPECT_THAT(find_objections(healthy.now), IsEmpty());
    EXPECT_THAT(find_gaps(healthy.now), IsEmpty());
}

TEST(APreview, ListsTheStepsOfBothHostsInTheirOrder)
{
    const auto text = render_preview(to_m2, AMoveSituation().now);

    const auto demoted = text.find("on M1:\n  1. ");
    const auto promoted = text.find("on M2:\n  1. ");
    const auto opened = text.find("open for writes");
    EXPECT_NE(demoted, std::string::npos) << text;
    EXPECT_LT(demoted, promoted) << text;
    EXPECT_LT(promoted, opened) << text;
    EXPECT_LT(opened, text.size());
    EXPECT_THAT(text, HasSubstr("M2 is 0 s behind\nno client of M1 is in the way\n"));
    EXPECT_THAT(text, HasSubstr("\nnothing speaks against it\n"));
}

TEST(APreview, ObjectsToACandidateThatIsTooFarBehind)
{
    EXPECT_THAT(find_objections(AMoveSituation().behind(60).now), IsEmpty());
    EXPECT_THAT(
        find_objections(AMoveSituation().behind(61).now),
        ElementsAre("M2 is 61 s behind, more than max_backlog=60"));
}

TEST(APreview, ObjectsToWorkThatIsOlderThanTheGraceOfADemotion)
{
    using Kind = Blocker::Kind;

    EXPECT_THAT(
        find_objections(AMoveSituation().blocked(Kind::statement, seconds(3)).now), IsEmpty());
    EXPECT_THAT(
        find_objections(AMoveSituation()
                            .blocked(Kind::statement, seconds(4), "ALTER TABLE t ADD b INT")
                            .blocked(Kind::transaction, seconds(35), "")
                            .blocked(Kind::table_lock, seconds(9), "")
                            .now),
        ElementsAre(
            "on M1 session 42 of app has been running a statement for 4 s: ALTER TABLE t ADD b INT",
            "on M1 session 42 of app has had a transaction with changes open for 35 s",
            "on M1 session 42 of app has held table locks for 9 s"));
}

TEST(APreview, ShowsYoungWorkWithoutObjecting)
{
    const auto text =
        render_preview(to_m2, AMoveSituation().blocked(Blocker::Kind::transaction, seconds(1)).now);

    EXPECT_THAT(
        text,
        HasSubstr("clients' work on M1, waited for at most 3 s and then ended:\n  session 42 of "
                  "app has had a transaction with changes open for 1 s: UPDATE t SET a=1\n"));
    EXPECT_THAT(text, HasSubstr("nothing speaks against it"));
}

TEST(APreview, ObjectsToAPromotionThatWouldBeRefused)
{
    AMoveSituation situation;
    situation.other("slave1").facts->read_only = false;

    const auto objections = find_objections(situation.now);

    ASSERT_EQ(objections.size(), 1U);
    EXPECT_THAT(objections.front(), HasSubstr("M2 would refuse: "));
    EXPECT_THAT(objections.front(), HasSubstr("slave1"));
}

TEST(APreview, CountsTheWriterAsClosedWhereItStandsNow)
{
    AMoveSituation situation;
    situation.now.rules.durability = Durability::lossless;
    situation.now.rules.hosts = {"M1", "M2", "slave1"};
    situation.now.rules.record.emplace();
    situation.now.rules.record->writer = "M1";
    situation.now.rules.record->durability = Durability::lossless;
    situation.now.candidate.facts->semi_sync.available = true;

    EXPECT_THAT(find_objections(situation.now), IsEmpty());
}

TEST(APreview, NamesWhatItCouldNotAskWithoutObjecting)
{
    AMoveSituation situation;
    situation.silent("M1", "access denied");

    EXPECT_THAT(find_objections(situation.now), IsEmpty());
    EXPECT_THAT(
        find_gaps(situation.now),
        ElementsAre("the server of M1 could not be asked: access denied"));
    EXPECT_THAT(render_preview(to_m2, situation.now), Not(HasSubstr("on M1:")));

    AMoveSituation blind;
    blind.now.blockers.reset();
    blind.now.blockers_error = "PROCESS is missing";
    EXPECT_THAT(
        find_gaps(blind.now),
        ElementsAre("the clients of M1 could not be looked at: PROCESS is missing"));
}

TEST(APreview, RefusesInTheFormOfMmm)
{
    EXPECT_EQ(
        objection_reply(to_m2, {"M2 is 61 s behind", "something else"}),
        "ERROR: Can't move role 'writer' to host 'M2': M2 is 61 s behind; something else. Nothing "
        "was changed. Please, wait some time or use move_role --now.");
}

} // namespace

} // namespace mmm::model
