// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Decides on "move_role <role> <host>": whether it may be tried, what has to be done, how far it
// got, and what the operator is told, in MySQL-MMM's sentences where it had one. Pure.
#pragma once

#include "lib/model/role_view.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mmm::model {

/// A move that may be tried: add a constraint to the resource, wait until the cluster followed,
/// remove the constraint.
struct MovePlan {
    enum class Kind {
        writer,    ///< prefer `host` for the promoted database; the address follows
        exclusive, ///< prefer `host` for the address
        balanced   ///< ban the addresses from `host`, as MMM does it
    };

    Kind kind = Kind::writer;
    std::string role;
    std::string resource; ///< what gets the constraint
    std::string from;     ///< who held an exclusive role; empty if nobody did
    std::string host;
    bool forced = false; ///< by "move_role --force"

    bool operator==(const MovePlan&) const = default;
};

/// What is said instead of moving: MMM's refusals and "already there".
using MoveDecision = std::variant<std::string, MovePlan>;

/// The hosts that may hold an exclusive role.
std::vector<std::string> capable_hosts(const RoleView& roles, const ClusterRole& role);

/// MMM's tests in MMM's order, then what can be known beforehand of the cluster: quorum, and that
/// the host has a positive promotion score. `forced` is "move_role --force": of the writer only,
/// and only to a host whose replication is broken or behind.
MoveDecision plan_move(
    const ClusterStatus& status,
    const RoleView& roles,
    std::string_view role,
    std::string_view host,
    bool forced = false);

struct MoveProgress {
    enum class State { waiting, reached, failed };

    State state = State::waiting;
    std::string reason; ///< what is still missing, or what failed
};

/// Compares the cluster with the goal of the plan. `known` are the failed actions from before the
/// move, which do not count. A writer is only there when its promotion score is the highest, else
/// the cluster would take it back as soon as the constraint is gone.
MoveProgress judge_move(
    const MovePlan& plan,
    const std::vector<FailedAction>& known,
    const ClusterStatus& status,
    const RoleView& roles);

/// MMM's sentence after a move.
std::string moved_reply(const MovePlan& plan);

/// One line: why it did not happen, and who holds the role now (`roles` is null when nobody knows).
std::string not_moved_reply(const MovePlan& plan, std::string_view reason, const RoleView* roles);

} // namespace mmm::model
