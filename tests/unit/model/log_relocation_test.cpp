// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Random histories of an old writer w (server 1), of the new writer a (server 2) and of a replica
// b, which must get every transaction once. What MySQL-MMM did with the same histories is shown,
// too.
#include "tests/unit/model/position_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace mmm::model {
namespace {

using testing::HasSubstr;

constexpr std::uint32_t w_id = 1;
constexpr std::uint32_t a_id = 2;
constexpr int last_files = 1000;

using Transactions = std::vector<TestTransaction>;

/// w has written `written` transactions; a has executed the first `by_a` of them, b the first
/// `by_b`. Then a opens and writes `after` more.
class AHistory {
public:
    explicit AHistory(unsigned seed, bool dull = false)
        : random(seed)
        , dull_(dull)
    {
        const int written = number(1, 40);
        for (int i = 0; i < written; ++i) {
            write(w, w_id);
        }
        by_a = number(0, written);
        by_b = number(0, by_a);
        relay.connect({"binlog.000001", 4}, w_id);
        relay.receive(w, place_after(by_a), random);
        for (int i = 0; i < by_a; ++i) {
            a.add(w.transactions[static_cast<std::size_t>(i)]);
            sometimes_rotate(a);
        }
        opened = a.end();
    }

    /// In w's log; a replica that has executed a Rotate is in the next file.
    [[nodiscard]] LogPlace place_after(int count) const
    {
        return count == 0 ? LogPlace{"binlog.000001", 4}
                          : w.ends[static_cast<std::size_t>(count - 1)];
    }

    void write(TestLog& log, std::uint32_t server_id)
    {
        TestTransaction next{++last_id_, server_id, false, {}};
        next.ddl = !dull_ && number(0, 5) == 0;
        const int rows = dull_ ? 1 : number(1, 3);
        for (int i = 0; i < rows && !next.ddl; ++i) {
            next.rows.push_back(dull_ ? 44 : static_cast<std::uint64_t>(number(40, 900)));
        }
        log.add(next);
        sometimes_rotate(log);
    }

    void write_after_opening()
    {
        for (int i = number(0, 10); i > 0; --i) {
            write(a, a_id);
        }
    }

    [[nodiscard]] Relocation relocation(int files = last_files) const
    {
        return {
            "m1",
            "m2",
            w_id,
            a_id,
            place_after(by_b),
            {place_after(by_a), opened},
            relay.excerpt(files),
            a.excerpt()};
    }

    /// What b must execute from its place on.
    [[nodiscard]] Transactions missing() const
    {
        Transactions all(w.transactions.begin() + by_b, w.transactions.begin() + by_a);
        const auto later = a.from(opened);
        all.insert(all.end(), later.begin(), later.end());
        return all;
    }

    int number(int from, int to) { return std::uniform_int_distribution(from, to)(random); }

    void sometimes_rotate(TestLog& log)
    {
        if (number(0, 12) == 0) {
            log.rotate();
        }
    }

    std::mt19937 random;
    TestLog w{w_id, 71};
    TestLog a{a_id, 63};
    TestRelay relay{a_id};
    int by_a = 0;
    int by_b = 0;
    LogPlace opened;

private:
    bool dull_;
    int last_id_ = 0;
};

/// The same histories in every run.
template<typename Check>
void for_each_seed(const Check& check)
{
    for (unsigned seed = 0; seed < 400; ++seed) {
        SCOPED_TRACE(seed);
        check(seed);
    }
}

TEST(ARelocation, ByTheRelayLogSkipsAndDoublesNothing)
{
    for_each_seed([](unsigned seed) {
        for (const bool dull : {false, true}) {
            AHistory history(seed, dull);
            history.write_after_opening();
            const auto place = locate(history.relocation());
            ASSERT_TRUE(place) << place.error().message;
            EXPECT_EQ(history.a.from(*place), history.missing());
        }
    });
}

TEST(ARelocation, ByTheOldWritersOwnLogSkipsAndDoublesNothing)
{
    for_each_seed([](unsigned seed) {
        AHistory history(seed);
        history.write_after_opening();
        auto relocation = history.relocation();
        relocation.old_log = history.w.excerpt_from(relocation.executed);
        const auto place = locate(relocation);
        ASSERT_TRUE(place) << place.error().message;
        EXPECT_EQ(history.a.from(*place), history.missing());
    });
}

/// b got some of the new writer's transactions through the old one, which followed it already.
TEST(ARelocation, OfAReplicaThatIsAheadSkipsAndDoublesNothing)
{
    for_each_seed([](unsigned seed) {
        AHistory history(seed, seed % 2 == 0);
        const PlacePair known{history.w.end(), history.opened};
        history.write_after_opening();
        const auto behind_opening = history.a.from(history.opened);
        for (const auto& transaction : behind_opening) {
            history.w.add(transaction);
            history.sometimes_rotate(history.w);
        }
        const auto got =
            static_cast<std::size_t>(history.number(0, static_cast<int>(behind_opening.size())));
        const auto before = history.w.transactions.size() - behind_opening.size();
        const auto executed = got == 0 ? known.in_old : history.w.ends[before + got - 1];
        const auto place = locate(
            {"m1",
             "m2",
             w_id,
             a_id,
             executed,
             known,
             history.w.excerpt_from(known.in_old),
             history.a.excerpt_from(known.in_new)});
        ASSERT_TRUE(place) << place.error().message;
        EXPECT_EQ(
            history.a.from(*place),
            Transactions(behind_opening.begin() + static_cast<long>(got), behind_opening.end()));
    });
}

/// The applier purges relay log that it has applied: the place is right, or there is none.
TEST(ARelocation, WithAPurgedRelayLogIsRightOrRefused)
{
    for_each_seed([](unsigned seed) {
        AHistory history(seed);
        const auto place = locate(history.relocation(history.number(1, 3)));
        if (place) {
            EXPECT_EQ(history.a.from(*place), history.missing());
        } else {
            EXPECT_THAT(place.error().message, HasSubstr("no transaction of m1 is seen to end at"));
        }
    });
}

TEST(ARelocation, WithANewWriterWhoseRelayLogWasInterruptedIsRightOrRefused)
{
    for_each_seed([](unsigned seed) {
        AHistory history(seed);
        TestRelay relay(a_id);
        for (int i = 0; i < history.by_a; ++i) {
            if (i == 0 || history.number(0, 4) == 0) {
                relay.connect(history.place_after(i), w_id);
            }
            relay.receive(history.w, history.place_after(i + 1), history.random);
        }
        auto relocation = history.relocation();
        relocation.old_log = relay.excerpt(last_files);
        const auto place = locate(relocation);
        if (place) {
            EXPECT_EQ(history.a.from(*place), history.missing());
        }
    });
}

/// Every kind of noise: what was logged on the new writer is not what it received.
class Noise {
public:
    explicit Noise(AHistory& history)
        : history_(history)
        , log_(a_id, 63)
    {
    }

