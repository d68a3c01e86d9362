// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The parameters of ocf:mmm:mysql as values, and their validation.
#pragma once

#include "lib/base/result.h"
#include "lib/db/connection.h"
#include "lib/model/durability.h"
#include "lib/model/host_observation.h"
#include "ocf-agent/runtime/agent.h"

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace mmm::mysql {

struct Settings {
    std::string binary;
    std::string config;
    std::string datadir;
    std::string socket;
    std::string pid_file;
    std::string log;
    std::string user;
    std::vector<std::string> additional_parameters;
    std::vector<std::string> masters;
    /// Addresses by host, where the host's name does not resolve to the right one.
    std::map<std::string, std::string, std::less<>> host_map;
    unsigned port = 3306;
    std::string credentials;
    std::string agent_user;
    std::string replication_user;
    /// What makes a host ONLINE, and what does not.
    model::StateRules rules;
    /// How often the monitoring daemon looks at the server.
    std::chrono::seconds check_period{1};
    /// How long the server may take to answer over a connection that is there.
    std::chrono::seconds check_timeout{2};
    /// How long one write to the server's disk may take; 0: nobody looks.
    std::chrono::seconds disk_timeout{10};
    /// Addresses outside the cluster, of which a host with a network reaches one at least.
    std::vector<std::string> ping_ips;
    std::chrono::seconds ping_interval{1};
    std::chrono::seconds kill_grace{3};
    /// How long the writer stays open without a sign of a quorate cluster; 0: for ever.
    std::chrono::seconds lease{10};
    model::Durability durability = model::Durability::available;
    /// How long a commit waits for a replica with durability=available.
    std::chrono::milliseconds acknowledgement_timeout{1000};
    /// The writer runs the scheduled events.
    bool events = true;

    [[nodiscard]] bool is_master(std::string_view host) const;

    /// How long a login may take before the server counts as hung: on an overloaded host it takes
    /// seconds while the server serves.
    [[nodiscard]] std::chrono::seconds login_timeout() const { return 3 * check_timeout; }

    /// How long a statement that closes the writer may take before the server counts as hung: it
    /// waits for the locks of clients as well.
    [[nodiscard]] std::chrono::seconds closing_timeout() const
    {
        return login_timeout() + kill_grace;
    }

    /// Place of a master in the list, 0 for the first.
    [[nodiscard]] int rank(std::string_view host) const;
};

/// Takes the values as they are; says nothing about whether they are usable.
Settings settings_of(const ocf::Parameters& parameters);

/// What can be wrong with the values on this host: programs, directories, password file, host
/// names. Returns the first fault as an error with the right kind, naming parameter, value and
/// remedy. Needs no running server and no cluster; with a cluster's node list it checks `masters`
/// against it.
Result<> check_settings(const ocf::Call& call, const Settings& settings);

/// The accounts of the agent and of replication with their passwords from the file `credentials`.
struct Accounts {
    db::Account agent;
    db::Account replication;
};

Result<Accounts> read_accounts(const Settings& settings);

/// The address under which other hosts reach the server of a host: from host_map, else what its
/// name resolves to, loopback excluded and IPv4 preferred.
Result<std::string> host_address(const Settings& settings, const std::string& host);

} // namespace mmm::mysql
