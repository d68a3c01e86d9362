// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Whatever is seen of a host, in whatever order: what always holds.
#include "lib/base/cat.h"
#include "tests/unit/model/watched_host.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <utility>

namespace mmm::model {
namespace {

using enum HostState;
using Kind = AdminOrder::Kind;

const std::set<std::pair<HostState, HostState>>& allowed()
{
    static const std::set<std::pair<HostState, HostState>> table{
        {unknown, awaiting_recovery},
        {unknown, hard_offline},
        {unknown, admin_offline},
        {online, hard_offline},
        {online, replication_fail},
        {online, replication_delay},
        {online, awaiting_recovery}, // diverged
        {online, admin_offline},
        {awaiting_recovery, hard_offline},
        {awaiting_recovery, online},
        {awaiting_recovery, admin_offline},
        {hard_offline, replication_fail},
        {hard_offline, replication_delay},
        {hard_offline, awaiting_recovery},
        {hard_offline, admin_offline},
        {replication_fail, replication_delay},
        {replication_fail, online},
        {replication_fail, awaiting_recovery},
        {replication_fail, hard_offline},
        {replication_fail, admin_offline},
        {replication_delay, replication_fail},
        {replication_delay, online},
        {replication_delay, awaiting_recovery},
        {replication_delay, hard_offline},
        {replication_delay, admin_offline},
        {admin_offline, online},
        {admin_offline, awaiting_recovery}};
    return table;
}

/// A host to which anything happens, from a seed that the failure message names.
class AnyHost {
public:
    explicit AnyHost(unsigned seed)
        : dice_(seed)
    {
        rules_.auto_set_online = pick(0, 1, 30);
        rules_.flap_count = pick(0, 1, 3);
        rules_.flap_duration = pick(1, 100, 3600);
        rules_.trap_period = pick(0, 1, 10);
        rules_.wait_for_masters = chance(3);
        rules_.wait_for_other_master = pick(0, 10, 120);
        seen_.host = "M1";
        seen_.is_master = !chance(4);
        seen_.now = noon;
        seen_.uptime_ms = booted * 1000;
    }

    [[nodiscard]] const HostObservation& seen() const { return seen_; }

    [[nodiscard]] const HostMemory& memory() const { return memory_; }

    HostJudgement look()
    {
        auto judgement = judge_host(memory_, seen_, rules_);
        memory_ = judgement.memory;
        return judgement;
    }

    void happen()
    {
        const auto passed = pick(1, 3, 70);
        seen_.uptime_ms += passed * 1000;
        seen_.now += chance(50) ? -10000 : passed;
        if (chance(100)) {
            auto flaps = memory_.flaps; // all that outlasts a reboot
            memory_ = HostMemory();
            memory_.flaps = flaps;
        }
        happen_to_server();
        seen_.writer_known = chance(2);
        seen_.other_masters_there = chance(5);
        seen_.orderly_stop = chance(2);
        seen_.quarantine = chance(10) ? std::optional<std::string>("diverged") : std::nullopt;
        seen_.ping_answered = chance(3) ? std::nullopt : std::optional(!chance(3));
        seen_.elsewhere = static_cast<Elsewhere>(pick(0, 1, 2));
        if (chance(10)) {
            const auto kind = static_cast<Kind>(pick(0, 1, 2));
            seen_.order = {kind, kind == Kind::online ? memory_.since - pick(0, 0, 1) : 0};
        }
    }

private:
    bool chance(int one_in) { return std::uniform_int_distribution(1, one_in)(dice_) == 1; }

    int pick(int one, int two, int three)
    {
        const std::array values{one, two, three};
        return values[std::uniform_int_distribution<std::size_t>(0, 2)(dice_)];
    }

    void happen_to_server()
    {
        memory_.checks.fresh = memory_.checks.fresh || chance(20);
        if (chance(10)) {
            seen_.facts.reset();
            return;
        }
        auto& facts = seen_.facts.emplace();
        facts.read_only = !chance(5);
        if (chance(10)) {
            return;
        }
        auto& link = facts.link.emplace();
        link.receiver = static_cast<Receiver>(pick(0, 1, 2));
        link.applier_running = !chance(4);
        link.applier_errno = chance(20) ? 1062 : 0;
        if (!chance(4)) {
            link.lag_seconds = pick(0, 0, 100);
        }
    }

