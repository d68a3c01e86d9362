// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/cluster/cib_description.h"
#include "lib/config/option_file.h"
#include "mmm-compat/mmm_config/run_command.h"
#include "tests/unit/mmm_config/a_config_directory.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace mmm::config_tool {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

/// A cluster that keeps its CIB in a string.
class FakeCluster final : public ConfigCluster {
public:
    Result<std::string> read_cib() override
    {
        return cib.empty() ? Result<std::string>(Error{Errc::unreachable, "no cluster here"})
                           : Result<std::string>(cib);
    }

    Result<model::ClusterStatus> read_status() override { return status; }

    Result<> change_cib(std::string_view original, std::string_view changed) override
    {
        EXPECT_EQ(original, cib);
        ++changes;
        if (ignores_changes) {
            return {};
        }
        cib = std::string(changed);
        return {};
    }

    void add_fencing()
    {
        const std::string end = "</resources>";
        cib.insert(cib.find(end), R"(<primitive id="power" class="stonith" type="fence_lab"/>)");
    }

    std::string cib = "<cib><configuration><crm_config/><nodes/><resources></resources>"
                      "<constraints></constraints></configuration></cib>";
    model::ClusterStatus status;
    int changes = 0;
    bool ignores_changes = false;
};

class TheProgram : public AConfigDirectory {
protected:
    void SetUp() override
    {
        AConfigDirectory::SetUp();
        copy("seed-a");
        cluster.status.quorate = true;
        for (const auto* name : {"M1", "M2", "slave1"}) {
            model::ClusterNode node;
            node.name = name;
            cluster.status.nodes.push_back(node);
        }
    }

    Outcome run(const std::string& words)
    {
        const auto command = parse_command_line(split(words), "1.2.3");
        EXPECT_TRUE(command) << (command ? "" : command.error().message);
        return run_command(*command, cluster, [&](const std::string& changes) {
            asked = changes;
            return answer;
        });
    }

    /// With the directory.
    Outcome run_on(const std::string& words)
    {
        return run(cat(words, " --config-dir ", directory()));
    }

    FakeCluster cluster;
    std::string asked;
    bool answer = false;
};

std::string golden(const std::string& name)
{
    std::stringstream text;
    text << std::ifstream(cat(MMM_TEST_DATA, "/mmm-config/", name)).rdbuf();
    return text.str();
}

class AGolden : public TheProgram, public testing::WithParamInterface<const char*> {};

