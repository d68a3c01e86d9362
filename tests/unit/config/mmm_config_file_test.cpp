// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/config/mmm_config_file.h"

#include <gmock/gmock.h>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace mmm::config {
namespace {

using model::MmmSection;
using testing::ElementsAre;
using testing::IsEmpty;
using Lines = std::vector<std::string>;

MmmFileContents parsed(std::string_view text)
{
    MmmFileContents contents;
    parse_mmm_config(
        text,
        "f.conf",
        [](std::string_view name, const std::string&, int line, MmmFileContents& into) {
            into.warnings.push_back(cat("include ", name, " on line ", line));
        },
        contents);
    return contents;
}

/// "host M1 ip=192.168.0.65", sections by their words.
Lines told(const MmmFileContents& contents)
{
    Lines lines;
    for (const auto& line : contents.assignments) {
        lines.push_back(
            cat(model::mmm_entry_name(line.section, line.section_name, line.directive),
                "=",
                line.value));
    }
    return lines;
}

TEST(ALine, IsANameAndTheRestOfIt)
{
    const auto contents = parsed("debug 1\r\n \tmax_kill_retries\t 5 and more  \n\n # no\n");

    EXPECT_THAT(told(contents), ElementsAre("debug=1", "max_kill_retries=5 and more"));
    EXPECT_THAT(contents.errors, IsEmpty());
    EXPECT_EQ(contents.assignments.back().line, 2);
    EXPECT_EQ(contents.assignments.back().file, "f.conf");
}

TEST(AHash, BelongsToTheValue)
{
    EXPECT_THAT(told(parsed("debug 1 # x")), ElementsAre("debug=1 # x"));
}

TEST(Sections, AreUniqueNamedOrEmpty)
{
    const auto contents = parsed("<monitor>\n ip 127.0.0.1\n</monitor>\n"
                                 "<host db-1_x>\nip 10.0.0.1\n</anything>\n"
                                 "<check mysql/>\n<socket/>\ndebug 0\n");

    EXPECT_THAT(
        told(contents),
        ElementsAre(
            "monitor=",
            "monitor->ip=127.0.0.1",
            "host->db-1_x=",
            "host->db-1_x->ip=10.0.0.1",
            "check->mysql=",
            "socket=",
            "debug=0"));
    EXPECT_THAT(contents.errors, IsEmpty());
}

TEST(AnInclude, StandsAtTheTopOnly)
{
    const auto contents = parsed("include mmm_common.conf\n<monitor>\ninclude x\n</monitor>\n");

    EXPECT_THAT(contents.warnings, ElementsAre("include mmm_common.conf on line 1"));
    EXPECT_THAT(contents.errors, ElementsAre("Unknown variable include in 'f.conf' on line 3!"));
}

TEST(AStrayEnd, EndsTheFile)
{
    const auto contents = parsed("debug 1\n</host>\nthis is not read at all\n");

    EXPECT_THAT(told(contents), ElementsAre("debug=1"));
    EXPECT_THAT(contents.errors, IsEmpty());
    EXPECT_THAT(
        contents.warnings,
        ElementsAre("what follows line 2 of 'f.conf' is ignored, as MMM did: the end of a section "
                    "that none had begun"));
}

TEST(ASection, ThatIsNotClosedIsTold)
{
    EXPECT_THAT(
        parsed("debug 0\n<monitor>\nip 1.2.3.4\n").warnings,
        ElementsAre("the section that begins on line 2 of 'f.conf' is not closed; all that follows "
                    "was taken for a part of it"));
}

struct Mistake {
    const char* name;
    const char* text;
    std::vector<std::string> told;
};

class AMistakeInAFile : public testing::TestWithParam<Mistake> {};

TEST_P(AMistakeInAFile, IsToldInMmmsWords)
{
    EXPECT_EQ(parsed(GetParam().text).errors, GetParam().told);
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    AMistakeInAFile,
    testing::Values(
        Mistake{"unknown", "color red\n", {"Unknown variable color in 'f.conf' on line 1!"}},
        Mistake{
            "unknown_there",
            "<host a>\nping_ips 1.2.3.4\n</host>\n",
            {"Unknown variable ping_ips in 'f.conf' on line 2!"}},
        Mistake{"no_value", "debug\n", {"Invalid config line in file 'f.conf' on line 1!"}},
        Mistake{"no_name", "debug= 1\n", {"Invalid config line in file 'f.conf' on line 1!"}},
        Mistake{"equals", "debug = 1\n", {}},
        Mistake{
            "two_tags",
            "<socket/> <socket/>\n",
            {"Invalid config line in file 'f.conf' on line 1!"}},
        Mistake{
            "dotted",
            "<host db1.example.org>\n</host>\n",
            {"Invalid config line in file 'f.conf' on line 1!"}},
        Mistake{
            "section",
            "<server a>\nip 1.2.3.4\n<x>\ny z\n</x>\n</server>\ndebug 0\nno\n",
            {"Invalid section server in 'f.conf' on line 1!",
             "Invalid section x in 'f.conf' on line 3!",
             "Invalid config line in file 'f.conf' on line 8!"}},
        Mistake{
            "nameless",
            "<host>\nip 1.2.3.4\n</host>\n",
            {"No section name specified for named section host in 'f.conf' on line 1!"}},
        Mistake{
            "named",
            "<monitor a>\n</monitor>\n",
            {"Section name specified for unique section monitor in 'f.conf' on line 1!"}},
        Mistake{
            "variable",
            "monitor 127.0.0.1\n",
            {"'monitor' should be a section instead of a variable in 'f.conf' on line 1!"}},
        Mistake{
            "nested",
            "<host a>\n<check mysql>\ntimeout 1\n</check>\nmode master\n</host>\n",
            {"Invalid section check in 'f.conf' on line 2!"}},
        Mistake{
            "garbage",
            "\x01\xff\xfe <>\n<>\n</>\n< >\n",
            {"Invalid config line in file 'f.conf' on line 1!",
             "Invalid config line in file 'f.conf' on line 2!",
             "Invalid config line in file 'f.conf' on line 3!",
             "Invalid config line in file 'f.conf' on line 4!"}}),
    [](const auto& example) { return std::string(example.param.name); });

TEST(AnyBytes, AreTakenAndToldOnOneLine)
{
    std::string text(100000, 'x');
    text += " y\n";
    text += std::string(5000, '\0');
    text += "\n\xef\xbb\xbf"
            "debug 1\n";

    const auto contents = parsed(text);

    EXPECT_THAT(
        contents.errors,
        ElementsAre(
            cat("Unknown variable ", std::string(60, 'x'), "... in 'f.conf' on line 1!"),
            "Invalid config line in file 'f.conf' on line 2!",
            "Invalid config line in file 'f.conf' on line 3!"));
}

class MmmFilesOnDisk : public testing::Test {
protected:
    void SetUp() override
    {
        std::string name = testing::TempDir() + "mmm-config-XXXXXX";
        directory_ = ::mkdtemp(name.data());
    }

