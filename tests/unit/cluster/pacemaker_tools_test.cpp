// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What is asked of Pacemaker's tools, and what is made of their exit codes; the tools are small
// scripts that record their arguments.
#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/cluster/pacemaker_tools.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace mmm::cluster {

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class PacemakerToolsTest : public ::testing::Test {
protected:
    void SetUp() override
    {
        std::string pattern = cat(::testing::TempDir(), "/pacemaker-tools-XXXXXX");
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        directory_ = pattern;
    }

    void TearDown() override { std::filesystem::remove_all(directory_); }

    /// Makes a tool that appends its arguments, one line a call, to "calls" and then does `body`.
    void install(const std::string& name, const std::string& body) const
    {
        const auto path = directory_ / name;
        {
            std::ofstream script(path);
            script << "#!/bin/sh\necho \"$*\" >>" << (directory_ / "calls").string() << "\n"
                   << body << "\n";
        }
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    }

    /// Writes a file for a tool to read.
    void remember(const std::string& name, std::string_view text) const
    {
        std::ofstream(directory_ / name) << text;
    }

    [[nodiscard]] std::vector<std::string> calls() const
    {
        std::ifstream file(directory_ / "calls");
        std::stringstream text;
        text << file.rdbuf();
        return split(text.str(), "\n");
    }

    [[nodiscard]] PacemakerTools tools() const { return PacemakerTools(directory_.string()); }

    static Deadline soon() { return Deadline::after(std::chrono::seconds(20)); }

private:
    std::filesystem::path directory_;
};

TEST_F(PacemakerToolsTest, SetsAnAttributeOfThisNodeUnlessOneIsNamed)
{
    install("attrd_updater", "");

    EXPECT_TRUE(tools().set_node_attribute("mmm-state-mysql", "ONLINE", soon()));
    EXPECT_TRUE(tools().set_node_attribute("mmm-state-mysql", "-1", soon(), "M2"));

    EXPECT_THAT(
        calls(),
        ElementsAre(
            "--name=mmm-state-mysql --update=ONLINE",
            "--name=mmm-state-mysql --update=-1 --node=M2"));
}

TEST_F(PacemakerToolsTest, DeletesAnAttribute)
{
    install("attrd_updater", "");

    EXPECT_TRUE(tools().delete_node_attribute("mmm-state-mysql", soon()));

    EXPECT_THAT(calls(), ElementsAre("--name=mmm-state-mysql --delete"));
}

TEST_F(PacemakerToolsTest, DampensAnAttributeWhenAsked)
{
    install("attrd_updater", "");

    EXPECT_TRUE(tools().set_node_attribute(
        "mmm-checks-mysql", "", soon(), "M2", std::chrono::milliseconds(1500)));

    EXPECT_THAT(
        calls(), ElementsAre("--name=mmm-checks-mysql --update-both= --delay=1500ms --node=M2"));
}

TEST_F(PacemakerToolsTest, ReadsAnAttributeOfANode)
{
    install("attrd_updater", R"(echo 'name="mmm-state-mysql" host="M2" value="ONLINE"')");

    const auto value = tools().read_node_attribute("mmm-state-mysql", "M2", soon());

    ASSERT_TRUE(value);
    EXPECT_EQ(*value, "ONLINE");
    EXPECT_THAT(calls(), ElementsAre("--name=mmm-state-mysql --query --node=M2"));
}

TEST_F(PacemakerToolsTest, ReadsAnAttributeThatIsNotThereAsEmpty)
{
    install("attrd_updater", "echo 'attribute does not exist' >&2; exit 78");

    const auto value = tools().read_node_attribute("mmm-state-mysql", "M2", soon());

    ASSERT_TRUE(value);
    EXPECT_EQ(*value, "");
}

TEST_F(PacemakerToolsTest, ReadsAnAttributeOfAllNodes)
{
    install(
        "attrd_updater",
        R"(echo 'name="mmm-checks-mysql" host="M1" value="ping=1,5,OK;mysql=1,5,OK"'
           echo 'name="mmm-checks-mysql" host="slave1" value=""')");

    const auto values = tools().read_attribute_of_all("mmm-checks-mysql", soon());

    ASSERT_TRUE(values);
    EXPECT_THAT(
        *values,
        ElementsAre(
            std::pair<const std::string, std::string>("M1", "ping=1,5,OK;mysql=1,5,OK"),
            std::pair<const std::string, std::string>("slave1", "")));
    EXPECT_THAT(calls(), ElementsAre("--name=mmm-checks-mysql --query --all"));
}

