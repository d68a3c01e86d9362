// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/mmm_directives.h"
#include "mmm-compat/mmm_config/privilege_table.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace mmm::config_tool {
namespace {

/// What stands in the document between the comment of the command and the one of its end.
std::string documented(const std::string& file, const std::string& command)
{
    const std::string begin = "<!-- " + command + " -->\n";
    const std::string end = "<!-- end -->\n";
    std::stringstream text;
    text << std::ifstream(MMM_DOCS + file).rdbuf();
    const auto document = text.str();
    const auto first = document.find(begin);
    const auto last = document.find(end, first);
    if (first == std::string::npos || last == std::string::npos) {
        return "";
    }
    return document.substr(first + begin.size(), last - first - begin.size());
}

TEST(TheDocuments, HaveTheTablesOfTheProgram)
{
    EXPECT_EQ(documented("/privileges.md", "mmm_config grants --table"), privilege_tables());
    EXPECT_EQ(
        documented("/differences-from-mmm.md", "mmm_config directives"),
        model::mmm_directive_table());
}

TEST(TheTables, SayInWhichSeriesAPrivilegeIsNeeded)
{
    const auto tables = privilege_tables();

    for (const auto* row :
         {"| MySQL | for | 5.6 | 5.7 | 8.0 | 8.4 | 9.7 |\n",
          "| MariaDB | for | 10.5 | 10.11 | 11.8 | 12.0 |\n",
          "| SET_USER_ID | an event keeps its definer | | | yes | | |\n",
          "| SET USER | an event keeps its definer | | | yes | yes |\n"}) {
        EXPECT_NE(tables.find(row), std::string::npos) << row;
    }
}

} // namespace
} // namespace mmm::config_tool
