// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The check of a server's settings, privileges and place in the topology before it is trusted with
// data. Pure: finds every fault at once.
#pragma once

#include "lib/model/server_facts.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mmm::model {

/// What a preflight reads from one server: system variables by name, and the granted privileges.
struct ServerSettings {
    std::map<std::string, std::string, std::less<>> variables;
    /// Global privileges of the agent's account, upper case; "ALL PRIVILEGES" stands for all.
    std::vector<std::string> privileges;
};

/// One host as a preflight sees it; facts and settings are missing when it did not answer.
struct PreflightHost {
    std::string name;
    std::string address;
    bool is_master = false;
    std::optional<ServerFacts> facts;
    std::optional<ServerSettings> settings;
};

/// A fault: on which host, what, and what to do, as one line.
struct Fault {
    std::string host;
    std::string text;

    bool operator==(const Fault&) const = default;
};

/// Judges `self` in full, and its peers as far as they matter to it (server ids, replication
/// sources, auto-increment steps). Peers that did not answer are left out.
std::vector<Fault>
preflight_faults(const PreflightHost& self, const std::vector<PreflightHost>& peers);

} // namespace mmm::model