TEST_F(PacemakerToolsTest, ReadsAnAttributeThatNoNodeHasAsNone)
{
    install("attrd_updater", "exit 78");

    const auto values = tools().read_attribute_of_all("mmm-checks-mysql", soon());

    ASSERT_TRUE(values);
    EXPECT_TRUE(values->empty());
}

TEST_F(PacemakerToolsTest, FailsToReadAnAttributeWithoutACluster)
{
    install("attrd_updater", "exit 102");

    const auto value = tools().read_node_attribute("mmm-state-mysql", "M2", soon());

    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().code, Errc::unreachable);
}

TEST_F(PacemakerToolsTest, ReadsAnOptionOfTheCluster)
{
    install("crm_attribute", "echo true");

    const auto value = tools().read_cluster_option("maintenance-mode", soon());

    ASSERT_TRUE(value);
    EXPECT_EQ(*value, "true");
    EXPECT_THAT(calls(), ElementsAre("--type=crm_config --name=maintenance-mode --query --quiet"));
}

TEST_F(PacemakerToolsTest, ReadsAnOptionThatIsNotSetAsEmpty)
{
    install("crm_attribute", "exit 105");

    const auto value = tools().read_cluster_option("maintenance-mode", soon());

    ASSERT_TRUE(value);
    EXPECT_EQ(*value, "");
}

TEST_F(PacemakerToolsTest, ReportsAFailureOfAnAnonymousCloneByItsPrimitive)
{
    install("crm_resource", "");

    EXPECT_TRUE(tools().report_failure("mysql", "M1", soon()));

    EXPECT_THAT(calls(), ElementsAre("--fail --resource=mysql --node=M1"));
}

TEST_F(PacemakerToolsTest, TellsWhyAFailureCouldNotBeReported)
{
    install("crm_resource", "echo 'crm_resource: no controller' >&2; exit 1");

    const auto told = tools().report_failure("mysql", "M1", soon());

    ASSERT_FALSE(told);
    EXPECT_THAT(
        told.error().message, HasSubstr("report the failure of the resource \"mysql\" on M1"));
    EXPECT_THAT(told.error().message, HasSubstr("no controller"));
}

TEST_F(PacemakerToolsTest, KnowsAnIdleControllerInAnyVersionsWords)
{
    install("crmadmin", R"(echo "Controller on M2 in state S_$(cat "${0%/*}/state"): ok")");
    remember("state", "IDLE");
    const auto idle = tools().is_idle("M2", soon());
    remember("state", "TRANSITION_ENGINE");
    const auto busy = tools().is_idle("M2", soon());

    ASSERT_TRUE(idle && busy);
    EXPECT_TRUE(*idle);
    EXPECT_FALSE(*busy);
    EXPECT_EQ(calls().front(), "--status=M2");
}

TEST_F(PacemakerToolsTest, WritesThePromotionScoreUnderItsTransientAttribute)
{
    install("attrd_updater", "");

    EXPECT_TRUE(tools().set_promotion_score("mysql", -5, soon(), "M1"));
    EXPECT_TRUE(tools().delete_promotion_score("mysql", soon()));

    EXPECT_THAT(
        calls(),
        ElementsAre("--name=master-mysql --update=-5 --node=M1", "--name=master-mysql --delete"));
}

TEST_F(PacemakerToolsTest, MovesThePromotedRoleWithALifetime)
{
    install("crm_resource", "");

    EXPECT_TRUE(tools().move_resource(
        {.resource = "mysql-clone",
         .node = "M2",
         .scope = Scope::promoted_only,
         .lifetime = "PT2M"},
        soon()));

    EXPECT_THAT(
        calls(), ElementsAre("--move --resource=mysql-clone --node=M2 --lifetime=PT2M --promoted"));
}

TEST_F(PacemakerToolsTest, SpeaksOfMasterToAPacemakerThatDoesNotKnowPromoted)
{
    install("crm_resource", "case \"$*\" in *--promoted*) exit 64;; esac");

    EXPECT_TRUE(tools().clear_resource(
        {.resource = "mysql-clone", .node = "", .scope = Scope::promoted_only}, soon()));

    EXPECT_THAT(
        calls(),
        ElementsAre(
            "--clear --resource=mysql-clone --promoted",
            "--clear --resource=mysql-clone --master"));
}

TEST_F(PacemakerToolsTest, ReturnsTheStatusAsTheToolPrintedIt)
{
    install("crm_mon", "echo '<pacemaker-result/>'");

    const auto xml = tools().read_status_xml(soon());

    ASSERT_TRUE(xml);
    EXPECT_EQ(*xml, "<pacemaker-result/>\n");
    EXPECT_THAT(calls(), ElementsAre("--one-shot --output-as=xml --inactive"));
}

