// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Whether a host is gone, from what several looks at it found. Pure: this decision is what lets
// the cluster open another writer.
#pragma once

#include <string>
#include <vector>

namespace mmm::fence {

enum class Finding {
    answers, ///< the host is still there
    silent,  ///< no answer, or the status program says that it is off
    unknown  ///< the look itself failed
};

struct Evidence {
    std::string way; ///< "ping", "port 3306", ...
    Finding finding = Finding::unknown;
    std::string detail; ///< why it is unknown
};

/// What one look at a host and its surroundings found.
struct Look {
    std::vector<Evidence> host = {};
    /// Whether some witness answered; silent when none did; no entry when none is configured.
    std::vector<Evidence> witnesses = {};
    /// The status program is among the ways: its word does not depend on this host's network.
    bool by_status = false;
    /// The host did not answer before anything was done either.
    bool was_silent_before = false;
};

enum class Power { on, off, unknown };

struct Verdict {
    Power power = Power::unknown;
    std::string reason; ///< one clause: "port 3306 still answers"
};

/// One answer is enough for on. Off needs silence in every way. Where silence alone is the
/// evidence, something must show that it is the host's and not that of this host's own network: an
/// answer of a witness, or, without one configured, that the host had answered before.
Verdict judge(const Look& look);

} // namespace mmm::fence
