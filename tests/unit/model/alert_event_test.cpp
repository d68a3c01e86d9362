// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/alert_event.h"
#include "tests/unit/model/a_history.h"

#include <gmock/gmock.h>

namespace mmm::model {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = Notification::Kind;

constexpr std::int64_t now = 1763719400;

AlertCall attribute(std::string name, std::string value)
{
    AlertCall call;
    call.kind = "attribute";
    call.node = "M2";
    call.attribute = std::move(name);
    call.value = std::move(value);
    return call;
}

AlertCall promotion(int rc, std::string resource = "mysql")
{
    AlertCall call;
    call.kind = "resource";
    call.node = "M2";
    call.resource = std::move(resource);
    call.task = "promote";
    call.rc = rc;
    return call;
}

TEST(AnAlert, OfAReportIsAboutItsDatabase)
{
    const auto subject = subject_of(attribute("mmm-state-orders-db", "ONLINE"));
    EXPECT_EQ(subject.topic, AlertTopic::state);
    EXPECT_EQ(subject.resource, "orders-db");
    EXPECT_EQ(subject_of(attribute("mmm-reason-mysql", "x")).topic, AlertTopic::reason);
    EXPECT_EQ(subject_of(attribute("mmm-checks-mysql", "x")).topic, AlertTopic::checks);
}

TEST(AnAlert, IsMostlyNothing)
{
    EXPECT_EQ(subject_of(attribute("master-mysql", "1000")).topic, AlertTopic::nothing);
    EXPECT_EQ(subject_of(attribute("mmm-since-mysql", "1")).topic, AlertTopic::nothing);
    EXPECT_EQ(subject_of(attribute("mmm-state-mysql", "")).topic, AlertTopic::nothing);
    auto call = promotion(0);
    call.task = "monitor";
    EXPECT_EQ(subject_of(call).topic, AlertTopic::nothing);
    call = {};
    call.kind = "node";
    call.description = "member";
    EXPECT_EQ(subject_of(call).topic, AlertTopic::nothing);
}

TEST(AnAlert, OfAPromotionIsAMoveOrARefusal)
{
    EXPECT_EQ(subject_of(promotion(0, "mysql:1")).topic, AlertTopic::opened);
    EXPECT_EQ(subject_of(promotion(0, "mysql:1")).resource, "mysql");
    EXPECT_EQ(subject_of(promotion(1)).topic, AlertTopic::refused);
}

class ChangedChecks : public testing::Test {
protected:
    static Check passed(std::int64_t since) { return {true, since, "OK"}; }

    static Check failed(std::int64_t since) { return {false, since, "ERROR: no"}; }

    static std::vector<Notification>
    told(const std::optional<Checks>& before, const Checks& published)
    {
        return check_notifications({AlertTopic::checks, "mysql"}, "M2", before, published, now);
    }
};

TEST_F(ChangedChecks, AreToldOnce)
{
    const Checks before{{"mysql", passed(1)}, {"rep_threads", failed(now - 50)}};
    const Checks after{{"mysql", failed(now - 2)}, {"rep_threads", passed(now - 2)}};
    const auto news = told(before, after);
    ASSERT_THAT(news, SizeIs(2));
    EXPECT_EQ(news[0].kind, Kind::check_failed);
    EXPECT_EQ(news[0].check, "mysql");
    EXPECT_EQ(news[0].reason, "ERROR: no");
    EXPECT_EQ(news[1].kind, Kind::check_recovered);
    EXPECT_THAT(told(after, after), IsEmpty());
}

TEST_F(ChangedChecks, OfAServerThatWasJustStartedHaveNotRecovered)
{
    EXPECT_THAT(told(Checks{}, {{"ping", passed(now)}}), IsEmpty());
    EXPECT_THAT(told(std::nullopt, {{"ping", passed(now)}}), IsEmpty());
    EXPECT_THAT(told(std::nullopt, {{"ping", failed(now)}}), SizeIs(1));
}

TEST_F(ChangedChecks, OfLongAgoAreNoNews)
{
    EXPECT_THAT(told(Checks{{"ping", passed(1)}}, {{"ping", failed(now - 500)}}), IsEmpty());
}

TEST(ANotification, HasTheObjectsOfTheMibInTheirOrder)
{
    Notification moved;
    moved.kind = Kind::writer_moved;
    moved.resource = "mysql";
    moved.host = "M2";
    moved.from = "M1";
    moved.move = MoveKind::planned;
    auto variables = variables_of(moved);
    ASSERT_THAT(variables, SizeIs(4));
    EXPECT_EQ(variables[1].second, MibValue(std::string("M2")));
    EXPECT_EQ(variables[3].second, MibValue(2));
    moved.interruption_ms = 250;
    variables = variables_of(moved);
    ASSERT_THAT(variables, SizeIs(5));
    EXPECT_EQ(variables[4].second, MibValue(Gauge{250}));

    Notification failed;
    failed.kind = Kind::check_failed;
    failed.check = "rep_backlog";
    EXPECT_EQ(variables_of(failed)[2].second, MibValue(4));
    EXPECT_EQ(notification_oid(Kind::check_failed).back(), 3U);
}

TEST(AMove, IsTheLastOneWhenItWentToThatHostAMomentAgo)
{
    const auto history = a_history();
    const auto last = std::get<MoveEntry>(history[2]);
    EXPECT_EQ(recent_move_to(history, "M1", now)->number, last.number);
    EXPECT_FALSE(recent_move_to(history, "M2", now));
    EXPECT_FALSE(recent_move_to(history, "M1", now + 1000));
}

TEST(ALoss, IsToldByTheCoordinatorAlone)
{
    ClusterStatus status;
    EXPECT_EQ(tells_of_loss(status, "M1", "M2"), std::nullopt);
    status.dc = "M2"; // it is the one that was lost
    EXPECT_EQ(tells_of_loss(status, "M1", "M2"), std::nullopt);
    status.dc = "M1";
    EXPECT_EQ(tells_of_loss(status, "M1", "M2"), true);
    EXPECT_EQ(tells_of_loss(status, "slave1", "M2"), false);
}

} // namespace
} // namespace mmm::model
