// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Strings as posix_spawn(3) and execve(2) take them.
#pragma once

#include <string>
#include <vector>

namespace mmm {

/// Pointers to the strings, which must outlive them, and a null pointer at the end.
inline std::vector<char*> argument_pointers(std::vector<std::string>& strings)
{
    std::vector<char*> result;
    result.reserve(strings.size() + 1);
    for (auto& text : strings) {
        result.push_back(text.data());
    }
    result.push_back(nullptr);
    return result;
}

} // namespace mmm