TEST_P(AGolden, IsWhatTheSeedsFilesBecome)
{
    copy(GetParam());
    for (const auto* format : {"pcs", "crmsh", "cib"}) {
        const auto outcome = run_on(format);
        EXPECT_EQ(outcome.exit_status, exit_done);
        EXPECT_EQ(outcome.text, golden(cat(GetParam(), ".", format)));
        for (const auto* secret : {"123456", "replication_password", "password ="}) {
            EXPECT_THAT(outcome.text, Not(HasSubstr(secret)));
            EXPECT_THAT(outcome.messages, Not(Contains(HasSubstr("123456"))));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, AGolden, testing::Values("seed-a", "seed-b"));

/// The words of a code block of docs/installation.md.
std::vector<std::string> documented(const std::string& mark)
{
    std::stringstream text;
    text << std::ifstream(MMM_DOCS "/installation.md").rdbuf();
    const auto document = text.str();
    const auto begin = document.find('\n', document.find("```", document.find(mark)));
    auto words = split(document.substr(begin, document.find("```", begin) - begin));
    std::erase(words, "\\");
    return words;
}

/// Without the parameters that a document leaves to defaults and names that resolve.
std::vector<std::string> without(std::vector<std::string> words, const std::string& format)
{
    for (const auto* name : {"host_map=", "replication_user=", "auto_set_online="}) {
        std::erase_if(words, [&](const auto& word) { return word.starts_with(name); });
    }
    const auto ping =
        std::ranges::find_if(words, [](const auto& word) { return word.starts_with("ping_ips="); });
    EXPECT_NE(ping, words.end()) << format;
    words.erase(ping, ping + 3); // three addresses
    // crmsh reads the words of an operation in any order.
    if (format == "crmsh") {
        std::ranges::sort(words);
    }
    return words;
}

TEST_F(TheProgram, PrintsTheCommandsOfTheDocument)
{
    EXPECT_EQ(without(split(run_on("pcs").text), "pcs"), documented("<!-- tested: pcs -->"));
    auto crmsh = split(run_on("crmsh").text);
    std::erase(crmsh, "\\");
    auto expected = documented("<!-- tested: crmsh -->");
    std::ranges::sort(expected);
    EXPECT_EQ(without(crmsh, "crmsh"), expected);
}

TEST_F(TheProgram, FindsNothingWrongWithTheSeedsFiles)
{
    const auto outcome = run(cat("check ", directory()));

    EXPECT_EQ(outcome.exit_status, exit_done);
    EXPECT_EQ(
        outcome.text,
        cat("right: ",
            file("mmm_mon.conf"),
            ", ",
            file("mmm_common.conf"),
            ", ",
            file("mmm_agent.conf"),
            "\n"));
    EXPECT_THAT(outcome.messages, Contains(StartsWith("warning: host->cluster_interface")));
}

TEST_F(TheProgram, TellsAllThatIsWrongAtOnceAndOnce)
{
    write(
        "mmm_common.conf", cat(read("mmm_common.conf"), "color red\n<host M2>\nip M2\n</host>\n"));
    write("mmm_agent.conf", "include mmm_common.conf\nthis M3\n");

    const auto outcome = run(cat("check ", directory()));

    EXPECT_EQ(outcome.exit_status, exit_failed);
    EXPECT_EQ(outcome.text, "");
    EXPECT_THAT(
        outcome.messages,
        ElementsAre(
            cat("Unknown variable color in '", file("mmm_common.conf"), "' on line 41!"),
            "Config entry 'this' has invalid value 'M3' allowed values are: 'M1', 'M2', 'slave1'",
            "Config entry 'host->M2->ip': 'M2' is no IP address"));
}

TEST_F(TheProgram, ChecksASingleFileAsItsProgramReadsIt)
{
    EXPECT_EQ(run(cat("check ", file("mmm_common.conf"))).exit_status, exit_done);
    write("mmm_tools.conf", "include mmm_common.conf\nthis M1\n");
    EXPECT_THAT(
        run(cat("check ", file("mmm_tools.conf"))).messages,
        Contains("Required config entry 'default_copy_method' is missing"));
    EXPECT_THAT(
        run(cat("check ", directory())).messages,
        Contains("Required config entry 'default_copy_method' is missing"));
}

TEST_F(TheProgram, ChecksTheFilesOfAllClusters)
{
    write("mmm_mon_c1.conf", cat(read("mmm_mon.conf"), "no_such_thing 1\n"));

    EXPECT_THAT(
        run(cat("check ", directory())).messages,
        Contains(StartsWith("Unknown variable no_such_thing in '")));
    EXPECT_EQ(run_on("pcs --cluster c1").exit_status, exit_failed);
    EXPECT_EQ(run_on("pcs").exit_status, exit_done);
    EXPECT_THAT(run_on("pcs --cluster c2").messages, Not(Contains(StartsWith("Unknown variable"))));
}

TEST_F(TheProgram, DoesWithWhatTheHostsShare)
{
    for (const auto* name : {"mmm_mon.conf", "mmm_agent.conf"}) {
        std::filesystem::remove(file(name));
    }

    EXPECT_THAT(run_on("pcs").text, HasSubstr("masters=\"M1 M2\""));
    std::filesystem::remove(file("mmm_common.conf"));
    EXPECT_THAT(
        run_on("pcs").messages,
        ElementsAre(cat("No readable config file mmm_mon.conf in ", directory())));
}

TEST_F(TheProgram, TellsTheDifferenceToAnEmptyCluster)
{
    const auto outcome = run_on("diff");

    EXPECT_EQ(outcome.exit_status, exit_different);
    EXPECT_THAT(outcome.text, HasSubstr("+ resource writer: ocf:mmm:vip ip=\"192.168.0.70\"\n"));
    EXPECT_EQ(cluster.changes, 0);
}

TEST_F(TheProgram, AppliesTheFilesAndThenHasNothingToDo)
{
    cluster.add_fencing();

    const auto first = run_on("apply --yes");

    EXPECT_EQ(first.exit_status, exit_done);
    EXPECT_THAT(first.text, HasSubstr("+ resource mysql in clone mysql-clone: ocf:mmm:mysql"));
    EXPECT_THAT(first.text, HasSubstr("\napplied; "));
    EXPECT_EQ(asked, "");
    const auto second = run_on("apply --yes");
    EXPECT_EQ(second.exit_status, exit_done);
    EXPECT_EQ(second.text, "the cluster is as the files say; nothing to do\n");
    EXPECT_EQ(run_on("diff").exit_status, exit_done);
    EXPECT_EQ(cluster.changes, 1);
}

TEST_F(TheProgram, AsksBeforeItAppliesAnything)
{
    cluster.add_fencing();

    const auto refused = run_on("apply");

    EXPECT_THAT(asked, HasSubstr("+ resource writer"));
    EXPECT_EQ(refused.exit_status, exit_failed);
    EXPECT_THAT(refused.messages, ElementsAre("nothing was changed"));
    answer = true;
    EXPECT_EQ(run_on("apply").exit_status, exit_done);
    EXPECT_EQ(cluster.changes, 1);
}

TEST_F(TheProgram, AppliesNothingWithoutFencingUnlessTold)
{
    const auto refused = run_on("apply --yes");

    EXPECT_EQ(refused.exit_status, exit_failed);
    EXPECT_THAT(
        refused.messages,
        ElementsAre("could not apply the files: the cluster has no fencing device, and takes "
                    "nothing over without one; make one for each host, or say --fencing-later"));
    EXPECT_EQ(cluster.changes, 0);
    EXPECT_EQ(run_on("apply --yes --fencing-later").exit_status, exit_done);
}

TEST_F(TheProgram, AppliesNothingWithoutQuorumOrNodes)
{
    cluster.add_fencing();
    cluster.status.quorate = false;
    cluster.status.nodes.pop_back();

    EXPECT_THAT(
        run_on("apply --yes").messages,
        ElementsAre(
            "could not apply the files: this part of the cluster has no quorum",
            "could not apply the files: host \"slave1\" is no node of the cluster; hosts and nodes "
            "have the same names"));
    EXPECT_EQ(cluster.changes, 0);
}

TEST_F(TheProgram, TellsAChangeByHand)
{
    cluster.add_fencing();
    run_on("apply --yes");
    auto& cib = cluster.cib;
    const std::string value = "192.168.0.70";
    cib.replace(cib.find(value), value.size(), "192.168.0.79");

    EXPECT_EQ(
        run_on("diff").text, "~ parameter of writer: ip \"192.168.0.79\" -> \"192.168.0.70\"\n");
}

TEST_F(TheProgram, TellsWhenSomebodyElseWasFaster)
{
    cluster.add_fencing();
    cluster.ignores_changes = true;

    EXPECT_THAT(
        run_on("apply --yes").messages,
        ElementsAre("somebody else changed the configuration at the same time; this is still "
                    "different, apply again"));
}

TEST_F(TheProgram, NeedsAClusterToCompareWith)
{
    cluster.cib.clear();

    EXPECT_THAT(run_on("diff").messages, ElementsAre("no cluster here"));
    EXPECT_EQ(run_on("apply").exit_status, exit_failed);
    cluster.cib = "<no>";
    EXPECT_THAT(
        run_on("diff").messages,
        ElementsAre(StartsWith("could not read the cluster's configuration: not XML")));
}

TEST_F(TheProgram, WritesThePasswordsForTheirOwnerOnly)
{
    write(
        "mmm_agent.conf",
        "include mmm_common.conf\nthis M1\n<host default>\nagent_password a \"b\" #\\c\n</host>\n");
    std::filesystem::remove(file("mmm_mon.conf"));
    const auto output = file("made/credentials.cnf");

    const auto outcome = run_on(cat("credentials --output ", output));

    EXPECT_EQ(outcome.exit_status, exit_done) << join(outcome.messages, "; ");
    EXPECT_EQ(outcome.text, cat("written: ", output, "\n"));
    const auto written = config::read_secret_option_file(output);
    ASSERT_TRUE(written) << written.error().message;
    EXPECT_EQ(written->at("mmm_agent").at("password"), "a \"b\" #\\c");
    EXPECT_EQ(written->at("slave").at("password"), "123456");
    EXPECT_EQ(run_on(cat("credentials --output ", output)).exit_status, exit_done);
}

TEST_F(TheProgram, TellsWhyThePasswordsCannotBeWritten)
{
    EXPECT_THAT(
        run_on("credentials --output /proc/credentials.cnf").messages,
        ElementsAre(StartsWith("could not write \"/proc/credentials.cnf\": ")));
    write("mmm_common.conf", "<host a>\nip 10.0.0.1\n</host>\n");
    std::filesystem::remove(file("mmm_mon.conf"));
    std::filesystem::remove(file("mmm_agent.conf"));
    EXPECT_THAT(
        run_on("credentials --output x").messages,
        Contains("host \"a\" has no agent_user or no agent_password"));
}

TEST_F(TheProgram, PrintsGrantsAndTables)
{
    EXPECT_THAT(
        run("grants --server mysql-9.7 --agent-user a").text,
        HasSubstr("CREATE USER 'a'@'localhost'"));
    EXPECT_EQ(run("grants --server mysql-9.7 --agent-user a'b").exit_status, exit_failed);
    const auto existing = run("grants --server mysql-9.7 --existing").text;
    EXPECT_THAT(existing, HasSubstr("CREATE USER 'mmm_agent'@'localhost' IDENTIFIED"));
    EXPECT_THAT(existing, Not(HasSubstr("CREATE USER 'mmm_replication'")));
    EXPECT_THAT(existing, Not(HasSubstr("'mmm_agent'@'%' IDENTIFIED")));
    EXPECT_THAT(
        existing,
        HasSubstr("GRANT REPLICATION SLAVE, CONNECTION_ADMIN ON *.* TO 'mmm_replication'@'%'"));
    EXPECT_THAT(run("grants --table").text, HasSubstr("| MariaDB | for |"));
    EXPECT_THAT(run("directives").text, HasSubstr("| `<host>` | peer |"));
    EXPECT_EQ(run("--version").text, "mmm_config 1.2.3\n");
}

} // namespace
} // namespace mmm::config_tool
