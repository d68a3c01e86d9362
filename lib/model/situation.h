// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What the parts of an explanation look at, and where they put their findings. Pure.
#pragma once

#include "lib/model/explanation.h"

#include <string>
#include <string_view>
#include <vector>

namespace mmm::model {

struct Situation {
    const ClusterView& view;
    const RoleView& roles;
    std::string_view host; ///< the one that was asked about; empty: all
    LocalTime local_time;
    std::vector<Finding> findings = {};

    void add(std::string_view subject, std::string cause, std::string next = {})
    {
        findings.push_back({std::string(subject), std::move(cause), std::move(next)});
    }

    [[nodiscard]] bool is_wanted(std::string_view name) const
    {
        return host.empty() || host == name;
    }

    /// A property of the cluster; empty when it is not set.
    [[nodiscard]] std::string property(std::string_view name) const
    {
        return value_of(view.configuration.properties, name);
    }

    /// The database as it is configured; null when it is not any more.
    [[nodiscard]] const ResourceDefinition* database() const;

    /// ": start failed on M1: REASON" of the newest failure of a resource on a host (empty: any),
    /// or nothing.
    [[nodiscard]] std::string why_failed(std::string_view resource, std::string_view name) const;
};

/// Quorum, fencing, maintenance: what keeps the cluster as a whole from acting.
void explain_cluster(Situation& at);

/// Which hosts have no reader address, and why.
void explain_readers(Situation& at);

} // namespace mmm::model
