// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Decides on set_online and set_offline: whether the host may change its state, what has to be
// written, whether the host and the cluster have followed, and what the operator is told, in
// MySQL-MMM's sentences where it had one. Pure.
#pragma once

#include "lib/model/admin_order.h"
#include "lib/model/role_view.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mmm::model {

struct AdminPlan {
    std::string host;
    AdminOrder order;
    /// In MANUAL, when the host that is set offline is the writer: whom to let have the role.
    std::optional<std::string> pin;

    bool operator==(const AdminPlan&) const = default;
};

/// What is said instead: MMM's refusals and "already there".
using AdminDecision = std::variant<std::string, AdminPlan>;

/// MMM's tests in MMM's order.
AdminDecision
plan_online(const ClusterStatus& status, const RoleView& roles, std::string_view host);
AdminDecision
plan_offline(const ClusterStatus& status, const RoleView& roles, std::string_view host);

/// What keeps the order from being fulfilled; empty when nothing does. In PASSIVE roles stay where
/// they are, so nobody waits for them.
std::string find_missing(const AdminPlan& plan, const RoleView& roles);

/// MMM's sentence.
std::string ordered_reply(const AdminPlan& plan);

/// The order was given, and `reason` is why its effect is not there.
std::string not_followed_reply(const AdminPlan& plan, std::string_view reason);

/// The order could not be given.
std::string not_ordered_reply(const AdminPlan& plan, std::string_view reason);

} // namespace mmm::model
