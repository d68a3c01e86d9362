// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The parameter table of an agent, and the values of one call read through it.
#pragma once

#include "lib/base/result.h"
#include "ocf-agent/runtime/environment.h"

#include <climits>

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mmm::ocf {

enum class ParameterType { string, integer, boolean };

struct Parameter {
    std::string_view name;
    ParameterType type = ParameterType::string;
    std::string_view default_value = {};
    std::string_view shortdesc;
    std::string_view longdesc;
    bool required = false;
    /// A change takes effect through reload-agent, without a restart.
    bool reloadable = false;
    /// Values of one group must differ between resources (OCF 1.1 unique-group).
    std::string_view unique_group = {};
    /// Limits of an integer, inclusive.
    std::int64_t lowest = 0;
    std::int64_t highest = INT_MAX;
};

/// One call's values. Asking for a name that is not in the table is a programming error.
class Parameters {
public:
    /// Reads OCF_RESKEY_<name> of each table row. An empty value counts as not given. Wrong values
    /// are listed in errors() and replaced by the default.
    static Parameters read(std::span<const Parameter> table, const Variables& variables);

    [[nodiscard]] const std::string& text(std::string_view name) const;
    [[nodiscard]] std::int64_t number(std::string_view name) const;
    [[nodiscard]] bool boolean(std::string_view name) const;
    /// Words between blanks.
    [[nodiscard]] std::vector<std::string> words(std::string_view name) const;
    /// The user set it (as opposed to the default standing in).
    [[nodiscard]] bool given(std::string_view name) const;

    [[nodiscard]] const std::vector<Error>& errors() const { return errors_; }

private:
    struct Value {
        std::string text;
        bool given = false;
    };

    [[nodiscard]] const Value& find(std::string_view name) const;

    std::map<std::string, Value, std::less<>> values_;
    std::vector<Error> errors_;
};

/// The error for a value no host could use: `parameter <name>="<value>": <why>; <remedy>`.
Error bad_parameter(
    std::string_view name, std::string_view value, std::string_view why, std::string_view remedy);

/// The same for a value that is unusable on this host only.
Error bad_on_this_host(
    std::string_view name, std::string_view value, std::string_view why, std::string_view remedy);

} // namespace mmm::ocf
