// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What Pacemaker tells an agent in its environment, as values. Reading it is pure: the variables
// come from a function.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mmm::ocf {

/// Gives the value of an environment variable; nothing when it is not set.
using Variables = std::function<std::optional<std::string>(std::string_view name)>;

/// The variables of this process.
Variables process_variables();

/// The nodes that a transition touches (notify=true), each list as it was before the transition.
struct NotifyLists {
    std::vector<std::string> all; ///< every node the clone may run on, online or not
    std::vector<std::string> active;
    std::vector<std::string> promoted;
    std::vector<std::string> unpromoted;
    std::vector<std::string> start;
    std::vector<std::string> stop;
    std::vector<std::string> promote;
    std::vector<std::string> demote;
    bool present = false; ///< the cluster sent lists at all
};

struct Environment {
    std::string action;
    /// Resource id without the instance number: "mysql" for mysql:0 as well.
    std::string resource;
    /// The cluster's name of this node; the host name when no cluster calls.
    std::string node;
    std::chrono::milliseconds timeout{20000};
    std::chrono::milliseconds interval{0};
    int check_level = 0;
    std::optional<int> clone_number;
    bool promotable = false;
    bool notify_enabled = false;
    bool globally_unique = false;
    /// Role of a recurring monitor: "Promoted", "Unpromoted" (or Master, Slave before 2.1).
    std::string role;
    /// For notify: "pre" or "post", and the operation it is about.
    std::string notify_type;
    std::string notify_operation;
    NotifyLists lists;

    /// A monitor without an interval: the cluster asks for a state it does not know.
    [[nodiscard]] bool is_probe() const
    {
        return action == "monitor" && interval == std::chrono::milliseconds{0};
    }

    [[nodiscard]] bool expects_promoted() const { return role == "Promoted" || role == "Master"; }

    [[nodiscard]] bool expects_unpromoted() const
    {
        return role == "Unpromoted" || role == "Slave";
    }

    /// The node that is promoted once this transition is through, as far as the lists tell.
    [[nodiscard]] std::optional<std::string> coming_promoted() const;
};

/// Resource agent API 1.1; Pacemaker's additions are those of 2.0 to 3.0 (both Promoted and Master
/// spellings). A list without nodes is a single blank and reads as empty.
Environment read_environment(std::string_view action, const Variables& variables);

} // namespace mmm::ocf
