// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/base/process_lock.h"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>

namespace mmm {
namespace {

constexpr std::chrono::seconds limit{10};

class AProcessLock : public ::testing::Test {
protected:
    void SetUp() override
    {
        std::string pattern = cat(::testing::TempDir(), "/process-lock-XXXXXX");
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        directory_ = pattern;
    }

    void TearDown() override { std::filesystem::remove_all(directory_); }

    [[nodiscard]] std::string path() const { return cat(directory_, "/below/lock"); }

private:
    std::string directory_;
};

/// A process that holds the lock until the object goes.
class Holder {
public:
    explicit Holder(const std::string& path)
    {
        std::array<int, 2> ends{};
        EXPECT_EQ(::pipe(ends.data()), 0);
        const Fd reader(ends[0]);
        Fd writer(ends[1]);
        pid_ = ::fork();
        if (pid_ == 0) {
            const auto lock = ProcessLock::take(path, Deadline::after(limit));
            const bool told = ::write(writer.get(), "x", 1) == 1;
            while (lock && told) {
                ::pause();
            }
            ::_exit(1);
        }
        writer.reset();
        char byte = 0;
        EXPECT_EQ(::read(reader.get(), &byte, 1), 1);
    }

    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;
    Holder(Holder&&) = delete;
    Holder& operator=(Holder&&) = delete;

    ~Holder()
    {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }

    [[nodiscard]] pid_t pid() const { return pid_; }

private:
    pid_t pid_ = -1;
};

TEST_F(AProcessLock, NamesItsHolder)
{
    EXPECT_EQ(ProcessLock::holder(path()), std::nullopt);
    {
        const Holder other(path());
        EXPECT_EQ(ProcessLock::holder(path()), other.pid());
        const auto refused =
            ProcessLock::take(path(), Deadline::after(std::chrono::milliseconds(20)));
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, Errc::conflict);
    }
    EXPECT_EQ(ProcessLock::holder(path()), std::nullopt);
    EXPECT_TRUE(ProcessLock::take(path(), Deadline::after(limit)));
}

TEST_F(AProcessLock, IsNotAChilds)
{
    const auto lock = ProcessLock::take(path(), Deadline::after(limit));
    ASSERT_TRUE(lock);
    const auto parent = ::getpid();
    const auto child = ::fork();
    if (child == 0) {
        ::_exit(ProcessLock::holder(path()) == parent ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
}

TEST_F(AProcessLock, IsVoidWhenItsFileIsAnother)
{
    const auto lock = ProcessLock::take(path(), Deadline::after(limit));
    ASSERT_TRUE(lock);
    EXPECT_TRUE(lock->still_in_place());
    std::filesystem::remove(path());
    EXPECT_FALSE(lock->still_in_place());
    std::ofstream(path()) << "another";
    EXPECT_FALSE(lock->still_in_place());
}

} // namespace
} // namespace mmm
