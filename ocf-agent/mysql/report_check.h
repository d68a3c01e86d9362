// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Whether the cluster still knows what this host reported. It forgets that when one of its daemons
// ends: a host's transient attributes go with its controller, and with its attribute daemon.
#pragma once

#include "ocf-agent/runtime/agent.h"

namespace mmm::mysql {

/// To be called by each monitor that the cluster runs, when it has told what is new. Asks the
/// cluster, for a while after its daemons have changed and otherwise once a minute, but not during
/// a move; when it has forgotten, the next publish() writes everything.
void check_report(const ocf::Call& call);

/// The same at once, for a probe that finds the writer: so begins a daemon that was started anew,
/// and without the writer's score the cluster would move it.
void check_report_of_writer(const ocf::Call& call);

} // namespace mmm::mysql
