// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/runtime/environment.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <climits>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace mmm::ocf {

namespace {

std::string host_name()
{
    std::array<char, HOST_NAME_MAX + 1> buffer{};
    ::gethostname(buffer.data(), buffer.size() - 1);
    return buffer.data();
}

class MetaReader {
public:
    explicit MetaReader(const Variables& variables)
        : variables_(variables)
    {
    }

    [[nodiscard]] std::optional<std::string> value(std::string_view name) const
    {
        return variables_(cat("OCF_RESKEY_CRM_meta_", name));
    }

    [[nodiscard]] std::string text(std::string_view name) const { return value(name).value_or(""); }

    template<typename Number>
    [[nodiscard]] std::optional<Number> number(std::string_view name) const
    {
        const auto found = value(name);
        return found ? parse_number<Number>(*found) : std::nullopt;
    }

    [[nodiscard]] bool boolean(std::string_view name) const
    {
        return parse_boolean(text(name)).value_or(false);
    }

    [[nodiscard]] std::vector<std::string> nodes(std::string_view list) const
    {
        return split(text(cat("notify_", list, "_uname")));
    }

private:
    const Variables& variables_;
};

/// A list under its name of Pacemaker 2.1, or under its older one.
std::vector<std::string>
either(const MetaReader& meta, std::string_view name, std::string_view old_name)
{
    auto nodes = meta.nodes(name);
    return nodes.empty() ? meta.nodes(old_name) : nodes;
}

NotifyLists read_lists(const MetaReader& meta)
{
    NotifyLists lists;
    lists.present = meta.value("notify_active_uname").has_value();
    lists.all = meta.nodes("all");
    lists.active = meta.nodes("active");
    lists.promoted = either(meta, "promoted", "master");
    lists.unpromoted = either(meta, "unpromoted", "slave");
    lists.start = meta.nodes("start");
    lists.stop = meta.nodes("stop");
    lists.promote = meta.nodes("promote");
    lists.demote = meta.nodes("demote");
    return lists;
}

/// Pacemaker does not export the meta attribute "promotable"; a positive promoted-max says it.
bool is_promotable(const MetaReader& meta)
{
    return meta.boolean("promotable") || meta.number<int>("promoted_max").value_or(0) > 0 ||
           meta.number<int>("master_max").value_or(0) > 0;
}

std::string without_instance_number(const std::string& resource)
{
    return resource.substr(0, resource.find(':'));
}

} // namespace

Variables process_variables()
{
    return [](std::string_view name) -> std::optional<std::string> {
        const char* value = std::getenv(std::string(name).c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
    };
}

std::optional<std::string> Environment::coming_promoted() const
{
    if (!lists.promote.empty()) {
        return lists.promote.front();
    }
    for (const auto& candidate : lists.promoted) {
        const auto is = [&](const std::string& other) { return other == candidate; };
        if (std::ranges::none_of(lists.demote, is) && std::ranges::none_of(lists.stop, is)) {
            return candidate;
        }
    }
    return std::nullopt;
}

Environment read_environment(std::string_view action, const Variables& variables)
{
    const MetaReader meta(variables);
    Environment result;
    result.action = action;
    result.resource =
        without_instance_number(variables("OCF_RESOURCE_INSTANCE").value_or("default"));
    result.node = meta.value("on_node").value_or(host_name());
    result.timeout = std::chrono::milliseconds(meta.number<long>("timeout").value_or(20000));
    result.interval = std::chrono::milliseconds(meta.number<long>("interval").value_or(0));
    result.check_level = parse_number<int>(variables("OCF_CHECK_LEVEL").value_or("0")).value_or(0);
    result.clone_number = meta.number<int>("clone");
    result.promotable = is_promotable(meta);
    result.notify_enabled = meta.boolean("notify");
    result.globally_unique = meta.boolean("globally_unique");
    result.role = meta.text("role");
    result.notify_type = meta.text("notify_type");
    result.notify_operation = meta.text("notify_operation");
    result.lists = read_lists(meta);
    return result;
}

} // namespace mmm::ocf
