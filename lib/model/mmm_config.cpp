// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/mmm_config.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <algorithm>
#include <array>

namespace mmm::model {

namespace {

constexpr std::array check_names{"ping", "mysql", "rep_threads", "rep_backlog"};
constexpr std::string_view template_name = "default";

const MmmValues* find(const std::vector<MmmValues>& list, std::string_view name)
{
    const auto found = std::ranges::find(list, name, &MmmValues::name);
    return found == list.end() ? nullptr : &*found;
}

/// The section that an assignment belongs to; a named one comes into being with its first line.
MmmValues& section_of(MmmConfig& config, const MmmAssignment& assignment)
{
    std::vector<MmmValues>* list = nullptr;
    switch (assignment.section) {
    case MmmSection::top:
        return config.top;
    case MmmSection::monitor:
        return config.monitor;
    case MmmSection::socket:
        return config.socket;
    case MmmSection::host:
        list = &config.hosts;
        break;
    case MmmSection::role:
        list = &config.roles;
        break;
    case MmmSection::check:
        list = &config.checks;
        break;
    case MmmSection::copy_method:
        list = &config.copy_methods;
        break;
    }
    const auto found = std::ranges::find(*list, assignment.section_name, &MmmValues::name);
    return found != list->end() ? *found
                                : list->emplace_back(assignment.section, assignment.section_name);
}

/// "<host default>" completes the other hosts, wherever it stands, and is none itself.
void apply_template(std::vector<MmmValues>& list)
{
    const auto found = std::ranges::find(list, template_name, &MmmValues::name);
    if (found == list.end()) {
        return;
    }
    const auto defaults = *found;
    list.erase(found);
    for (auto& values : list) {
        values.complete_from(defaults);
    }
}

} // namespace

std::string MmmValues::text(std::string_view directive) const
{
    const auto found = given_.find(directive);
    if (found != given_.end()) {
        return found->second;
    }
    const auto* row = find_mmm_directive(section_, directive);
    return row == nullptr ? std::string{} : std::string(row->default_value);
}

std::int64_t MmmValues::number(std::string_view directive) const
{
    return parse_number<std::int64_t>(text(directive)).value_or(0);
}

bool MmmValues::flag(std::string_view directive) const
{
    return parse_boolean(text(directive)).value_or(false);
}

std::vector<std::string> MmmValues::list(std::string_view directive) const
{
    std::vector<std::string> items;
    for (const auto& item : split(text(directive), ",")) {
        if (const auto word = trim(item); !word.empty()) {
            items.emplace_back(word);
        }
    }
    return items;
}

bool MmmValues::given(std::string_view directive) const
{
    return given_.contains(directive);
}

void MmmValues::set(const std::string& directive, std::string value)
{
    given_[directive] = std::move(value);
}

void MmmValues::complete_from(const MmmValues& defaults)
{
    for (const auto& [directive, value] : defaults.given_) {
        given_.try_emplace(directive, value);
    }
}

const MmmValues* MmmConfig::host(std::string_view name) const
{
    return find(hosts, name);
}

const MmmValues* MmmConfig::role(std::string_view name) const
{
    return find(roles, name);
}

const MmmValues& MmmConfig::check(std::string_view name) const
{
    return *find(checks, name);
}

MmmConfig mmm_config_of(const MmmAssignments& assignments)
{
    MmmConfig config;
    for (const auto& assignment : assignments) {
        auto& section = section_of(config, assignment);
        if (!assignment.directive.empty()) {
            section.set(assignment.directive, assignment.value);
        }
    }
    for (const auto* name : check_names) {
        if (find(config.checks, name) == nullptr) {
            config.checks.emplace_back(MmmSection::check, name);
        }
    }
    apply_template(config.hosts);
    apply_template(config.checks);
    apply_template(config.copy_methods);
    return config;
}

} // namespace mmm::model
