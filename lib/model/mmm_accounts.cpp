// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/mmm_accounts.h"

#include "lib/base/cat.h"

#include <optional>

namespace mmm::model {

MmmAccounts mmm_accounts(const MmmConfig& config)
{
    MmmAccounts found;
    for (const auto* kind : {"agent", "replication"}) {
        const auto user = cat(kind, "_user");
        const auto password = cat(kind, "_password");
        std::optional<MmmAccount> account;
        for (const auto& host : config.hosts) {
            if (!host.given(user) || !host.given(password)) {
                found.errors.push_back(
                    cat("host \"", host.name(), "\" has no ", user, " or no ", password));
            } else if (
                account &&
                (account->user != host.text(user) || account->password != host.text(password))) {
                found.errors.push_back(
                    cat("host \"",
                        host.name(),
                        "\" has another ",
                        user,
                        " or ",
                        password,
                        " than the hosts before it; here they are the same on all"));
            } else {
                account = MmmAccount{host.text(user), host.text(password)};
            }
        }
        const bool known =
            account && !found.accounts.empty() && found.accounts.front().user == account->user;
        if (known && found.accounts.front().password != account->password) {
            found.errors.push_back(
                cat("the account \"", account->user, "\" has two different passwords"));
        } else if (account && !known) {
            found.accounts.push_back(*account);
        }
    }
    return found;
}

} // namespace mmm::model