    std::mt19937 dice_;
    HostObservation seen_;
    StateRules rules_;
    HostMemory memory_;
};

HostState state_in(const std::string& sentence, std::string_view before)
{
    const auto begin = sentence.find(before);
    const auto word = sentence.substr(begin + before.size());
    return parse_host_state(word.substr(0, word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_")));
}

bool is_transition(const std::string& sentence)
{
    return sentence.find(" from ") != std::string::npos;
}

/// Calls `expect` for each of many looks at many hosts.
template<typename Expect>
void for_any_look(const Expect& expect)
{
    for (unsigned seed = 0; seed < 300 && !testing::Test::HasFailure(); ++seed) {
        AnyHost host(seed);
        for (int look = 0; look < 200; ++look) {
            host.happen();
            const auto before = host.memory();
            const auto judgement = host.look();
            SCOPED_TRACE(cat("seed ", seed, ", look ", look));
            expect(before, host.seen(), judgement);
        }
    }
}

TEST(AnyLook, LeadsOnlyAlongTheTable)
{
    for_any_look([](const HostMemory& before, const HostObservation&, const HostJudgement& after) {
        auto state = before.state;
        for (const auto& sentence : after.log) {
            if (is_transition(sentence)) {
                const auto to = state_in(sentence, " to ");
                EXPECT_EQ(state_in(sentence, " from "), state) << sentence;
                EXPECT_TRUE(allowed().contains({state, to})) << sentence;
                state = to;
            }
        }
        EXPECT_EQ(after.state(), state) << "each transition is told";
        EXPECT_NE(after.state(), unknown);
    });
}

TEST(AnyLook, LeavesAHostOfflineThatAnOperatorSetOffline)
{
    for_any_look([](const HostMemory&, const HostObservation& seen, const HostJudgement& after) {
        if (seen.order.kind == Kind::offline) {
            EXPECT_EQ(after.state(), admin_offline);
        }
    });
}

TEST(AnyLook, FindsAPromotedHostOnlineUnlessAnOperatorOrItsNetworkForbidsIt)
{
    for_any_look([](const HostMemory&, const HostObservation& seen, const HostJudgement& after) {
        const bool cut_off =
            !after.memory.checks.results.at("ping").ok && seen.elsewhere == Elsewhere::somebody;
        if (seen.is_writer() && seen.order.kind != Kind::offline && !cut_off) {
            EXPECT_TRUE(after.state() == online) << to_text(after.state());
        }
    });
}

TEST(AnyLook, PromotesNobodyWhoIsSetAside)
{
    for_any_look([](const HostMemory&, const HostObservation& seen, const HostJudgement& after) {
        const bool set_aside =
            after.state() == admin_offline ||
            (!seen.is_writer() &&
             (seen.quarantine || after.memory.flaps.flapping || after.memory.waiting_since_ms));
        if (after.score && set_aside) {
            EXPECT_EQ(*after.score, score::never);
        }
        if (after.score && !set_aside && *after.score != score::never) {
            EXPECT_GT(*after.score, 0);
        }
    });
}

TEST(AnyLook, GivesAReasonExactlyWhenTheHostIsNotOnlineOrFrozen)
{
    for_any_look([](const HostMemory&, const HostObservation& seen, const HostJudgement& after) {
        const bool frozen =
            seen.elsewhere == Elsewhere::nobody && after.memory.checks.failed("ping");
        if (!frozen) {
            EXPECT_EQ(after.reason.empty(), after.state() == online) << after.reason;
        }
        EXPECT_EQ(after.reason.find('\n'), std::string::npos);
    });
}

TEST(AnyLook, LeavesNoFlappingHostOnline)
{
    for_any_look([](const HostMemory&, const HostObservation&, const HostJudgement& after) {
        EXPECT_FALSE(after.state() == online && after.memory.flaps.flapping);
        EXPECT_EQ(after.memory.flaps.online, after.state() == online);
    });
}

TEST(AnyLook, ThatIsRepeatedChangesNothing)
{
    for_any_look([](const HostMemory&, const HostObservation& seen, const HostJudgement& after) {
        StateRules rules;
        rules.auto_set_online = 0; // time is what moves a host on
        rules.flap_duration = 1000000;
        rules.trap_period = 1000000;
        const auto once = judge_host(after.memory, seen, rules);
        const auto twice = judge_host(once.memory, seen, rules);

        EXPECT_EQ(once.state(), twice.state());
        EXPECT_TRUE(twice.log.empty()) << twice.log.front();
        EXPECT_EQ(once.reason, twice.reason);
        EXPECT_EQ(once.score, twice.score);
    });
}

} // namespace
} // namespace mmm::model
