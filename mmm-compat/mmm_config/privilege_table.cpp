// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_config/privilege_table.h"

#include "lib/base/cat.h"
#include "lib/model/privileges.h"

#include <algorithm>
#include <vector>

namespace mmm::config_tool {

namespace {

using model::Privilege;
using model::ServerFamily;
using model::ServerSeries;

std::vector<ServerSeries> series_of(ServerFamily family)
{
    std::vector<ServerSeries> list;
    for (const auto& series : model::named_series()) {
        if (series.family == family) {
            list.push_back(series);
        }
    }
    return list;
}

bool needs(const ServerSeries& series, const std::string& privilege)
{
    const auto needed = model::agent_privileges(series);
    return std::ranges::find(needed, privilege, &Privilege::to_text) != needed.end();
}

std::string table(ServerFamily family, std::string_view heading)
{
    const auto columns = series_of(family);
    std::string text = cat("| ", heading, " | for |");
    std::string rule = "|---|---|";
    for (const auto& series : columns) {
        text += cat(" ", series.major, ".", series.minor, " |");
        rule += "---|";
    }
    text += cat("\n", rule, "\n");
    std::vector<std::string> told;
    for (const auto& some : columns) {
        for (const auto& privilege : model::agent_privileges(some)) {
            const auto name = privilege.to_text();
            if (std::ranges::find(told, name) != told.end()) {
                continue;
            }
            told.push_back(name);
            text += cat("| ", name, " | ", privilege.why, " |");
            for (const auto& series : columns) {
                text += needs(series, name) ? " yes |" : " |";
            }
            text += "\n";
        }
    }
    return text;
}

} // namespace

std::string privilege_tables()
{
    return cat(table(ServerFamily::mysql, "MySQL"), "\n", table(ServerFamily::mariadb, "MariaDB"));
}

} // namespace mmm::config_tool