    /// Re-logs what a executed with one fault among the transactions that b lacks; false when there
    /// are none.
    bool make(int kind)
    {
        const int missing = history_.by_a - history_.by_b;
        if (missing == 0) {
            return false;
        }
        const int faulty = history_.by_b + history_.number(0, missing - 1);
        for (int i = 0; i < history_.by_a; ++i) {
            auto transaction = history_.w.transactions[static_cast<std::size_t>(i)];
            if (i == faulty) {
                add_faulty(std::move(transaction), kind);
            } else {
                log_.add(transaction);
            }
        }
        history_.a = log_;
        history_.opened = log_.end();
        return true;
    }

    static constexpr int kinds = 6;

    static bool adds(int kind) { return kind == 1 || kind == 2; }

private:
    void add_faulty(TestTransaction transaction, int kind)
    {
        switch (kind) {
        case 0: // skipped by hand, or by a filter
            return;
        case 1: // executed twice
            log_.add(transaction);
            log_.add(transaction);
            return;
        case 2: // somebody wrote on the replica
            log_.add({.id = 900, .server_id = a_id, .ddl = false, .rows = {44}});
            log_.add(transaction);
            return;
        case 3: // other rows
            transaction.ddl = false;
            transaction.rows.push_back(7);
            log_.add(transaction);
            return;
        case 4: // a third server's
            transaction.server_id = 3;
            log_.add(transaction);
            return;
        default: // killed: the log may have lost its end
            log_.crash();
            log_.add(transaction);
            return;
        }
    }

    AHistory& history_;
    TestLog log_;
};

TEST(ARelocation, IsRefusedWhenTheLogsDoNotAgree)
{
    for_each_seed([](unsigned seed) {
        for (int kind = 0; kind < Noise::kinds; ++kind) {
            AHistory history(seed);
            if (!Noise(history).make(kind)) {
                return;
            }
            const auto place = locate(history.relocation());
            // A transaction that the new writer executed too much may be before the place.
            const bool harmless =
                place && Noise::adds(kind) && history.a.from(*place) == history.missing();
            EXPECT_TRUE(!place || harmless) << "noise " << kind << " at " << place->to_text();
        }
    });
}

/// One row on the way was changed, left out or repeated.
TEST(ARelocation, IsRightOrRefusedWhenRowsAreWrong)
{
    for_each_seed([](unsigned seed) {
        AHistory history(seed);
        auto relocation = history.relocation();
        auto& rows = relocation.old_log.events;
        const auto at = rows.begin() + history.number(0, static_cast<int>(rows.size()) - 1);
        switch (history.number(0, 3)) {
        case 0:
            rows.erase(at);
            break;
        case 1:
            rows.insert(at, *at);
            break;
        case 2:
            at->end_position += 1;
            break;
        default:
            at->type = "Append_block";
            break;
        }
        const auto place = locate(relocation);
        if (place) {
            EXPECT_EQ(history.a.from(*place), history.missing());
        }
    });
}

TEST(ARelocation, IsRefusedWithinATransaction)
{
    for_each_seed([](unsigned seed) {
        AHistory history(seed);
        if (history.by_a == 0) {
            return;
        }
        auto relocation = history.relocation();
        relocation.executed = history.place_after(history.number(0, history.by_a - 1));
        relocation.executed.position += 48;
        EXPECT_FALSE(locate(relocation));
    });
}

/// MySQL-MMM pointed a slave at the new master's position of the moment in which the slave got
/// round to it.
TEST(MysqlMmm, SkipsAndDoublesWhereWeDoNeither)
{
    int skipped = 0;
    int doubled = 0;
    for (unsigned seed = 0; seed < 400; ++seed) {
        AHistory history(seed);
        history.write_after_opening();
        const auto expected = history.missing();
        // Late: the new master has taken writes already, or the slave is behind it.
        skipped += history.a.from(history.a.end()) != expected ? 1 : 0;
        // Early: before the new master has applied what it received, which the slave has. It logs
        // that later, and the slave executes it again.
        const auto early = static_cast<std::size_t>(history.number(0, history.by_b));
        const auto then =
            early < history.a.begins.size() ? history.a.begins[early] : history.a.end();
        doubled += history.a.from(then).size() > expected.size() ? 1 : 0;
        const auto ours = locate(history.relocation());
        ASSERT_TRUE(ours) << ours.error().message;
        EXPECT_EQ(history.a.from(*ours), expected);
    }
    EXPECT_GT(skipped, 300);
    EXPECT_GT(doubled, 100);
}

} // namespace
} // namespace mmm::model
