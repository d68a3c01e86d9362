// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Looks at the cluster, at the history and at the servers, and makes a snapshot of it.
#pragma once

#include "lib/db/connection.h"
#include "lib/model/cluster_snapshot.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace mmm::monitoring {

/// Where a snapshot comes from; all but the resource is replaced by tests only.
struct SnapshotSources {
    std::string resource; ///< database, or its clone; empty for the only one
    std::string tools = "/usr/sbin";
    std::string history_directory = "/var/lib/mmm-ha";
    /// The account that asks the servers: one group [NAME] with a password.
    std::string monitor_file = "/etc/mmm-ha/monitor.cnf";

    /// With MMM_PACEMAKER_TOOLS, MMM_HISTORY_DIRECTORY and MMM_MONITOR_FILE of the environment.
    static SnapshotSources of_environment();
};

/// At most 3 s, however the cluster and the servers are; some 30 ms when they are well.
class SnapshotReader {
public:
    explicit SnapshotReader(SnapshotSources sources);

    /// Failures are part of the snapshot; why servers cannot be asked is logged when it changes.
    model::ClusterSnapshot read();

private:
    model::ServersSeen ask_servers(const model::ClusterView& view, const model::RoleView& roles);
    std::vector<model::HistoryEntry> read_history(const std::string& resource);
    std::optional<db::Account> read_account();
    void tell_once(const std::string& about, const std::string& what);

    SnapshotSources sources_;
    std::map<std::string, std::string> told_;
};

/// The last snapshot, taken anew when somebody asks and it is older than max_age.
class SnapshotCache {
public:
    SnapshotCache(SnapshotReader reader, std::chrono::seconds max_age);

    /// What was taken at the same moment stays the same object.
    const model::ClusterSnapshot& get();

    /// Changes with each new snapshot.
    [[nodiscard]] unsigned generation() const { return generation_; }

private:
    SnapshotReader reader_;
    std::chrono::seconds max_age_;
    model::ClusterSnapshot snapshot_;
    std::optional<std::chrono::steady_clock::time_point> taken_;
    unsigned generation_ = 0;
};

} // namespace mmm::monitoring
