// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/runtime/parameters.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <cstdlib>

namespace mmm::ocf {

namespace {

std::optional<Error> check_value(const Parameter& parameter, const std::string& value)
{
    switch (parameter.type) {
    case ParameterType::string:
        return std::nullopt;
    case ParameterType::boolean:
        if (parse_boolean(value)) {
            return std::nullopt;
        }
        return bad_parameter(parameter.name, value, "not a boolean", "use true or false");
    case ParameterType::integer: {
        const auto number = parse_number<std::int64_t>(value);
        if (number && *number >= parameter.lowest && *number <= parameter.highest) {
            return std::nullopt;
        }
        return bad_parameter(
            parameter.name,
            value,
            "not a number in range",
            cat("use a whole number from ", parameter.lowest, " to ", parameter.highest));
    }
    }
    return std::nullopt;
}

} // namespace

Parameters Parameters::read(std::span<const Parameter> table, const Variables& variables)
{
    Parameters result;
    for (const auto& parameter : table) {
        auto value = variables(cat("OCF_RESKEY_", parameter.name)).value_or("");
        bool given = !trim(value).empty();
        if (given) {
            if (auto wrong = check_value(parameter, value)) {
                result.errors_.push_back(std::move(*wrong));
                given = false;
            }
        } else if (parameter.required) {
            result.errors_.push_back(
                bad_parameter(parameter.name, "", "required, but not set", "set it"));
        }
        result.values_[std::string(parameter.name)] =
            Value{given ? value : std::string(parameter.default_value), given};
    }
    return result;
}

const Parameters::Value& Parameters::find(std::string_view name) const
{
    const auto found = values_.find(name);
    if (found == values_.end()) {
        std::abort(); // not in the table: a dead agent is a failed action, a guessing one is worse
    }
    return found->second;
}

const std::string& Parameters::text(std::string_view name) const
{
    return find(name).text;
}

std::int64_t Parameters::number(std::string_view name) const
{
    return parse_number<std::int64_t>(find(name).text).value_or(0);
}

bool Parameters::boolean(std::string_view name) const
{
    return parse_boolean(find(name).text).value_or(false);
}

std::vector<std::string> Parameters::words(std::string_view name) const
{
    return split(find(name).text);
}

bool Parameters::given(std::string_view name) const
{
    return find(name).given;
}

namespace {

Error parameter_error(
    Errc code, std::string_view name, std::string_view value, std::string_view why_and_remedy)
{
    return Error{code, cat("parameter ", name, "=\"", value, "\": ", why_and_remedy)};
}

} // namespace

Error bad_parameter(
    std::string_view name, std::string_view value, std::string_view why, std::string_view remedy)
{
    return parameter_error(Errc::bad_parameter, name, value, cat(why, "; ", remedy));
}

Error bad_on_this_host(
    std::string_view name, std::string_view value, std::string_view why, std::string_view remedy)
{
    return parameter_error(Errc::bad_on_this_host, name, value, cat(why, "; ", remedy));
}

} // namespace mmm::ocf
