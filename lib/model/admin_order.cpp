// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/admin_order.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

namespace mmm::model {

namespace {

constexpr std::string_view offline_word = "offline";
constexpr std::string_view online_word = "online-";

} // namespace

std::string admin_attribute(std::string_view resource)
{
    return cat("mmm-admin-", resource);
}

std::string to_text(const AdminOrder& order)
{
    switch (order.kind) {
    case AdminOrder::Kind::none:
        return {};
    case AdminOrder::Kind::offline:
        return std::string(offline_word);
    case AdminOrder::Kind::online:
        return cat(online_word, order.since);
    }
    return {};
}

AdminOrder parse_admin_order(std::string_view text)
{
    if (text == offline_word) {
        return {AdminOrder::Kind::offline, 0};
    }
    if (text.starts_with(online_word)) {
        const auto since = parse_number<std::int64_t>(text.substr(online_word.size()));
        return since ? AdminOrder{AdminOrder::Kind::online, *since} : AdminOrder{};
    }
    return {};
}

} // namespace mmm::model
