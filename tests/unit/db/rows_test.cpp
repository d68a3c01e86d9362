// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/rows.h"

#include <gtest/gtest.h>

namespace mmm::db {
namespace {

TEST(Rows, AreReadByTheNameOfTheColumn)
{
    const Rows rows({"a", "b"}, {{"1", "2"}, {"3", std::nullopt}});

    ASSERT_EQ(rows.size(), 2U);
    EXPECT_FALSE(rows.empty());
    EXPECT_EQ(rows.value(0, "b"), "2");
    EXPECT_EQ(rows.text(1, "a"), "3");
}

TEST(Rows, HaveNothingWhereThereIsNullOrNoSuchColumn)
{
    const Rows rows({"a"}, {{std::nullopt}, {""}});

    EXPECT_EQ(rows.value(0, "a"), std::nullopt);
    EXPECT_EQ(rows.text(0, "a"), "");
    EXPECT_EQ(rows.value(1, "a"), "");
    EXPECT_EQ(rows.value(0, "A"), std::nullopt);
    EXPECT_EQ(rows.text(0, "z"), "");
}

TEST(Rows, MayBeNone)
{
    EXPECT_TRUE(Rows().empty());
    EXPECT_EQ(Rows({"a"}, {}).size(), 0U);
    EXPECT_EQ(Rows({"a"}, {}).value(0, "a"), std::nullopt);
    EXPECT_EQ(Rows({"a"}, {{"1"}}).text(1, "a"), "");
}

} // namespace
} // namespace mmm::db
