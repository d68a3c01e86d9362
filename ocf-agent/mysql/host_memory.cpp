// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/host_memory.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <string_view>

namespace mmm::mysql {

namespace {

constexpr std::string_view failing_prefix = "failing.";

std::string value_of(const StateValues& values, const std::string& name)
{
    const auto found = values.find(name);
    return found == values.end() ? "" : found->second;
}

std::optional<std::int64_t> maybe_number(const StateValues& values, const std::string& name)
{
    return parse_number<std::int64_t>(value_of(values, name));
}

std::int64_t number(const StateValues& values, const std::string& name)
{
    return maybe_number(values, name).value_or(0);
}

void print_optional(
    StateValues& values, const std::string& name, const std::optional<std::int64_t>& value)
{
    if (value) {
        values[name] = std::to_string(*value);
    }
}

void print_window(const model::FlapWindow& window, StateValues& values)
{
    values["flaps.opened"] = std::to_string(window.opened);
    values["flaps.drops"] = std::to_string(window.drops);
    values["flaps.flapping"] = window.flapping ? "1" : "0";
    values["flaps.online"] = window.online ? "1" : "0";
}

model::FlapWindow parse_window(const StateValues& values)
{
    return {
        number(values, "flaps.opened"),
        number(values, "flaps.drops"),
        number(values, "flaps.flapping") != 0,
        number(values, "flaps.online") != 0};
}

std::string flap_path(const std::string& resource)
{
    return cat("/var/lib/mmm-ha/mysql-", resource, ".flaps");
}

} // namespace

void print_host_memory(const model::HostMemory& memory, StateValues& values)
{
    values["state"] = model::to_text(memory.state);
    values["since"] = std::to_string(memory.since);
    values["entered_ms"] = std::to_string(memory.entered_ms);
    print_optional(values, "left_online_ms", memory.left_online_ms);
    print_optional(values, "waiting_since_ms", memory.waiting_since_ms);
    values["recovering"] = memory.recovering ? "1" : "0";
    values["set_online"] = memory.set_online ? "1" : "0";
    values["checks"] = model::encode_checks(memory.checks.results);
    values["checks_changed_ms"] = std::to_string(memory.checks.changed_ms);
    values["fresh"] = memory.checks.fresh ? "1" : "0";
    for (const auto& [name, since] : memory.checks.failing_since) {
        values[cat(failing_prefix, name)] = std::to_string(since);
    }
    print_window(memory.flaps, values);
}

model::HostMemory parse_host_memory(const StateValues& values)
{
    model::HostMemory memory;
    memory.state = model::parse_host_state(value_of(values, "state"));
    if (memory.state == model::HostState::unknown) {
        return memory;
    }
    memory.since = number(values, "since");
    memory.entered_ms = number(values, "entered_ms");
    memory.left_online_ms = maybe_number(values, "left_online_ms");
    memory.waiting_since_ms = maybe_number(values, "waiting_since_ms");
    memory.recovering = number(values, "recovering") != 0;
    memory.set_online = number(values, "set_online") != 0;
    memory.checks.results = model::parse_checks(value_of(values, "checks"));
    memory.checks.changed_ms = number(values, "checks_changed_ms");
    memory.checks.fresh = number(values, "fresh") != 0;
    for (const auto& [name, value] : values) {
        if (name.starts_with(failing_prefix)) {
            memory.checks.failing_since[name.substr(failing_prefix.size())] =
                parse_number<std::int64_t>(value).value_or(0);
        }
    }
    memory.flaps = parse_window(values);
    return memory;
}

model::FlapWindow read_flap_window(const std::string& resource)
{
    return parse_window(read_state_file(flap_path(resource)));
}

Result<> write_flap_window(const std::string& resource, const model::FlapWindow& window)
{
    StateValues values;
    print_window(window, values);
    return write_state_file(flap_path(resource), values, Lasting::durable);
}

} // namespace mmm::mysql
