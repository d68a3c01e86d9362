// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/agent_state.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/base/state_file.h"
#include "lib/base/text.h"

#include <chrono>
#include <string_view>

namespace mmm::mysql {

namespace {

constexpr std::string_view failing_prefix = "failing.";
constexpr std::string_view published_prefix = "published.";

/// Nobody holds the state for longer than it takes to read and write a small file.
constexpr std::chrono::milliseconds state_lock_budget{500};

std::string run_file(const std::string& resource, std::string_view suffix)
{
    return cat("/run/mmm-ha/mysql-", resource, suffix);
}

std::string state_path(const std::string& resource)
{
    return run_file(resource, ".state");
}

std::string value_of(const StateValues& values, const std::string& name)
{
    const auto found = values.find(name);
    return found == values.end() ? "" : found->second;
}

} // namespace

AgentState read_agent_state(const std::string& resource)
{
    const auto values = read_state_file(state_path(resource));
    AgentState state;
    state.writer = value_of(values, "writer");
    state.followed = value_of(values, "followed");
    if (auto quarantine = value_of(values, "quarantine"); !quarantine.empty()) {
        state.quarantine = std::move(quarantine);
    }
    state.left_alone = value_of(values, "left_alone");
    state.checks = model::parse_checks(value_of(values, "checks"));
    state.published_at = parse_number<std::int64_t>(value_of(values, "published_at")).value_or(0);
    state.ring_tried_at = parse_number<std::int64_t>(value_of(values, "ring_tried_at")).value_or(0);
    state.noticed_at_ms = parse_number<std::int64_t>(value_of(values, "noticed_at_ms")).value_or(0);
    if (const auto told = values.find("told_events"); told != values.end()) {
        state.told_events = told->second;
    }
    for (const auto& [name, value] : values) {
        if (name.starts_with(failing_prefix)) {
            state.failing_since[name.substr(failing_prefix.size())] =
                parse_number<std::int64_t>(value).value_or(0);
        } else if (name.starts_with(published_prefix)) {
            state.published[name.substr(published_prefix.size())] = value;
        }
    }
    return state;
}

namespace {

StateValues values_of(const AgentState& state)
{
    StateValues values;
    values["writer"] = state.writer;
    values["followed"] = state.followed;
    values["quarantine"] = state.quarantine.value_or("");
    values["left_alone"] = state.left_alone;
    values["checks"] = model::encode_checks(state.checks);
    values["published_at"] = std::to_string(state.published_at);
    values["ring_tried_at"] = std::to_string(state.ring_tried_at);
    values["noticed_at_ms"] = std::to_string(state.noticed_at_ms);
    if (state.told_events) {
        values["told_events"] = *state.told_events;
    }
    for (const auto& [name, since] : state.failing_since) {
        values[cat(failing_prefix, name)] = std::to_string(since);
    }
    for (const auto& [name, value] : state.published) {
        values[cat(published_prefix, name)] = value;
    }
    return values;
}

} // namespace

void update_agent_state(const std::string& resource, const std::function<void(AgentState&)>& change)
{
    const auto lock =
        FileLock::take(run_file(resource, ".state-lock"), Deadline::after(state_lock_budget));
    auto state = read_agent_state(resource);
    const auto before = values_of(state);
    change(state);
    const auto values = values_of(state);
    if (values == before) {
        return; // most monitors find nothing new
    }
    auto written = lock ? write_state_file(state_path(resource), values) : Result<>(lock.error());
    if (!written) {
        log::warning(written.error().message);
    }
}

Result<FileLock> lock_replication(const std::string& resource, Deadline deadline)
{
    return FileLock::take(run_file(resource, ".replication-lock"), deadline);
}

} // namespace mmm::mysql
