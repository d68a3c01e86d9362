// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What fence_mmm says of itself: to the cluster (FenceAgentAPI, action metadata) and to a human.
#pragma once

#include <string>

namespace mmm::fence {

std::string metadata_xml();
std::string help_text();

} // namespace mmm::fence
