// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Decides on set_active, set_manual, set_passive and set_ip: what has to be changed, whether it is
// done, and what the operator is told, in MySQL-MMM's sentences where it had one. Pure.
#pragma once

#include "lib/model/role_view.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mmm::model {

/// The meta attribute is-managed=false of a resource, set or taken away.
struct ManagedChange {
    std::string resource;
    bool managed = true;

    bool operator==(const ManagedChange&) const = default;
};

/// Lets a host go online that waits for the other master.
struct OnlineOrder {
    std::string host;
    std::int64_t since = 0;

    bool operator==(const OnlineOrder&) const = default;
};

/// A role that set_ip has put elsewhere.
struct RoleMove {
    std::string role;
    std::string host;

    bool operator==(const RoleMove&) const = default;
};

/// In this order. Every prefix leaves a cluster in one of the two modes or in PASSIVE, and the same
/// command, given again, does the rest.
struct ModePlan {
    MonitorMode wanted = MonitorMode::active;
    std::optional<std::vector<std::string>> pin; ///< hosts to pin the writer to; empty: remove it
    std::vector<ManagedChange> changes;
    std::vector<OnlineOrder> orders;
    std::vector<RoleMove> moves;

    [[nodiscard]] bool is_empty() const
    {
        return !pin && changes.empty() && orders.empty() && moves.empty();
    }
};

/// A sentence when nothing is to be done or nothing can be.
using ModeDecision = std::variant<std::string, ModePlan>;

/// `wanted` is active, manual or passive.
ModeDecision plan_mode(const ClusterView& view, const RoleView& roles, MonitorMode wanted);

/// What keeps the plan from being fulfilled, its moves aside; empty when nothing does.
std::string find_missing(const ModePlan& plan, const ClusterView& view, const RoleView& roles);

/// "OK: Switched into passive mode."
std::string switched_reply(MonitorMode wanted);

/// The mode could not be reached.
std::string not_switched_reply(MonitorMode wanted, std::string_view reason);

/// The mode was reached, but what set_ip had put elsewhere did not all go there; `told` is what the
/// move said.
std::string switched_without_move_reply(MonitorMode wanted, std::string_view told);

/// What set_ip changes: one role remembers a host.
struct IpPlan {
    std::string role;
    std::string resource;
    std::string address;
    std::string host; ///< empty: it is there already, and the role is to remember nothing

    bool operator==(const IpPlan&) const = default;
};

using IpDecision = std::variant<std::string, IpPlan>;

/// set_ip: MMM's tests in MMM's order.
IpDecision plan_ip(
    const ClusterStatus& status,
    const RoleView& roles,
    std::string_view address,
    std::string_view host);

/// It could not be remembered.
std::string not_set_reply(
    std::string_view role, std::string_view address, std::string_view host, std::string_view why);

/// "OK: Set role 'writer(192.168.0.70)' to host 'M2'."
std::string set_reply(std::string_view role, std::string_view address, std::string_view host);

} // namespace mmm::model
