// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/writer_lease.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace mmm::model {

namespace {

using std::chrono::milliseconds;

constexpr std::int64_t begin = 1'000'000;
constexpr LeaseRules ten_seconds{.lease = milliseconds(10000)};

void hear_all(WriterLease& lease, std::int64_t at)
{
    lease.corosync_answered(at, true);
    lease.manager_seen(at);
}

struct Loss {
    std::string name;
    LeaseRules rules;
    /// What is still heard at each half second.
    std::function<void(WriterLease& lease, std::int64_t at)> heard;
    /// Seconds after the last good sign at which it says "close"; -1: never.
    double closes_after;
    std::string reason;
};

void PrintTo(const Loss& loss, std::ostream* out)
{
    *out << loss.name;
}

class AWriterLease : public ::testing::TestWithParam<Loss> {};

TEST_P(AWriterLease, EndsByWhatIsMissing)
{
    const auto& loss = GetParam();
    WriterLease lease(loss.rules, begin);
    hear_all(lease, begin);
    double closed_after = -1;
    LeaseVerdict verdict;
    for (std::int64_t passed = 500; passed <= 60'000 && !verdict.close; passed += 500) {
        loss.heard(lease, begin + passed);
        verdict = lease.judge(begin + passed);
        if (verdict.close) {
            closed_after = static_cast<double>(passed) / 1000;
        }
    }
    EXPECT_EQ(closed_after, loss.closes_after);
    EXPECT_EQ(verdict.reason, loss.reason);
}

INSTANTIATE_TEST_SUITE_P(
    All,
    AWriterLease,
    ::testing::Values(
        Loss{"nothing", ten_seconds, hear_all, -1, ""},
        Loss{
            "quorum",
            ten_seconds,
            [](WriterLease& lease, std::int64_t at) {
                lease.corosync_answered(at, false);
                lease.manager_seen(at);
            },
            7,
            "this partition of the cluster has had no quorum for 7 s"},
        Loss{
            "quorum that does not matter",
            {milliseconds(10000), false},
            [](WriterLease& lease, std::int64_t at) {
                lease.corosync_answered(at, false);
                lease.manager_seen(at);
            },
            -1,
            ""},
        Loss{
            "corosync",
            ten_seconds,
            [](WriterLease& lease, std::int64_t at) { lease.manager_seen(at); },
            7,
            "corosync has not answered for 7 s"},
        Loss{
            "corosync where quorum does not matter",
            {milliseconds(10000), false},
            [](WriterLease& lease, std::int64_t at) { lease.manager_seen(at); },
            7,
            "corosync has not answered for 7 s"},
        Loss{
            "Pacemaker",
            ten_seconds,
            [](WriterLease& lease, std::int64_t at) { lease.corosync_answered(at, true); },
            7,
            "Pacemaker has shown no sign of life for 7 s"},
        Loss{
            "everything, with a short lease",
            {milliseconds(2000), true},
            [](WriterLease&, std::int64_t) {},
            1,
            "corosync has not answered for 1 s"}),
    [](const auto& told) {
        std::string name;
        for (const char letter : told.param.name) {
            name += std::isalnum(static_cast<unsigned char>(letter)) != 0 ? letter : '_';
        }
        return name;
    });

TEST(TheWriterLease, HasEndedWhenAllSlept)
{
    WriterLease lease(ten_seconds, begin);
    hear_all(lease, begin);
    hear_all(lease, begin + 60'000); // the first that is heard after waking
    const auto verdict = lease.judge(begin + 60'000);
    EXPECT_TRUE(verdict.close);
    EXPECT_EQ(verdict.reason, "corosync has not answered for 60 s");
}

TEST(TheWriterLease, DoesNotComeBack)
{
    WriterLease lease(ten_seconds, begin);
    ASSERT_TRUE(lease.judge(begin + 7000).close);
    hear_all(lease, begin + 7500);
    EXPECT_TRUE(lease.judge(begin + 8000).close);
}

TEST(TheWriterLease, IsNotProlongedByAnOldSign)
{
    WriterLease lease(ten_seconds, begin);
    hear_all(lease, begin + 5000);
    hear_all(lease, begin + 1000);
    EXPECT_EQ(lease.judge(begin + 5000).left, milliseconds(7000));
}

TEST(TheWriterLease, SurvivesALackOfQuorumThatIsShort)
{
    WriterLease lease(ten_seconds, begin);
    for (std::int64_t passed = 0; passed < 6000; passed += 500) {
        lease.corosync_answered(begin + passed, false);
        lease.manager_seen(begin + passed);
    }
    hear_all(lease, begin + 6500);
    EXPECT_EQ(lease.judge(begin + 6500).left, milliseconds(7000));
}

TEST(TheWriterLease, IsOutlastedByWhoeverTakesOver)
{
    EXPECT_GT(time_to_outlast(ten_seconds.lease), ten_seconds.lease);
    EXPECT_EQ(time_to_outlast(milliseconds(0)), milliseconds(0));
}

/// Signs come and go at random: nothing is closed while each is heard in time, and what is missing
/// for a whole lease is closed before that, with time left for the closing.
TEST(TheWriterLease, ClosesExactlyWhenASignWasMissingForTooLong)
{
    for (unsigned seed = 0; seed < 2000; ++seed) {
        std::mt19937 random(seed);
        const auto up_to = [&](int n) { return std::uniform_int_distribution<int>(0, n)(random); };
        const LeaseRules rules{milliseconds(1000 * (1 + up_to(20))), up_to(3) != 0};
        WriterLease lease(rules, begin);
        std::int64_t now = begin;
        std::int64_t corosync = begin;
        std::int64_t quorum = begin;
        std::int64_t manager = begin;
        bool overdue = false;
        const auto last = (rules.lease - rules.closing_time()).count();
        for (int step = 0; step < 60 && !overdue; ++step) {
            now += up_to(static_cast<int>(last / 3));
            const bool answers = up_to(2) != 0;
            const bool quorate = up_to(2) != 0;
            const bool acts = up_to(2) != 0;
            overdue = now - std::min({corosync, quorum, manager}) >= last;
            if (answers) {
                lease.corosync_answered(now, quorate);
                corosync = now;
                quorum = quorate || !rules.needs_quorum ? now : quorum;
            }
            if (acts) {
                lease.manager_seen(now);
                manager = now;
            }
            const auto verdict = lease.judge(now);
            ASSERT_EQ(verdict.close, overdue) << "seed " << seed << ", step " << step;
            ASSERT_EQ(verdict.reason.empty(), !overdue);
            ASSERT_LE(verdict.left, rules.lease - rules.closing_time());
        }
    }
}

} // namespace

} // namespace mmm::model
