// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What "show --json" and "checks --json" print, for programs: on one line.
#pragma once

#include "lib/model/role_view.h"

#include <string>
#include <string_view>

namespace mmm::control {

std::string show_json(const model::RoleView& view);

/// Both may be "all", and must be known.
std::string checks_json(const model::RoleView& view, std::string_view host, std::string_view check);

} // namespace mmm::control
