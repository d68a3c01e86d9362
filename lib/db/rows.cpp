// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/rows.h"

#include <algorithm>

namespace mmm::db {

std::optional<std::string> Rows::value(std::size_t row, std::string_view column) const
{
    const auto found = std::ranges::find(columns_, column);
    if (found == columns_.end() || row >= rows_.size()) {
        return std::nullopt;
    }
    return rows_.at(row).at(static_cast<std::size_t>(found - columns_.begin()));
}

std::string Rows::text(std::size_t row, std::string_view column) const
{
    return value(row, column).value_or("");
}

} // namespace mmm::db
