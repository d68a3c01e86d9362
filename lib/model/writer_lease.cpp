// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/writer_lease.h"

#include "lib/base/cat.h"

#include <algorithm>

namespace mmm::model {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest_closing{3000};

/// Corosync's token and consensus time-outs run on either side of a cut, from not quite the same
/// moment.
constexpr milliseconds margin{5000};

} // namespace

milliseconds LeaseRules::closing_time() const
{
    return std::min(longest_closing, lease / 2);
}

WriterLease::WriterLease(LeaseRules rules, std::int64_t granted_at_ms)
    : rules_(rules)
    , corosync_{granted_at_ms}
    , quorum_{granted_at_ms}
    , manager_{granted_at_ms}
{
}

void WriterLease::renew(Sign& sign, std::int64_t at_ms)
{
    judge(at_ms); // whether it still was in time
    sign.at_ms = std::max(sign.at_ms, at_ms);
}

void WriterLease::corosync_answered(std::int64_t at_ms, bool quorate)
{
    renew(corosync_, at_ms);
    if (quorate || !rules_.needs_quorum) {
        renew(quorum_, at_ms);
    }
}

void WriterLease::manager_seen(std::int64_t at_ms)
{
    renew(manager_, at_ms);
}

milliseconds WriterLease::left_of(const Sign& sign, std::int64_t now_ms) const
{
    const milliseconds passed(now_ms - sign.at_ms);
    return rules_.lease - rules_.closing_time() - passed;
}

std::string WriterLease::what_is_missing(std::int64_t now_ms) const
{
    const auto overdue = [&](const Sign& sign) { return left_of(sign, now_ms).count() <= 0; };
    const auto seconds = [&](const Sign& sign) { return (now_ms - sign.at_ms + 500) / 1000; };
    if (overdue(corosync_)) {
        return cat("corosync has not answered for ", seconds(corosync_), " s");
    }
    if (overdue(quorum_)) {
        return cat("this partition of the cluster has had no quorum for ", seconds(quorum_), " s");
    }
    if (overdue(manager_)) {
        return cat("Pacemaker has shown no sign of life for ", seconds(manager_), " s");
    }
    return {};
}

LeaseVerdict WriterLease::judge(std::int64_t now_ms)
{
    if (ended_.empty()) {
        ended_ = what_is_missing(now_ms);
    }
    if (!ended_.empty()) {
        return {true, milliseconds{0}, ended_};
    }
    const auto left =
        std::min({left_of(corosync_, now_ms), left_of(quorum_, now_ms), left_of(manager_, now_ms)});
    return {false, left, {}};
}

milliseconds time_to_outlast(milliseconds lease)
{
    return lease.count() == 0 ? milliseconds{0} : lease + margin;
}

} // namespace mmm::model
