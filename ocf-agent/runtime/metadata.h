// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What an agent tells the cluster and its tools of itself.
#pragma once

#include "ocf-agent/runtime/agent.h"

#include <string>
#include <string_view>

namespace mmm::ocf {

/// The OCF 1.1 metadata of an agent as XML.
std::string metadata_xml(const Agent& agent, std::string_view version);

} // namespace mmm::ocf
