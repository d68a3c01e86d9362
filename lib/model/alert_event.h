// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What becomes of Pacemaker's alerts: which of them matter, and the notifications of MMM-HA-MIB.
// Pure.
#pragma once

#include "lib/model/cluster_view.h"
#include "lib/model/host_report.h"
#include "lib/model/mib_values.h"
#include "lib/model/move_history.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mmm::model {

/// What is older is no news.
constexpr std::int64_t news_seconds = 60;

/// The variables CRM_alert_* that matter here.
struct AlertCall {
    std::string kind;        ///< "node", "fencing", "resource" or "attribute"
    std::string node;        ///< that it is about
    std::string description; ///< of a node: "member" or "lost"
    std::string resource;    ///< of a resource: its name, perhaps with an instance number
    std::string task;        ///< "promote"
    std::optional<int> rc;
    std::string attribute;
    std::string value;
};

enum class AlertTopic {
    nothing,
    state,   ///< the host published a state
    reason,  ///< the host published why
    checks,  ///< the host published its checks
    lost,    ///< the node left without a word
    opened,  ///< a promotion succeeded
    refused, ///< a promotion did not
};

struct AlertSubject {
    AlertTopic topic = AlertTopic::nothing;
    std::string resource; ///< the database; empty when a node is all that is known
};

/// Cheap: most of Pacemaker's alerts are nothing here.
AlertSubject subject_of(const AlertCall& call);

struct Notification {
    enum class Kind : std::uint8_t {
        state_changed = 1,
        writer_moved,
        check_failed,
        check_recovered,
        quarantined,
        move_refused
    };

    Kind kind = Kind::state_changed;
    std::string resource;
    std::string host;
    HostState state = HostState::unknown; ///< of state_changed
    std::string reason;                   ///< of all but writer_moved
    std::string check;                    ///< of check_failed and check_recovered
    std::string from;                     ///< of writer_moved, like the rest
    MoveKind move = MoveKind::failover;
    std::optional<std::int64_t> interruption_ms;

    bool operator==(const Notification&) const = default;
};

std::string_view to_text(Notification::Kind kind);

/// snmpTrapOID of the notification.
Oid notification_oid(Notification::Kind kind);

/// Its objects in the order of the MIB.
std::vector<std::pair<Oid, MibValue>> variables_of(const Notification& notification);

/// What changed in the checks of a host since it was last told. Without a memory those are told
/// that failed last. Changes older than a minute are no news.
std::vector<Notification> check_notifications(
    const AlertSubject& subject,
    const std::string& host,
    const std::optional<Checks>& told,
    const Checks& published,
    std::int64_t now);

/// The last move to the host, when that is not older than five minutes.
std::optional<MoveEntry>
recent_move_to(const std::vector<HistoryEntry>& history, const std::string& host, std::int64_t now);

/// Whether this node is the one that tells of the loss of another: the coordinator. Nothing while
/// there is none.
std::optional<bool>
tells_of_loss(const ClusterStatus& status, const std::string& self, const std::string& lost);

} // namespace mmm::model
