// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The network, and promotion scores.
#include "lib/model/host_state.h"
#include "tests/unit/model/host_happenings.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mmm::model {
namespace {

using namespace happenings;
using Kind = AdminOrder::Kind;

// The network

class WithoutPing : public testing::Test {
protected:
    WithoutPing()
    {
        host_.be_online();
        host_.seen().ping_answered = false;
        host_.look_at(0);
    }

    WatchedHost host_;
};

TEST_F(WithoutPing, TheStateIsFrozenWhenNobodyHasANetwork)
{
    host_.seen().elsewhere = Elsewhere::nobody;
    host_.lose_source();
    host_.fall_behind(99999);
    host_.look_at(10);

    const auto judgement = host_.look_at(1000);

    EXPECT_EQ(judgement.state(), HostState::online);
    EXPECT_EQ(judgement.reason, "its state is frozen: nobody reaches ping_ips");
    EXPECT_EQ(judgement.score, score::following - 1);
}

TEST_F(WithoutPing, TheStateStaysUntilOthersWereAsked)
{
    const auto judgement = host_.look_at(1000);

    EXPECT_EQ(judgement.state(), HostState::online);
    EXPECT_EQ(judgement.log.front(), "Host M1 reaches none of ping_ips");
}

TEST_F(WithoutPing, AHostIsOutWhenOthersHaveANetwork)
{
    host_.seen().elsewhere = Elsewhere::somebody;
    EXPECT_EQ(host_.state_at(9), HostState::online) << "one lost packet proves nothing";

    const auto judgement = host_.look_at(10);

    EXPECT_EQ(judgement.state(), HostState::hard_offline);
    EXPECT_EQ(judgement.reason, "reaches none of ping_ips, but other hosts do");
    EXPECT_EQ(judgement.score, score::cut_off - 1) << "better than no writer at all";
}

TEST_F(WithoutPing, TheWriterGoesWhereTheNetworkIs)
{
    be_promoted(host_);
    host_.seen().elsewhere = Elsewhere::somebody;

    const auto judgement = host_.look_at(10);

    EXPECT_EQ(judgement.state(), HostState::hard_offline);
    EXPECT_EQ(judgement.score, score::cut_off_writer);
    EXPECT_LT(*judgement.score, score::recovering - score::most_for_rank);
    EXPECT_LT(score::cut_off, *judgement.score) << "and not to another host without one";
}

TEST_F(WithoutPing, AHostReturnsWithItsNetwork)
{
    host_.seen().elsewhere = Elsewhere::somebody;
    host_.look_at(10);
    host_.seen().ping_answered = true;
    host_.seen().elsewhere = Elsewhere::unknown;

    EXPECT_EQ(host_.state_at(30), HostState::online);
}

TEST_F(WithoutPing, AFrozenHostObeysTheOperator)
{
    host_.seen().elsewhere = Elsewhere::nobody;
    host_.look_at(10);
    host_.order(Kind::offline);

    EXPECT_EQ(host_.state_at(20), HostState::admin_offline);
}

TEST_F(WithoutPing, AFrozenHostThatIsPromotedIsOnline)
{
    host_.seen().elsewhere = Elsewhere::nobody;
    host_.look_at(10);
    host_.reboot();
    host_.seen().ping_answered = false;
    be_promoted(host_);

    EXPECT_EQ(host_.state_at(20), HostState::online);
}

// Promotion scores

struct Candidate {
    const char* name;
    void (*make)(WatchedHost&);
    std::optional<int> score;
};

class APromotionScore : public testing::TestWithParam<Candidate> {};

TEST_P(APromotionScore, IsThatOfTheState)
{
    WatchedHost host;
    GetParam().make(host);

    EXPECT_EQ(host.look_at(0).score, GetParam().score);
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    APromotionScore,
    testing::Values(
        Candidate{"second_master", online, score::following - 1},
        Candidate{
            "first_master",
            [](WatchedHost& host) {
                online(host);
                host.seen().rank = 0;
            },
            score::following},
        Candidate{
            "writer",
            [](WatchedHost& host) {
                online(host);
                be_promoted(host);
            },
            score::writer},
        Candidate{"writer_right_after_its_start", be_promoted, score::writer},
        Candidate{"slave", [](WatchedHost& host) { host.seen().is_master = false; }, std::nullopt},
        Candidate{
            "slave_that_somebody_opened",
            [](WatchedHost& host) {
                host.seen().is_master = false;
                host.seen().facts->read_only = false;
            },
            std::nullopt},
        Candidate{"server_down", hard_offline, std::nullopt},
        Candidate{
            "new_cluster",
            [](WatchedHost& host) {
                host.lose_writer();
                host.seen().facts->link.reset();
                online(host);
            },
            score::unattached - 1},
        Candidate{"dead_source", failed, score::detached - 1},
        Candidate{"late", delayed, score::behind - 1},
        Candidate{
            "broken_applier",
            [](WatchedHost& host) {
                online(host);
                host.link().applier_running = false;
                host.link().applier_errno = 1032;
            },
            score::never},
        Candidate{
            "quarantined",
            [](WatchedHost& host) { host.seen().quarantine = "reason"; },
            score::never},
        Candidate{
            "full_disk",
            [](WatchedHost& host) {
                host.seen().has_room = false;
                online(host);
            },
            score::never},
        Candidate{"flapping_and_failed", flapping_failed, score::never}),
    [](const auto& example) { return example.param.name; });

TEST(PromotionScores, NeverMakeACandidateOvertakeTheWriter)
{
    const std::vector<int> falling{
        score::writer,
        score::following,
        score::unattached,
        score::detached,
        score::behind,
        score::recovering,
        score::cut_off_writer,
        score::cut_off};
    for (std::size_t i = 1; i < falling.size(); ++i) {
        EXPECT_GT(falling[i - 1] - score::most_for_rank, falling[i]);
    }
    EXPECT_GT(falling.back(), score::most_for_rank);
    EXPECT_EQ(score::never, -1000000) << "Pacemaker's -INFINITY";
}

} // namespace
} // namespace mmm::model
