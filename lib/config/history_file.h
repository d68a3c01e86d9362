// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Where a node keeps the history of writer moves: a text file below /var/lib, which outlasts
// reboots and is there without a cluster.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/result.h"
#include "lib/model/move_history.h"

#include <string>
#include <vector>

namespace mmm::config {

/// How many lines a history keeps.
constexpr std::size_t history_limit = 1000;

/// The history of one database resource: "/var/lib/mmm-ha/mysql-RESOURCE.history".
class HistoryFile {
public:
    /// Another directory than /var/lib/mmm-ha is for tests.
    explicit HistoryFile(
        const std::string& resource, const std::string& directory = "/var/lib/mmm-ha");

    [[nodiscard]] const std::string& path() const { return path_; }

    /// Adds the entry under a lock, replacing the file at once and durably (rename, fsync). A move
    /// of the same number is one entry. Readable by everybody. Errors: timeout while another
    /// process holds the lock, no_permission, internal.
    [[nodiscard]] Result<> append(const model::HistoryEntry& entry, Deadline deadline) const;

    /// Oldest first; empty when there is no file. Errors: no_permission, internal.
    [[nodiscard]] Result<std::vector<model::HistoryEntry>> read() const;

private:
    std::string path_;
};

/// The resources that have a history here, in byte order.
std::vector<std::string> resources_with_history(const std::string& directory = "/var/lib/mmm-ha");

} // namespace mmm::config
