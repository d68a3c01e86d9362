// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/grants.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <algorithm>
#include <utility>

namespace mmm::db {

std::vector<std::string> parse_privileges(const Rows& grants, std::string_view column)
{
    constexpr std::string_view grant_word = "GRANT ";
    std::vector<std::string> privileges;
    for (std::size_t row = 0; row < grants.size(); ++row) {
        const auto grant = grants.text(row, column);
        const auto on = grant.find(" ON ");
        const auto to = grant.find(" TO ", on);
        if (!grant.starts_with(grant_word) || to == std::string::npos) {
            continue; // a role
        }
        auto scope = grant.substr(on, to - on);
        std::erase(scope, '`');
        const auto list = grant.substr(grant_word.size(), on - grant_word.size());
        for (const auto& privilege : split(list, ",")) {
            privileges.push_back(cat(trim(privilege), scope == " ON *.*" ? "" : scope));
        }
    }
    return privileges;
}

Result<std::vector<std::string>> read_privileges(Connection& connection)
{
    auto who = connection.query("SELECT CONCAT('Grants for ', CURRENT_USER()) AS heading");
    auto grants = connection.query("SHOW GRANTS");
    if (!who || !grants) {
        return (who ? std::move(grants).error() : std::move(who).error())
            .during("reading the account's privileges");
    }
    return parse_privileges(*grants, who->text(0, "heading"));
}

} // namespace mmm::db