    void TearDown() override { std::filesystem::remove_all(directory_); }

    std::string write(const std::string& name, std::string_view text, mode_t mode = 0640)
    {
        const auto path = cat(directory_, "/", name);
        std::ofstream(path) << text;
        ::chmod(path.c_str(), mode);
        return path;
    }

    MmmFileContents read(std::string_view name) { return read_mmm_config(name, {directory_}); }

    std::string directory_;
};

TEST_F(MmmFilesOnDisk, IncludeOthersInTheirPlace)
{
    const auto common = write("mmm_common.conf", "<host a>\nip 10.0.0.1\n</host>\ndebug 0\n");
    const auto mon =
        write("mmm_mon.conf", "debug 1\ninclude mmm_common\n<host a>\nip 10.0.0.2\n</host>\n");

    const auto contents = read("mmm_mon");

    EXPECT_THAT(
        told(contents),
        ElementsAre(
            "debug=1",
            "host->a=",
            "host->a->ip=10.0.0.1",
            "debug=0",
            "host->a=",
            "host->a->ip=10.0.0.2"));
    EXPECT_THAT(contents.files, ElementsAre(mon, common));
}

TEST_F(MmmFilesOnDisk, AreSoughtInOrder)
{
    std::filesystem::create_directory(cat(directory_, "/second"));
    write("second/mmm_mon.conf", "debug 0\n");
    const Lines directories{directory_, cat(directory_, "/second")};

    EXPECT_THAT(told(read_mmm_config("mmm_mon.conf", directories)), ElementsAre("debug=0"));
    write("mmm_mon.conf", "debug 1\n");
    EXPECT_THAT(told(read_mmm_config("mmm_mon.conf", directories)), ElementsAre("debug=1"));
    EXPECT_TRUE(mmm_config_exists("mmm_mon", directories));
    EXPECT_FALSE(mmm_config_exists("mmm_agent", directories));
}

TEST_F(MmmFilesOnDisk, ThatAreMissingAreTold)
{
    EXPECT_THAT(
        read_mmm_config("mmm_mon.conf", {"/nowhere", "/etc/nowhere"}).errors,
        ElementsAre("No readable config file mmm_mon.conf in /nowhere, /etc/nowhere"));
    write("mmm_mon.conf", "include gone.conf\ndebug x y\n");
    EXPECT_THAT(
        read("mmm_mon.conf").errors,
        ElementsAre(
            cat("No readable config file gone.conf in ",
                directory_,
                " (included in '",
                directory_,
                "/mmm_mon.conf' on line 1)")));
}

TEST_F(MmmFilesOnDisk, ThatOthersMayReadAreRefused)
{
    const auto readable = write("a.conf", "debug 1\n", 0644);
    const auto writable = write("b.conf", "debug 1\n", 0646);
    const auto outer = write("c.conf", "include a.conf\n");

    EXPECT_THAT(
        read("a.conf").errors,
        ElementsAre(cat("Configuration file ", readable, " is world readable!")));
    EXPECT_THAT(
        read("b.conf").errors,
        ElementsAre(cat("Configuration file ", writable, " is world writable!")));
    EXPECT_THAT(
        read("c.conf").errors,
        ElementsAre(
            cat("Configuration file ",
                readable,
                " is world readable! (included in '",
                outer,
                "' on line 1)")));
}

TEST_F(MmmFilesOnDisk, MayNotIncludeThemselves)
{
    const auto a = write("a.conf", "debug 1\ninclude b.conf\n");
    const auto b = write("b.conf", "include a.conf\n");

    const auto contents = read("a.conf");

    EXPECT_THAT(
        contents.errors,
        ElementsAre(
            cat("Configuration file ", a, " includes itself (included in '", b, "' on line 1)")));
    EXPECT_THAT(told(contents), ElementsAre("debug=1"));
}

TEST_F(MmmFilesOnDisk, MayNotMultiply)
{
    for (int i = 0; i < 10; ++i) {
        const auto next = cat("include ", i + 1, ".conf\n");
        write(cat(i, ".conf"), next + next);
    }
    write("10.conf", "debug 0\n");

    const auto contents = read("0.conf");

    ASSERT_EQ(contents.errors.size(), 1);
    EXPECT_THAT(contents.errors.front(), testing::StartsWith("More than 100 files are included"));
}

TEST_F(MmmFilesOnDisk, AreRegularAndNotHuge)
{
    std::filesystem::create_directory(cat(directory_, "/d.conf"));
    write("huge.conf", std::string(2U << 20U, '\n'));

    EXPECT_THAT(
        read("d.conf").errors,
        ElementsAre(cat("could not read '", directory_, "/d.conf': it is not a regular file")));
    EXPECT_THAT(
        read("huge.conf").errors,
        ElementsAre(cat(
            "could not read '", directory_, "/huge.conf': it is larger than any configuration")));
}

TEST_F(MmmFilesOnDisk, NameTheirClusters)
{
    for (const auto* name :
         {"mmm_mon_b.conf",
          "mmm_mon_a.conf",
          "mmm_mon.conf",
          "mmm_mon_log.conf",
          "mmm_mon_log_a.conf",
          "mmm_agent_c.conf"}) {
        write(name, "");
    }

    EXPECT_THAT(mmm_cluster_names({directory_, "/nowhere"}), ElementsAre("a", "b"));
}

TEST(TheSearchPath, IsMmms)
{
    EXPECT_THAT(mmm_config_directories(), ElementsAre("/etc", "/etc/mmm", "/etc/mysql-mmm"));
}

} // namespace
} // namespace mmm::config
