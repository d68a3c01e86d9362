// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The file of passwords, out of those in MMM's files.
#pragma once

#include "lib/base/result.h"
#include "lib/model/mmm_accounts.h"

#include <string>
#include <vector>

namespace mmm::config_tool {

/// A MySQL option file with a group for each account.
std::string credentials_text(const std::vector<model::MmmAccount>& accounts);

/// Replaces the file at once; only its owner may read it. Its directory is made when missing.
Result<> write_credentials(const std::string& path, const std::string& text);

} // namespace mmm::config_tool
