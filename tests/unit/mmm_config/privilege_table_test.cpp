// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_config/privilege_table.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace mmm::config_tool {
namespace {

/// What stands in the document between the two comments.
std::string documented_tables()
{
    const std::string begin = "<!-- mmm_config grants --table -->\n";
    const std::string end = "<!-- end -->\n";
    std::stringstream text;
    text << std::ifstream(MMM_DOCS "/privileges.md").rdbuf();
    const auto document = text.str();
    const auto first = document.find(begin);
    const auto last = document.find(end);
    if (first == std::string::npos || last == std::string::npos) {
        return "";
    }
    return document.substr(first + begin.size(), last - first - begin.size());
}

TEST(TheDocument, HasTheTablesOfTheProgram)
{
    EXPECT_EQ(documented_tables(), privilege_tables()) << "mmm_config grants --table prints them";
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
