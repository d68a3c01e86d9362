// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// How long a server may stay open for writes without a sign that the cluster still knows of it.
// Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace mmm::model {

struct LeaseRules {
    /// Within this time of the last good sign the server is closed, or gone.
    std::chrono::milliseconds lease{10000};
    /// False when the operator wants no stop for lack of quorum (no-quorum-policy).
    bool needs_quorum = true;

    /// What is kept of the lease for the closing itself.
    [[nodiscard]] std::chrono::milliseconds closing_time() const;

    bool operator==(const LeaseRules&) const = default;
};

struct LeaseVerdict {
    bool close = false;
    /// How long the server may stay open if nothing more is heard; zero when it must be closed.
    std::chrono::milliseconds left{0};
    /// What is missing; empty while nothing is overdue.
    std::string reason;
};

/// The lease of one promotion. Times are milliseconds of one clock that also counts while the host
/// sleeps; a time that lies before one given earlier counts as that one.
class WriterLease {
public:
    WriterLease(LeaseRules rules, std::int64_t granted_at_ms);

    void change_rules(LeaseRules rules) { rules_ = rules; }

    /// Corosync answered a question that was put to it at that time.
    void corosync_answered(std::int64_t at_ms, bool quorate);

    /// Pacemaker acted on this host, or answered a question put to it at that time.
    void manager_seen(std::int64_t at_ms);

    /// Once it says "close" it says so for good: a sign that comes too late, as after the host was
    /// asleep, tells nothing of the time before.
    LeaseVerdict judge(std::int64_t now_ms);

private:
    struct Sign {
        std::int64_t at_ms = 0;
    };

    void renew(Sign& sign, std::int64_t at_ms);
    [[nodiscard]] std::chrono::milliseconds left_of(const Sign& sign, std::int64_t now_ms) const;
    [[nodiscard]] std::string what_is_missing(std::int64_t now_ms) const;

    LeaseRules rules_;
    Sign corosync_;
    Sign quorum_;
    Sign manager_;
    std::string ended_;
};

/// How long a host that is to be promoted waits for the lease of a writer that the cluster lost
/// without fencing it: both sides need a while to notice, not the same.
std::chrono::milliseconds time_to_outlast(std::chrono::milliseconds lease);

} // namespace mmm::model