TEST_F(PacemakerToolsTest, TellsThatPacemakerDoesNotRun)
{
    install("attrd_updater", "echo 'Could not update x=1: Connection refused (111)' >&2; exit 102");

    const auto result = tools().set_node_attribute("x", "1", soon());

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::unreachable);
    EXPECT_EQ(
        result.error().message,
        "could not set the node attribute \"x\": Pacemaker does not answer on this node "
        "(attrd_updater exit code 102)");
}

TEST_F(PacemakerToolsTest, PassesOnTheFirstLineThatTheToolSaid)
{
    install(
        "crm_resource", "printf 'Node M9 not found\\nError performing operation\\n' >&2; exit 105");

    const auto result = tools().ban_resource({.resource = "reader-clone", .node = "M9"}, soon());

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::tool_failed);
    EXPECT_EQ(
        result.error().message,
        "could not ban the resource \"reader-clone\": crm_resource: Node M9 not found");
}

TEST_F(PacemakerToolsTest, NamesTheExitCodeOfASilentTool)
{
    install("cibadmin", "exit 74");

    const auto result = tools().read_configuration_xml(soon());

    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().message, HasSubstr("cibadmin: exit code 74"));
}

TEST_F(PacemakerToolsTest, TellsAMissingToolByItsPath)
{
    const auto result = tools().read_status_xml(soon());

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::missing_software);
    EXPECT_THAT(result.error().message, StartsWith("could not read the cluster's status: "));
}

TEST_F(PacemakerToolsTest, KillsAToolAtItsDeadline)
{
    install("crm_mon", "exec sleep 60");

    const auto result = tools().read_status_xml(Deadline::after(std::chrono::milliseconds(50)));

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::timeout);
}

struct ExitCodeCase {
    int exit_status;
    Errc code;
};

class PacemakerExitCodeTest : public PacemakerToolsTest,
                              public ::testing::WithParamInterface<ExitCodeCase> {};

TEST_P(PacemakerExitCodeTest, BecomesItsKindOfError)
{
    install("cibadmin", cat("exit ", GetParam().exit_status));

    const auto result = tools().read_configuration_xml(soon());

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(
    AToolsExitCode,
    PacemakerExitCodeTest,
    ::testing::Values(
        ExitCodeCase{1, Errc::tool_failed},
        ExitCodeCase{4, Errc::no_permission},
        ExitCodeCase{5, Errc::missing_software},
        ExitCodeCase{64, Errc::unsupported},
        ExitCodeCase{69, Errc::unreachable},
        ExitCodeCase{77, Errc::no_permission},
        ExitCodeCase{102, Errc::unreachable},
        ExitCodeCase{106, Errc::refused},
        ExitCodeCase{108, Errc::conflict},
        ExitCodeCase{124, Errc::timeout}));

TEST_F(PacemakerToolsTest, WritesMetaAttributes)
{
    install("crm_resource", "");

    EXPECT_TRUE(tools().set_meta_attribute("mysql", "is-managed", "false", soon()));
    EXPECT_TRUE(tools().delete_meta_attribute("mysql", "is-managed", soon()));

    EXPECT_THAT(
        calls(),
        ElementsAre(
            "--resource=mysql --meta --set-parameter=is-managed --parameter-value=false",
            "--resource=mysql --meta --delete-parameter=is-managed"));
}

TEST_F(PacemakerToolsTest, ReplacesAConstraintAndCreatesTheOneThatIsNotThere)
{
    install("cibadmin", "case $1 in --replace) exit 105 ;; esac");

    EXPECT_TRUE(tools().put_constraint("<rsc_location id=\"x\"/>", soon()));
    EXPECT_TRUE(tools().delete_location("x", soon()));

    EXPECT_THAT(
        calls(),
        ElementsAre(
            "--replace --scope=constraints --xml-text=<rsc_location id=\"x\"/>",
            "--create --scope=constraints --xml-text=<rsc_location id=\"x\"/>",
            "--delete --xml-text=<rsc_location id=\"x\"/>"));
}

TEST_F(PacemakerToolsTest, TellsWhyAConstraintCannotBeWritten)
{
    install("cibadmin", "echo 'Call cib_replace failed: not allowed' >&2; exit 77");

    const auto done = tools().put_constraint("<rsc_location/>", soon());

    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Errc::no_permission);
    EXPECT_THAT(done.error().message, HasSubstr("Call cib_replace failed: not allowed"));
}

} // namespace

} // namespace mmm::cluster
