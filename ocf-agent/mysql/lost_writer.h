// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A writer that the cluster lost and, without fencing, did not end: it may still be open.
#pragma once

#include "lib/base/result.h"
#include "ocf-agent/mysql/settings.h"
#include "ocf-agent/runtime/agent.h"

#include <optional>
#include <string>

namespace mmm::mysql {

/// Waits until that writer's lease must have ended, or it says that it is closed. Returns at once
/// when the cluster fences, or knows what became of the writer. Gives its name when it answers: it
/// can be asked what it holds. Errors: timeout, refused when it goes on being open.
Result<std::optional<std::string>>
outlast_lost_writer(const ocf::Call& call, const Settings& settings);

} // namespace mmm::mysql
