// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The answers to SHOW GRANTS are those of MariaDB 10.11 and MySQL 9.7.
#include "lib/db/grants.h"

#include <gtest/gtest.h>

namespace mmm::db {
namespace {

TEST(Privileges, AreReadFromMariadbsAnswer)
{
    const std::string column = "Grants for mmm_agent@localhost";
    const Rows grants(
        {column},
        {{"GRANT RELOAD, PROCESS, BINLOG MONITOR, READ_ONLY ADMIN ON *.* TO "
          "`mmm_agent`@`localhost` IDENTIFIED BY PASSWORD '*6C38...'"},
         {"GRANT SELECT, INSERT ON `app`.* TO `mmm_agent`@`localhost`"},
         {"GRANT `role` TO `mmm_agent`@`localhost`"},
         {"GRANT REPLICATION SLAVE ADMIN ON *.* TO `role`"}});

    EXPECT_EQ(
        parse_privileges(grants, column),
        (std::vector<std::string>{
            "RELOAD",
            "PROCESS",
            "BINLOG MONITOR",
            "READ_ONLY ADMIN",
            "SELECT ON app.*",
            "INSERT ON app.*",
            "REPLICATION SLAVE ADMIN"}));
}

TEST(Privileges, AreReadFromMysqlsAnswer)
{
    const Rows grants(
        {"g"},
        {{"GRANT RELOAD, EVENT ON *.* TO `mmm_agent`@`localhost`"},
         {"GRANT CONNECTION_ADMIN,SYSTEM_USER ON *.* TO `mmm_agent`@`localhost`"},
         {"GRANT SELECT ON `performance_schema`.* TO `mmm_agent`@`localhost`"},
         {"GRANT PROXY ON ``@`` TO `root`@`localhost` WITH GRANT OPTION"}});

    EXPECT_EQ(
        parse_privileges(grants, "g"),
        (std::vector<std::string>{
            "RELOAD",
            "EVENT",
            "CONNECTION_ADMIN",
            "SYSTEM_USER",
            "SELECT ON performance_schema.*",
            "PROXY ON @"}));
}

TEST(Privileges, OfAnAccountWithoutAnyAreOnlyUsage)
{
    const Rows grants({"g"}, {{"GRANT USAGE ON *.* TO `x`@`%`"}});

    EXPECT_EQ(parse_privileges(grants, "g"), (std::vector<std::string>{"USAGE"}));
    EXPECT_TRUE(parse_privileges(grants, "another column").empty());
    EXPECT_TRUE(parse_privileges(Rows(), "g").empty());
}

} // namespace
} // namespace mmm::db
