// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/host_memory.h"

#include <gtest/gtest.h>

namespace mmm::mysql {
namespace {

model::HostMemory a_memory()
{
    model::HostMemory memory;
    memory.state = model::HostState::awaiting_recovery;
    memory.since = 1763719200;
    memory.entered_ms = 5000001;
    memory.left_online_ms = 4990002;
    memory.recovering = true;
    memory.set_online = true;
    memory.waiting_since_ms = 4980003;
    memory.checks.results["ping"] = {true, 1763719100, "OK"};
    memory.checks.results["rep_threads"] = {false, 1763719150, "ERROR: a;b=c,d"};
    memory.checks.failing_since["rep_threads"] = 4970004;
    memory.checks.changed_ms = 4960005;
    memory.checks.fresh = false;
    memory.flaps = {1763710000, 4, true, true};
    return memory;
}

TEST(TheMemoryOfAHost, IsReadAsItWasWritten)
{
    const auto memory = a_memory();
    StateValues values;
    print_host_memory(memory, values);

    const auto read = parse_host_memory(values);

    EXPECT_EQ(read.state, memory.state);
    EXPECT_EQ(read.since, memory.since);
    EXPECT_EQ(read.entered_ms, memory.entered_ms);
    EXPECT_EQ(read.left_online_ms, memory.left_online_ms);
    EXPECT_EQ(read.recovering, memory.recovering);
    EXPECT_EQ(read.set_online, memory.set_online);
    EXPECT_EQ(read.waiting_since_ms, memory.waiting_since_ms);
    EXPECT_EQ(read.checks.results, memory.checks.results);
    EXPECT_EQ(read.checks.failing_since, memory.checks.failing_since);
    EXPECT_EQ(read.checks.changed_ms, memory.checks.changed_ms);
    EXPECT_EQ(read.checks.fresh, memory.checks.fresh);
    EXPECT_EQ(read.flaps, memory.flaps);
}

TEST(TheMemoryOfAHost, KeepsWhatIsNotThere)
{
    StateValues values;
    model::HostMemory memory;
    memory.state = model::HostState::online;
    print_host_memory(memory, values);

    const auto read = parse_host_memory(values);

    EXPECT_FALSE(read.left_online_ms);
    EXPECT_FALSE(read.waiting_since_ms);
    EXPECT_FALSE(read.set_online);
    EXPECT_TRUE(read.checks.fresh);
    EXPECT_TRUE(read.checks.failing_since.empty());
}

TEST(TheMemoryOfAHost, IsEmptyWithoutAStateThatMakesSense)
{
    StateValues values;
    print_host_memory(a_memory(), values);
    for (const auto* state : {"", "UNKNOWN", "online", "nonsense"}) {
        values["state"] = state;

        const auto read = parse_host_memory(values);

        EXPECT_EQ(read.state, model::HostState::unknown) << state;
        EXPECT_TRUE(read.checks.results.empty()) << state;
        EXPECT_TRUE(read.checks.fresh) << state;
    }
}

} // namespace
} // namespace mmm::mysql
