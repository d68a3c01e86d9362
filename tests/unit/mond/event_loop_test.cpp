// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// libqb's loop behind our interface: what callers rely on, not libqb itself.
#include "ocf-agent/mond/child_task.h"
#include "ocf-agent/mond/event_loop.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>

namespace mmm::mond {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds at_once{0};
constexpr milliseconds limit{10000};

/// A loop that ends by itself, so that a test that fails does not hang.
class AnEventLoop : public ::testing::Test {
protected:
    AnEventLoop()
        : limit_(loop_)
    {
        limit_.set(limit, [this] {
            ADD_FAILURE() << "nobody stopped the loop";
            loop_.stop();
        });
    }

    EventLoop loop_;

private:
    Timer limit_;
};

TEST_F(AnEventLoop, CallsWhenAFileCanBeRead)
{
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const Fd reader(ends[0]);
    const Fd writer(ends[1]);
    int calls = 0;
    ASSERT_TRUE(loop_.watch(reader.get(), [&] {
        char byte = 0;
        EXPECT_EQ(::read(reader.get(), &byte, 1), 1);
        if (++calls == 2) {
            loop_.unwatch(reader.get()); // from within its own handler
            loop_.stop();
        }
    }));
    ASSERT_EQ(::write(writer.get(), "ab", 2), 2);
    EXPECT_TRUE(loop_.run());
    EXPECT_EQ(calls, 2);
}

TEST_F(AnEventLoop, RefusesToWatchWhatIsNoFile)
{
    EXPECT_FALSE(loop_.watch(-1, [] {}));
}

TEST_F(AnEventLoop, EndsWithAFailureWhenAHandlerThrows)
{
    Timer timer(loop_);
    timer.set(at_once, [] { throw std::runtime_error("a defect"); });
    EXPECT_FALSE(loop_.run());
}

TEST_F(AnEventLoop, CallsForASignal)
{
    const SignalWatch watch(loop_, SIGUSR1, [this] { loop_.stop(); });
    Timer timer(loop_);
    timer.set(at_once, [] { ::raise(SIGUSR1); });
    EXPECT_TRUE(loop_.run());
}

TEST_F(AnEventLoop, HasTimersThatCanBeSetFromTheirOwnHandlers)
{
    Timer timer(loop_);
    int calls = 0;
    EventLoop::Handler tick = [&] {
        if (++calls == 3) {
            loop_.stop();
        } else {
            timer.set(at_once, tick);
        }
    };
    timer.set(at_once, tick);
    EXPECT_TRUE(loop_.run());
    EXPECT_EQ(calls, 3);
}

TEST_F(AnEventLoop, DoesNotCallForATimerThatWasCancelled)
{
    Timer cancelled(loop_);
    Timer last(loop_);
    cancelled.set(at_once, [] { ADD_FAILURE() << "it was cancelled"; });
    cancelled.cancel();
    EXPECT_FALSE(cancelled.running());
    last.set(milliseconds(20), [this] { loop_.stop(); });
    EXPECT_TRUE(loop_.run());
}

TEST_F(AnEventLoop, HandsOverWhatAChildSaysAndOpened)
{
    ChildTask task(loop_);
    std::string said;
    std::array<char, 6> read{};
    ASSERT_TRUE(task.begin(
        "test-child",
        [](int socket) {
            std::array<int, 2> ends{};
            if (::pipe(ends.data()) == 0 && ::write(ends[1], "opened", 6) == 6) {
                send_message(socket, "done", ends[0]);
            }
        },
        [&](const Message& message) {
            said = message.text;
            EXPECT_EQ(::read(message.file.get(), read.data(), read.size()), 6);
            loop_.stop();
        }));
    EXPECT_TRUE(task.running());
    EXPECT_TRUE(loop_.run());
    EXPECT_FALSE(task.running());
    EXPECT_EQ(said, "done");
    EXPECT_EQ(std::string_view(read.data(), read.size()), "opened");
}

TEST_F(AnEventLoop, HearsNothingOfAChildThatDies)
{
    ChildTask task(loop_);
    ASSERT_TRUE(task.begin(
        "test-child",
        [](int) { ::raise(SIGKILL); },
        [&](const Message& message) {
            EXPECT_EQ(message.text, "");
            EXPECT_FALSE(message.file.valid());
            loop_.stop();
        }));
    EXPECT_TRUE(loop_.run());
}

TEST_F(AnEventLoop, LetsAChildBeginTheNextOne)
{
    ChildTask task(loop_);
    int ended = 0;
    ChildTask::Done done = [&](const Message&) {
        if (++ended == 3) {
            loop_.stop();
        } else {
            EXPECT_TRUE(task.begin(
                "test-child", [](int) {}, done));
        }
    };
    ASSERT_TRUE(task.begin(
        "test-child", [](int) {}, done));
    EXPECT_TRUE(loop_.run());
    EXPECT_EQ(ended, 3);
}

TEST_F(AnEventLoop, EndsAChildThatIsNotWantedAnyMore)
{
    ChildTask task(loop_);
    ASSERT_TRUE(task.begin(
        "test-child",
        [](int) { ::pause(); },
        [](const Message&) { ADD_FAILURE() << "nobody wants to know"; }));
    task.end();
    EXPECT_FALSE(task.running());
}

} // namespace
} // namespace mmm::mond
