// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Waiting for several things at the same time.
#pragma once

#include <thread>
#include <vector>

namespace mmm {

/// Calls `visit` for each element in a thread of its own and returns when all are done: for calls
/// that mostly wait, for other hosts or for a tool.
template<typename Element, typename Visit>
void for_each_at_once(std::vector<Element>& elements, const Visit& visit)
{
    if (elements.size() == 1) {
        visit(elements.front());
        return;
    }
    std::vector<std::jthread> threads;
    threads.reserve(elements.size());
    for (auto& element : elements) {
        threads.emplace_back([&visit, &element] { visit(element); });
    }
}

} // namespace mmm
