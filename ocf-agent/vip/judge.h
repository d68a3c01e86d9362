// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What a monitor says about an instance. Pure.
#pragma once

#include "ocf-agent/vip/network_view.h"
#include "ocf-agent/vip/settings.h"

#include <string>

namespace mmm::vip {

struct Verdict {
    enum class State {
        absent, ///< none of the addresses is on this host
        served, ///< all are where they belong, on links that work
        faulty  ///< this host has at least one, and something is wrong
    };

    State state = State::absent;
    /// Empty when served.
    std::string reason;
};

Verdict judge(const Settings& settings, const NetworkView& view);

} // namespace mmm::vip
