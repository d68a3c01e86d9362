// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Whether the cluster still knows what this host reported. It forgets that when one of its daemons
// ends: a host's transient attributes go with its controller, and with its attribute daemon.
#pragma once

#include "ocf-agent/runtime/agent.h"

namespace mmm::mysql {

/// To be called by each monitor that the cluster runs. Asks the cluster, for a while after its
/// daemons have changed and otherwise once a minute; when it has forgotten, the next publish()
/// writes everything.
void check_report(const ocf::Call& call);

} // namespace mmm::mysql
