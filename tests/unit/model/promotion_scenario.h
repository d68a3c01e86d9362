// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A situation in which a host shall become the writer, and what it then does.
#pragma once

#include "tests/unit/model/host_builder.h"

#include <ostream>
#include <string>
#include <vector>

namespace mmm::model {

struct PromotionScenario {
    std::string name;
    HostFacts self;
    std::vector<HostFacts> peers;
    std::string expected;
};

inline void PrintTo(const PromotionScenario& scenario, std::ostream* out)
{
    *out << scenario.name;
}

/// The old writer m1 in most scenarios.
inline HostFacts dead_m1()
{
    return Host("m1").silent("connection refused");
}

} // namespace mmm::model
