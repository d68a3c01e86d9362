// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Runs a command: looks at the cluster and answers.
#pragma once

#include "mmm-compat/mmm_control/command_line.h"
#include "mmm-compat/mmm_control/control_cluster.h"
#include "mmm-compat/mmm_control/control_servers.h"
#include "mmm-compat/mmm_control/replies.h"

#include <chrono>
#include <string>
#include <string_view>

namespace mmm::control {

struct Limits {
    std::chrono::milliseconds read{10000};    ///< one look at the cluster
    std::chrono::milliseconds servers{5000};  ///< one look at the servers
    std::chrono::milliseconds refusal{30000}; ///< until a promotion is refused again
    std::chrono::milliseconds quiet{20000};   ///< until the cluster has nothing else to do
    std::chrono::milliseconds move{60000};    ///< until a role has moved
    std::chrono::milliseconds poll{100};      ///< between two looks
};

/// What a command may look at and change.
struct World {
    ControlCluster& cluster;
    ControlServers& servers;
    std::string history_directory = "/var/lib/mmm-ha";
    bool terminal = false; ///< an operator looks on, so that a picture may be drawn anew
};

Reply run_command(const CommandLine& line, const World& world, const Limits& limits);

/// A look at the cluster and what MMM would have made of it.
struct Scene {
    model::ClusterView cluster;
    model::RoleView roles;
};

/// `name` is what stood after the @.
Result<Scene> look(ControlCluster& cluster, const std::string& name, const Limits& limits);

/// True for MMM's "ERROR:" and its one "Error:".
bool is_refusal(std::string_view reply);

/// The exit status of --strict: 1 for a refusal, 2 for an invalid command, else that of the reply.
int strict_status(const Reply& reply);

/// The reply when nothing can be seen: MMM's sentence when the cluster does not answer, which ends
/// with 1.
Reply blind_reply(const Error& error);

} // namespace mmm::control
