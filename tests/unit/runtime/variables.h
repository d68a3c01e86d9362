// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// An environment that holds just what a test puts into it.
#pragma once

#include "ocf-agent/runtime/environment.h"

#include <map>
#include <string>

namespace mmm::ocf {

inline Variables variables_of(std::map<std::string, std::string> values)
{
    return [values = std::move(values)](std::string_view name) -> std::optional<std::string> {
        const auto found = values.find(std::string(name));
        return found == values.end() ? std::nullopt : std::optional<std::string>(found->second);
    };
}

/// The same for Pacemaker's meta attributes: "timeout" stands for OCF_RESKEY_CRM_meta_timeout.
inline Variables meta_of(const std::map<std::string, std::string>& values)
{
    std::map<std::string, std::string> prefixed;
    for (const auto& [name, value] : values) {
        prefixed["OCF_RESKEY_CRM_meta_" + name] = value;
    }
    return variables_of(std::move(prefixed));
}

} // namespace mmm::ocf
