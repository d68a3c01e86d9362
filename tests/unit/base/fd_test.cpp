// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/fd.h"

#include <gtest/gtest.h>

#include <fcntl.h>

#include <utility>

namespace mmm {
namespace {

Fd open_null()
{
    return Fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

bool is_open(int fd)
{
    return ::fcntl(fd, F_GETFD) != -1;
}

TEST(AnFd, ClosesWhatItOwnsAtTheEndOfItsLife)
{
    int number = -1;
    {
        const Fd fd = open_null();
        number = fd.get();
        ASSERT_TRUE(is_open(number));
    }

    EXPECT_FALSE(is_open(number));
}

TEST(AnFd, ThatWasMovedFromOwnsNothing)
{
    Fd first = open_null();
    const int number = first.get();
    const Fd second = std::move(first);

    // NOLINTNEXTLINE(bugprone-use-after-move,clang-analyzer-cplusplus.Move): that state is tested
    EXPECT_FALSE(first.valid());
    EXPECT_EQ(second.get(), number);
    EXPECT_TRUE(is_open(number));
}

TEST(AnFd, ClosesTheOldOneWhenItIsAssigned)
{
    Fd fd = open_null();
    const int old = fd.get();
    Fd other = open_null();
    const int number = other.get();
    fd = std::move(other);

    EXPECT_FALSE(is_open(old));
    EXPECT_EQ(fd.get(), number);
}

TEST(AnFd, ThatIsReleasedStaysOpen)
{
    Fd fd = open_null();
    const Fd kept(fd.release());

    EXPECT_FALSE(fd.valid());
    EXPECT_TRUE(is_open(kept.get()));
}

} // namespace
} // namespace mmm
