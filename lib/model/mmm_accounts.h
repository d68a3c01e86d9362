// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The accounts that MMM's files name, with their passwords. Pure.
#pragma once

#include "lib/model/mmm_config.h"

#include <string>
#include <vector>

namespace mmm::model {

/// An account with its password, as the file of passwords has it.
struct MmmAccount {
    std::string user;
    std::string password;
};

/// The agent's account and that of replication. Errors, in words: a password is missing, or hosts
/// have different ones.
struct MmmAccounts {
    std::vector<MmmAccount> accounts;
    std::vector<std::string> errors;
};

MmmAccounts mmm_accounts(const MmmConfig& config);

} // namespace mmm::model
