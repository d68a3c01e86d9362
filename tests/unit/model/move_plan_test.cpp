// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/move_plan.h"
#include "tests/unit/model/a_cluster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::model {

namespace {

using Kind = MovePlan::Kind;
using State = MoveProgress::State;

MoveDecision decide(const ACluster& cluster, std::string_view role, std::string_view host)
{
    const auto roles = view_roles(cluster.view, "");
    EXPECT_TRUE(roles) << roles.error().message;
    return plan_move(cluster.view.status, *roles, role, host);
}

/// The sentence, or what would be done.
std::string answer(const ACluster& cluster, std::string_view role, std::string_view host)
{
    const auto decision = decide(cluster, role, host);
    if (const auto* sentence = std::get_if<std::string>(&decision)) {
        return *sentence;
    }
    const auto& plan = std::get<MovePlan>(decision);
    return cat("plan: ", plan.resource, " from '", plan.from, "' to '", plan.host, "'");
}

const MovePlan writer_to_m2{
    .kind = Kind::writer, .role = "writer", .resource = "mysql-clone", .from = "M1", .host = "M2"};
const MovePlan readers_off_m1{
    .kind = Kind::balanced, .role = "reader", .resource = "reader-clone", .from = {}, .host = "M1"};

MoveProgress
progress(const MovePlan& plan, const ACluster& now, const std::vector<FailedAction>& known = {})
{
    const auto roles = view_roles(now.view, "");
    EXPECT_TRUE(roles) << roles.error().message;
    return judge_move(plan, known, now.view.status, *roles);
}

// ------------------------------------------------------------------------------------------ plans

TEST(AMove, OfTheWriterMovesThePromotedDatabase)
{
    const auto decision = decide({}, "writer", "M2");

    ASSERT_TRUE(std::holds_alternative<MovePlan>(decision));
    EXPECT_EQ(std::get<MovePlan>(decision), writer_to_m2);
}

TEST(AMove, OfAnotherExclusiveRoleMovesItsAddressToAnyHost)
{
    ACluster cluster;
    cluster.define("report", "", "ocf:mmm:vip", {{"ip", "192.168.0.80"}});
    cluster.add_instance("report", std::nullopt, "", "M1");

    const auto decision = decide(cluster, "report", "slave1");

    ASSERT_TRUE(std::holds_alternative<MovePlan>(decision));
    EXPECT_EQ(
        std::get<MovePlan>(decision),
        (MovePlan{
            .kind = Kind::exclusive,
            .role = "report",
            .resource = "report",
            .from = "M1",
            .host = "slave1"}));
}

TEST(AMove, OfABalancedRoleTakesItOffTheHost)
{
    const auto decision = decide({}, "reader", "M1");

    ASSERT_TRUE(std::holds_alternative<MovePlan>(decision));
    EXPECT_EQ(std::get<MovePlan>(decision), readers_off_m1);
}

TEST(AMove, OfABalancedRoleFromAHostWithoutItHasNothingToDo)
{
    ACluster cluster;
    cluster.instance("reader", 1).nodes = {"M2"};

    EXPECT_EQ(
        answer(cluster, "reader", "M1"),
        "OK: Balanced role reader has been removed from host 'M1'. Now you can wait some time and "
        "check new roles info!");
}

TEST(AMove, OfAWriterThatNobodyHoldsMayBeTried)
{
    ACluster cluster;
    cluster.database("M1").role = InstanceRole::unpromoted;
    cluster.instance("writer").nodes.clear();

    EXPECT_EQ(answer(cluster, "writer", "M2"), "plan: mysql-clone from '' to 'M2'");
}

// --------------------------------------------------------------------------- MMM's tests, in order

TEST(MmmsTests, BeginWithTheMode)
{
    ACluster cluster;
    cluster.view.status.maintenance_mode = true;

    EXPECT_EQ(answer(cluster, "foo", "M9"), "ERROR: This command is not allowed in passive mode");
}

TEST(MmmsTests, AskForTheRoleBeforeTheHost)
{
    EXPECT_EQ(answer({}, "foo", "M9"), "ERROR: Unknown role name 'foo'!");
    EXPECT_EQ(answer({}, "writer", "M9"), "ERROR: Unknown host name 'M9'!");
    EXPECT_EQ(answer({}, "reader", "M9"), "ERROR: Unknown host name 'M9'!");
    EXPECT_EQ(answer({}, "writer", "m1"), "ERROR: Unknown host name 'm1'!");
}

TEST(MmmsTests, AskForTheStateBeforeTheAbility)
{
    ACluster cluster;
    cluster.says("slave1", "REPLICATION_FAIL");

    EXPECT_EQ(
        answer(cluster, "writer", "slave1"),
        "ERROR: Can't move role to host with state REPLICATION_FAIL.");
}

TEST(MmmsTests, NameTheHostsThatCould)
{
    EXPECT_EQ(
        answer({}, "writer", "slave1"),
        "ERROR: Host 'slave1' can't handle role 'writer'. Only following hosts could: M1, M2");
}

TEST(MmmsTests, SkipWhatIsDone)
{
    EXPECT_EQ(answer({}, "writer", "M1"), "OK: Role is on 'M1' already. Skipping command.");
}

TEST(MmmsTests, MissAnAddress)
{
    ACluster cluster;
    cluster.view.configuration.resources.back().parameters.clear();

    EXPECT_EQ(answer(cluster, "writer", "M2"), "Error: Role writer has no IP.");
}

// -------------------------------------------------------------- what the cluster would not do
// anyway

TEST(AMove, IsRefusedWithoutQuorum)
{
    ACluster cluster;
    cluster.view.status.quorate = false;

    EXPECT_EQ(
        answer(cluster, "writer", "M2"),
        "ERROR: Can't move role 'writer': this part of the cluster has no quorum.");
    EXPECT_EQ(
        answer(cluster, "reader", "M1"),
        "ERROR: Can't move role 'reader': this part of the cluster has no quorum.");
}

TEST(AMove, IsRefusedWhileAHostOfItIsInMaintenance)
{
    ACluster target;
    target.node("M2").maintenance = true;
    ACluster holder;
    holder.node("M1").maintenance = true;

    EXPECT_EQ(
        answer(target, "writer", "M2"),
        "ERROR: Can't move role 'writer' to host 'M2': host 'M2' is in maintenance.");
    EXPECT_EQ(
        answer(holder, "writer", "M2"),
        "ERROR: Can't move role 'writer' to host 'M2': host 'M1' is in maintenance.");
}

TEST(AMove, IsRefusedWithoutAPromotionScore)
{
    ACluster cluster;
    cluster.without("M2", "master-mysql");
    EXPECT_EQ(
        answer(cluster, "writer", "M2"),
        "ERROR: Can't move role 'writer' to host 'M2': it has no promotion score.");

    cluster.node("M2").attributes["mmm-reason-mysql"] = "has transactions the writer lacks";
    EXPECT_EQ(
        answer(cluster, "writer", "M2"),
        "ERROR: Can't move role 'writer' to host 'M2': it has no promotion score (has transactions "
        "the writer lacks).");
}

TEST(AMove, IsRefusedWithAPromotionScoreThatForbidsIt)
{
    EXPECT_EQ(
        answer(ACluster().scored("M2", -1000000), "writer", "M2"),
        "ERROR: Can't move role 'writer' to host 'M2': its promotion score is -1000000.");
    EXPECT_EQ(
        answer(ACluster().scored("M2", 0), "writer", "M2"),
        "ERROR: Can't move role 'writer' to host 'M2': its promotion score is 0.");
}

TEST(AMove, IsRefusedWhereAConstraintForbidsPromotion)
{
    ACluster cluster;
    cluster.view.status.bans.push_back(
        {.constraint = "no-promotion-on-M2",
         .resource = "mysql-clone",
         .node = "M2",
         .absolute = true,
         .promoted_only = true});

    EXPECT_EQ(
        answer(cluster, "writer", "M2"),
        "ERROR: Can't move role 'writer' to host 'M2': constraint no-promotion-on-M2 forbids it.");
}

TEST(AMove, IsRefusedWhenOnlyTheAddressIsMissing)
{
    ACluster cluster;
    cluster.instance("writer").nodes.clear();

    EXPECT_EQ(
        answer(cluster, "writer", "M1"),
        "ERROR: Can't move role 'writer' to host 'M1': it is promoted already, but does not hold "
        "the address; look for failed actions with 'crm_mon -1'.");
}

// --------------------------------------------------------------------------------------- progress

TEST(AMoveUnderWay, WaitsForThePromotion)
{
    const auto now = progress(writer_to_m2, {});

    EXPECT_EQ(now.state, State::waiting);
    EXPECT_EQ(now.reason, "mysql is not promoted there");
}

TEST(AMoveUnderWay, WaitsForTheAddress)
{
    ACluster cluster;
    cluster.writer_on("M2");
    cluster.instance("writer").nodes = {"M1"};
    EXPECT_EQ(progress(writer_to_m2, cluster).reason, "address 192.168.0.70 is on M1");

    cluster.instance("writer").nodes.clear();
    EXPECT_EQ(progress(writer_to_m2, cluster).reason, "address 192.168.0.70 is nowhere");
}

TEST(AMoveUnderWay, WaitsForTheScoreThatKeepsItThere)
{
    ACluster cluster;
    cluster.writer_on("M2");
    const auto now = progress(writer_to_m2, cluster);
    EXPECT_EQ(now.state, State::waiting);
    EXPECT_EQ(now.reason, "the promotion score of M2 (500) is below that of M1 (1000)");

    cluster.without("M2", "master-mysql");
    EXPECT_EQ(
        progress(writer_to_m2, cluster).reason,
        "the promotion score of M2 (none) is below that of M1 (1000)");

    cluster.scored("M2", 1000);
    EXPECT_EQ(progress(writer_to_m2, cluster).state, State::reached)
        << "the promoted one stays where scores are equal";
}

TEST(AMoveUnderWay, FailsWithTheReasonOfTheHostsAgent)
{
    ACluster cluster;
    cluster.failed("mysql", "promote", "M2", "3 transactions of M1 are missing here");

    const auto now = progress(writer_to_m2, cluster);

    EXPECT_EQ(now.state, State::failed);
    EXPECT_EQ(now.reason, "promote of mysql failed on M2: 3 transactions of M1 are missing here");
}

TEST(AMoveUnderWay, FailsWhenTheAddressCannotBeStarted)
{
    ACluster cluster;
    cluster.writer_on("M2");
    cluster.instance("writer").nodes.clear();
    cluster.failed("writer", "start", "M2", "address is in use");

    EXPECT_EQ(progress(writer_to_m2, cluster).state, State::failed);
}

TEST(AMoveUnderWay, ForgivesFailuresFromBefore)
{
    ACluster cluster;
    cluster.failed("mysql", "promote", "M2", "an old story");

    EXPECT_EQ(progress(writer_to_m2, cluster, cluster.view.status.failures).state, State::waiting);
}

TEST(AMoveUnderWay, CountsTheSameFailureOnceMore)
{
    ACluster before;
    before.failed("mysql", "promote", "M2", "again");
    ACluster after = before;
    after.failed("mysql", "promote", "M2", "again");

    EXPECT_EQ(progress(writer_to_m2, after, before.view.status.failures).state, State::failed);
}

TEST(AMoveUnderWay, WaitsWhileTheClusterDealsWithAFailureElsewhere)
{
    ACluster cluster;
    cluster.failed("mysql", "demote", "M1", "clients hang").failed("web", "start", "M2", "x");

    const auto now = progress(writer_to_m2, cluster);

    EXPECT_EQ(now.state, State::waiting);
    EXPECT_EQ(
        now.reason, "mysql is not promoted there; demote of mysql failed on M1: clients hang");
}

TEST(AMoveUnderWay, FailsWhenTheHostIsLost)
{
    ACluster cluster;
    cluster.node("M2").online = false;

    const auto now = progress(writer_to_m2, cluster);

    EXPECT_EQ(now.state, State::failed);
    EXPECT_EQ(now.reason, "the host has left the cluster");
}

TEST(AMoveUnderWay, FailsWhenTheRoleIsDeleted)
{
    ACluster cluster;
    cluster.view.configuration.resources.pop_back();

    EXPECT_EQ(progress(writer_to_m2, cluster).state, State::failed);
}

TEST(AMoveUnderWay, OfABalancedRoleEndsWhenTheHostHoldsNoneOfIt)
{
    ACluster cluster;
    EXPECT_EQ(progress(readers_off_m1, cluster).state, State::waiting);
    EXPECT_EQ(progress(readers_off_m1, cluster).reason, "it still holds addresses");

    cluster.instance("reader", 1).nodes = {"M2"};
    EXPECT_EQ(progress(readers_off_m1, cluster).state, State::reached);
}

// ---------------------------------------------------------------------------------------- replies

TEST(TheReplyToAMove, IsMmms)
{
    EXPECT_EQ(
        moved_reply(writer_to_m2),
        "OK: Role 'writer' has been moved from 'M1' to 'M2'. Now you can wait some time and check "
        "new roles info!");
    EXPECT_EQ(
        moved_reply(readers_off_m1),
        "OK: Balanced role reader has been removed from host 'M1'. Now you can wait some time and "
        "check new roles info!");
}

TEST(TheReplyToAMove, TellsWhyNotAndWhoHasTheRole)
{
    ACluster cluster;
    auto roles = view_roles(cluster.view, "");
    EXPECT_EQ(
        not_moved_reply(writer_to_m2, "it refused", &*roles),
        "ERROR: Role 'writer' could not be moved to 'M2': it refused. It is still on 'M1'.");

    cluster.writer_on("M2");
    roles = view_roles(cluster.view, "");
    EXPECT_EQ(
        not_moved_reply(writer_to_m2, "it took too long", &*roles),
        "ERROR: Role 'writer' could not be moved to 'M2': it took too long. It is on 'M2'.");

    cluster.instance("writer").nodes.clear();
    roles = view_roles(cluster.view, "");
    EXPECT_EQ(
        not_moved_reply(writer_to_m2, "it refused", &*roles),
        "ERROR: Role 'writer' could not be moved to 'M2': it refused. No host holds it now.");
}

TEST(TheReplyToAMove, AdmitsThatNobodyKnows)
{
    EXPECT_EQ(
        not_moved_reply(writer_to_m2, "Pacemaker does not answer", nullptr),
        "ERROR: Role 'writer' could not be moved to 'M2': Pacemaker does not answer. Check where "
        "it "
        "is with 'mmm_control show'.");
    EXPECT_EQ(
        not_moved_reply(readers_off_m1, "it still holds addresses", nullptr),
        "ERROR: Balanced role reader could not be removed from host 'M1': it still holds "
        "addresses.");
}

std::string told(const ACluster& cluster, std::string_view role, std::string_view host)
{
    const auto decision = plan_move(cluster.view.status, *view_roles(cluster.view, ""), role, host);
    const auto* sentence = std::get_if<std::string>(&decision);
    return sentence == nullptr ? "" : *sentence;
}

TEST(APreferredHost, KeepsItsRoleInActiveMode)
{
    EXPECT_EQ(
        told(ACluster().prefers("writer", "M1"), "writer", "M2"),
        "ERROR: Role 'writer' is assigned to preferred host 'M1'. Can't move it!");
    EXPECT_EQ(told(ACluster().prefers("writer", "M1").pinned({"M1"}), "writer", "M2"), "");
    EXPECT_EQ(told(ACluster().prefers("writer", "M2"), "writer", "M2"), "");
}

TEST(APreferredHost, IsTestedAfterWhereTheRoleIsAndBeforeItsAddresses)
{
    auto cluster = ACluster().prefers("writer", "M1");
    EXPECT_EQ(told(cluster, "writer", "M1"), "OK: Role is on 'M1' already. Skipping command.");
}

TEST(AMoveInManual, IsNotKeptBackByItsOwnConstraint)
{
    auto cluster = ACluster().pinned({"M1"});
    cluster.view.status.bans.push_back(
        {.constraint = "mmm-manual-mysql-rule",
         .resource = "mysql-clone",
         .node = "M2",
         .absolute = true,
         .promoted_only = true});

    EXPECT_EQ(told(cluster, "writer", "M2"), "");
}

TEST(ARole, CannotBeOnAHostThatItIsKeptFromForGood)
{
    ACluster cluster;
    cluster.view.configuration.locations.push_back(
        {.id = "mmm-hosts-writer-M2", .resource = "writer", .node = "M2", .never = true});

    EXPECT_EQ(
        told(cluster, "writer", "M2"),
        "ERROR: Host 'M2' can't handle role 'writer'. Only following hosts could: M1");
}

} // namespace

} // namespace mmm::model
