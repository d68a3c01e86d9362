// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/disk_judge.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace mmm::mond {
namespace {

using std::chrono::seconds;

TEST(ADisk, IsSoundWhileEachWriteEnds)
{
    DiskJudge judge(seconds(2));
    for (std::uint64_t write = 1; write < 10; ++write) {
        EXPECT_FALSE(judge.look({write, 0}));
        EXPECT_FALSE(judge.look({0, 0}));
    }
}

TEST(ADisk, HasStalledWhenOneWriteTakesLongerThanTheLimit)
{
    DiskJudge judge(seconds(2));
    EXPECT_FALSE(judge.look({7, 0}));
    EXPECT_FALSE(judge.look({7, 0}));
    EXPECT_EQ(judge.look({7, 0}), "has taken nothing for 2 s");
    EXPECT_EQ(judge.look({7, 0}), "has taken nothing for 3 s");
}

TEST(ADisk, IsSoundAgainWithTheNextWrite)
{
    DiskJudge judge(seconds(1));
    judge.look({7, 0});
    ASSERT_TRUE(judge.look({7, 0}));
    EXPECT_FALSE(judge.look({8, 0}));
    EXPECT_EQ(judge.look({8, 0}), "has taken nothing for 1 s");
}

TEST(ADisk, IsSlowAndSoundWhenEachWriteTakesAlmostTooLong)
{
    DiskJudge judge(seconds(3));
    for (std::uint64_t write = 1; write < 10; ++write) {
        EXPECT_FALSE(judge.look({write, 0}));
        EXPECT_FALSE(judge.look({write, 0}));
        EXPECT_FALSE(judge.look({write, 0}));
    }
}

TEST(ADisk, HasFailedWhenItRefusesWrites)
{
    DiskJudge judge(seconds(10));
    EXPECT_EQ(judge.look({0, EROFS}), "refuses every write (Read-only file system)");
    EXPECT_FALSE(judge.look({0, 0}));
}

TEST(ADisk, IsNotToBlameForALackOfRoomOrRights)
{
    for (const int error : {0, ENOSPC, EDQUOT, EACCES, EPERM, ENOENT, EMFILE, ENOMEM, EINTR}) {
        EXPECT_FALSE(is_disk_error(error)) << error;
    }
    for (const int error : {EIO, EROFS, EUCLEAN, ENODEV, ENXIO, ESTALE, ESHUTDOWN}) {
        EXPECT_TRUE(is_disk_error(error)) << error;
    }
}

} // namespace
} // namespace mmm::mond
