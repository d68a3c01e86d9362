// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The actions of ocf:mmm:vip and the table that describes the agent.
#pragma once

#include "ocf-agent/runtime/agent.h"

namespace mmm::vip {

ocf::Outcome start(const ocf::Call& call);
ocf::Outcome stop(const ocf::Call& call);
ocf::Outcome monitor(const ocf::Call& call);
ocf::Outcome validate_all(const ocf::Call& call);
/// The parameters that may change at run time are read afresh by whoever needs them.
ocf::Outcome reload(const ocf::Call& call);

const ocf::Agent& agent();

} // namespace mmm::vip
