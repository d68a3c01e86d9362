// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Transactions of two servers as text, a line each: what is read prints and reads back as the same,
// and the answers about the two obey the laws of sets.
#include "lib/model/mariadb_gtid.h"
#include "lib/model/mysql_gtid.h"
#include "lib/model/server_facts.h"
#include "lib/model/transactions.h"
#include "tests/fuzz/fuzz_input.h"

namespace {

using namespace mmm::model;
using mmm::fuzz::require;

template<typename Value>
void require_round_trip(const Value& value)
{
    const auto again = Value::parse(value.to_text());
    require(again && *again == value);
}

void check_mysql(std::string_view one, std::string_view other)
{
    const auto a = MysqlGtidSet::parse(one);
    const auto b = MysqlGtidSet::parse(other);
    if (!a || !b) {
        return;
    }
    require_round_trip(*a);
    const auto both = a->united_with(*b);
    const auto common = a->intersected_with(*b);
    const auto rest = a->minus(*b);
    require_round_trip(both);
    require(both == b->united_with(*a) && common == b->intersected_with(*a));
    require(both.covers(*a) && both.covers(*b) && a->covers(common) && b->covers(common));
    require(rest.united_with(common) == *a && rest.intersected_with(*b).empty());
    require(both.minus(*b) == rest && a->covers(*b) == (both == *a));
    require(rest.count() <= a->count() && (rest.count() == 0) == rest.empty());
}

void check_positions(std::string_view one, std::string_view other)
{
    const auto a = MariadbPosition::parse(one);
    const auto b = MariadbPosition::parse(other);
    if (!a || !b) {
        return;
    }
    require_round_trip(*a);
    const auto further = a->merged_with(*b);
    require_round_trip(further);
    require(further.covers(*a) && further.covers(*b) && a->covers(*a));
    require(a->covers(*b) == (a->missing_up_to(*b) == 0));
    require(b->covers(*a) == b->covers(a->ahead_of(*b)));
    for (const auto& [domain, last] : b->domains()) {
        const auto mine = a->domains().find(domain);
        const auto sequence = mine == a->domains().end() ? 0 : mine->second.sequence;
        require(!a->covers(*b) || last.sequence <= sequence);
    }
}

void check_states(std::string_view one, std::string_view other)
{
    const auto a = MariadbState::parse(one);
    const auto b = MariadbState::parse(other);
    if (!a || !b) {
        return;
    }
    require_round_trip(*a);
    const auto merged = a->merged_with(*b);
    require(merged == b->merged_with(*a));
    require(a->within(*a) && a->within(merged) && b->within(merged));
    for (const auto& range : a->ranges_beyond(*b)) {
        require(range.first <= range.last);
    }
}

void check_transactions(std::string_view one, std::string_view other)
{
    const auto a = Transactions::parse(one);
    const auto b = Transactions::parse(other);
    if (!a || !b) {
        return;
    }
    require_round_trip(*a);
    require(a->covers(*a) && a->within(*a) && a->missing_up_to(*a) == 0);
    require(a->within(*b) == (a->count_beyond(*b) == 0) || a->count_beyond(*b) == 0);
    require(!a->beyond_is_written_by({}, *a));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto [one, other] = mmm::fuzz::halves(mmm::fuzz::text_of({data, size}), '\n');
    check_mysql(one, other);
    check_positions(one, other);
    check_states(one, other);
    check_transactions(one, other);
    if (const auto place = LogPlace::parse(one)) {
        require_round_trip(*place);
    }
    return 0;
}
