// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of one answer of a server. Plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mmm::db {

/// Columns are found by name, so that servers may add some.
class Rows {
public:
    using Row = std::vector<std::optional<std::string>>;

    Rows() = default;

    /// Each row has a value, or nothing for SQL NULL, for each column.
    Rows(std::vector<std::string> columns, std::vector<Row> rows)
        : columns_(std::move(columns))
        , rows_(std::move(rows))
    {
    }

    [[nodiscard]] std::size_t size() const { return rows_.size(); }

    [[nodiscard]] bool empty() const { return rows_.empty(); }

    /// The value; nothing for SQL NULL, and for a column or a row this server did not send.
    [[nodiscard]] std::optional<std::string> value(std::size_t row, std::string_view column) const;

    /// The value, with NULL and a missing column read as an empty text.
    [[nodiscard]] std::string text(std::size_t row, std::string_view column) const;

private:
    std::vector<std::string> columns_;
    std::vector<Row> rows_;
};

} // namespace mmm::db
