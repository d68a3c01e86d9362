// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The least privileges of the agent's and the replication account, by version of the server, and
// why each is needed. Pure. The preflight, mmm_config and docs/privileges.md all have them from
// here; those of MySQL 5.6 and 9.7 and of MariaDB 10.11 and 11.8 were found by trying, the others
// are after the manuals.
#pragma once

#include "lib/model/server_facts.h"

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mmm::model {

/// A release series of either family: "mariadb-10.11".
struct ServerSeries {
    ServerFamily family = ServerFamily::mariadb;
    int major = 0;
    int minor = 0;

    /// "mysql-9.7"
    [[nodiscard]] std::string to_text() const;

    auto operator<=>(const ServerSeries&) const = default;
};

/// Of the version that a server says: "10.11.6-MariaDB", "8.0.36-28". Nothing for other text.
std::optional<ServerSeries> series_of_version(std::string_view version);

/// The series with names of their own, oldest first: those that are documented.
const std::vector<ServerSeries>& named_series();

/// Of a name as to_text() makes it, for named series only.
std::optional<ServerSeries> parse_series(std::string_view name);

struct Privilege {
    std::string_view name;   ///< "REPLICATION CLIENT"
    std::string_view object; ///< "*.*" for a global one
    std::string_view why;

    /// As lists of privileges have it: the name, and the object unless it is everything.
    [[nodiscard]] std::string to_text() const;
};

/// What the agent's account needs, global privileges first.
std::vector<Privilege> agent_privileges(const ServerSeries& series);

/// What replicas need to log in at their source.
std::vector<Privilege> replication_privileges(const ServerSeries& series);

/// What mmm_agentx and mmm_metrics need to ask a server for its role, position and replication.
std::vector<Privilege> monitor_privileges(const ServerSeries& series);

/// The agent's privileges that are not among those that were granted; a granted one is upper case
/// and as Privilege::to_text() has it, "ALL PRIVILEGES" stands for all.
std::vector<Privilege>
missing_privileges(const ServerSeries& series, const std::vector<std::string>& granted);

} // namespace mmm::model
