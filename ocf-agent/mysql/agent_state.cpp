// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/agent_state.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/base/state_file.h"
#include "lib/base/text.h"
#include "ocf-agent/mysql/host_memory.h"

#include <chrono>
#include <string_view>

namespace mmm::mysql {

namespace {

constexpr std::string_view published_prefix = "published.";
constexpr std::string_view wanted_prefix = "wanted.";

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

std::int64_t number(const StateValues& values, const std::string& name)
{
    return parse_number<std::int64_t>(value_of(values, name)).value_or(0);
}

Values values_below(const StateValues& values, std::string_view prefix)
{
    Values found;
    for (const auto& [name, value] : values) {
        if (name.starts_with(prefix)) {
            found[name.substr(prefix.size())] = value;
        }
    }
    return found;
}

void parse_answers(const StateValues& values, AgentState& state)
{
    if (values.contains("ping")) {
        state.ping = AskedPing{value_of(values, "ping") == "1", number(values, "ping_at_ms")};
    }
    if (values.contains("elsewhere")) {
        state.neighbours = AskedNeighbours{
            static_cast<model::Elsewhere>(number(values, "elsewhere")),
            number(values, "elsewhere_at_ms")};
    }
    if (values.contains("order")) {
        state.order = AskedOrder{
            value_of(values, "order_configuration"),
            model::parse_admin_order(value_of(values, "order")),
            number(values, "order_at_ms")};
    }
}

void print_answers(const AgentState& state, StateValues& values)
{
    if (state.ping) {
        values["ping"] = state.ping->answered ? "1" : "0";
        values["ping_at_ms"] = std::to_string(state.ping->at_ms);
    }
    if (state.neighbours) {
        values["elsewhere"] = std::to_string(static_cast<int>(state.neighbours->elsewhere));
        values["elsewhere_at_ms"] = std::to_string(state.neighbours->at_ms);
    }
    if (state.order) {
        values["order_configuration"] = state.order->configuration;
        values["order"] = model::to_text(state.order->order);
        values["order_at_ms"] = std::to_string(state.order->at_ms);
    }
}

} // namespace

AgentState read_agent_state(const std::string& resource)
{
    const auto values = read_state_file(state_path(resource));
    AgentState state;
    state.writer = value_of(values, "writer");
    state.followed = value_of(values, "followed");
    state.followed_address = value_of(values, "followed_address");
    if (auto quarantine = value_of(values, "quarantine"); !quarantine.empty()) {
        state.quarantine = std::move(quarantine);
    }
    state.left_alone = value_of(values, "left_alone");
    state.host = parse_host_memory(values);
    if (state.host.state == model::HostState::unknown) {
        state.host.flaps = read_flap_window(resource);
    }
    parse_answers(values, state);
    state.published_at = number(values, "published_at");
    state.report_check = {
        value_of(values, "report.daemons"),
        number(values, "report.changed_ms"),
        number(values, "report.asked_ms")};
    state.ring_tried_at = number(values, "ring_tried_at");
    state.noticed_at_ms = number(values, "noticed_at_ms");
    if (const auto told = values.find("told_events"); told != values.end()) {
        state.told_events = told->second;
    }
    state.wanted = values_below(values, wanted_prefix);
    state.published = values_below(values, published_prefix);
    return state;
}

namespace {

StateValues values_of(const AgentState& state)
{
    StateValues values;
    values["writer"] = state.writer;
    values["followed"] = state.followed;
    values["followed_address"] = state.followed_address;
    values["quarantine"] = state.quarantine.value_or("");
    values["left_alone"] = state.left_alone;
    print_host_memory(state.host, values);
    print_answers(state, values);
    values["published_at"] = std::to_string(state.published_at);
    values["report.daemons"] = state.report_check.daemons;
    values["report.changed_ms"] = std::to_string(state.report_check.changed_ms);
    values["report.asked_ms"] = std::to_string(state.report_check.asked_ms);
    values["ring_tried_at"] = std::to_string(state.ring_tried_at);
    values["noticed_at_ms"] = std::to_string(state.noticed_at_ms);
    if (state.told_events) {
        values["told_events"] = *state.told_events;
    }
    for (const auto& [name, value] : state.wanted) {
        values[cat(wanted_prefix, name)] = value;
    }
    for (const auto& [name, value] : state.published) {
        values[cat(published_prefix, name)] = value;
    }
    return values;
}

void log_failure(const Result<>& done)
{
    if (!done) {
        log::warning(done.error().message);
    }
}

} // namespace

void update_agent_state(const std::string& resource, const std::function<void(AgentState&)>& change)
{
    const auto lock =
        FileLock::take(run_file(resource, ".state-lock"), Deadline::after(state_lock_budget));
    auto state = read_agent_state(resource);
    const auto before = values_of(state);
    const auto window = state.host.flaps;
    change(state);
    const auto values = values_of(state);
    if (values == before) {
        return; // most looks find nothing new
    }
    if (!lock) {
        log::warning(lock.error().message);
        return;
    }
    if (state.host.flaps != window) {
        log_failure(write_flap_window(resource, state.host.flaps));
    }
    log_failure(write_state_file(state_path(resource), values));
}

Result<FileLock> lock_replication(const std::string& resource, Deadline deadline)
{
    return FileLock::take(run_file(resource, ".replication-lock"), deadline);
}

Result<FileLock> lock_publication(const std::string& resource, Deadline deadline)
{
    return FileLock::take(run_file(resource, ".publication-lock"), deadline);
}

} // namespace mmm::mysql
