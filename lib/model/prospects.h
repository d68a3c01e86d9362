// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Whether each host could become the writer, and if not, why. Pure.
#pragma once

#include "lib/model/explanation.h"

#include <optional>
#include <string>
#include <string_view>

namespace mmm::model {

/// Whether the cluster would promote a host if there were no writer.
struct Prospect {
    bool possible = false;
    int score = 0;
    std::string cause; ///< after the name of the host: "is in standby"
    std::string next;
};

Prospect judge_prospect(
    const ClusterView& view, const RoleView& roles, const Host& host, LocalTime local_time);

/// The last failed promotion of the host that the cluster remembers.
const FailedAction*
find_refused_promotion(const ClusterStatus& status, const RoleView& roles, std::string_view host);

/// The reason of a failure. Pacemaker keeps 128 bytes of what an agent said: of a longer one this
/// tells where the rest is.
std::string told_reason(const FailedAction& failure);

/// Seconds of an interval as Pacemaker reads it: "5s", "2min", "PT5S"; nothing for anything else.
std::optional<std::int64_t> parse_interval(std::string_view text);

} // namespace mmm::model
