// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/host_report.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <algorithm>
#include <vector>

namespace mmm::model {

namespace {

struct StateName {
    HostState state;
    std::string_view name;
};

constexpr std::array<StateName, 7> state_names{{
    {HostState::online, "ONLINE"},
    {HostState::admin_offline, "ADMIN_OFFLINE"},
    {HostState::hard_offline, "HARD_OFFLINE"},
    {HostState::awaiting_recovery, "AWAITING_RECOVERY"},
    {HostState::replication_fail, "REPLICATION_FAIL"},
    {HostState::replication_delay, "REPLICATION_DELAY"},
    {HostState::unknown, "UNKNOWN"},
}};

constexpr std::string_view reserved = "%,;=\n";
constexpr std::string_view hex_digits = "0123456789ABCDEF";

std::string encode(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (reserved.find(c) == std::string_view::npos) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += hex_digits[byte >> 4U];
        out += hex_digits[byte & 15U];
    }
    return out;
}

std::string decode(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            const auto high = hex_digits.find(text[i + 1]);
            const auto low = hex_digits.find(text[i + 2]);
            if (high != std::string_view::npos && low != std::string_view::npos) {
                out += static_cast<char>(high * 16 + low);
                i += 2;
                continue;
            }
        }
        out += text[i];
    }
    return out;
}

/// The fields between single separators, empty ones included.
std::vector<std::string_view> fields(std::string_view text, char separator)
{
    std::vector<std::string_view> out;
    std::size_t begin = 0;
    for (;;) {
        const auto end = std::min(text.find(separator, begin), text.size());
        out.push_back(text.substr(begin, end - begin));
        if (end == text.size()) {
            return out;
        }
        begin = end + 1;
    }
}

} // namespace

std::string_view to_text(HostState state)
{
    return std::ranges::find(state_names, state, &StateName::state)->name;
}

HostState parse_host_state(std::string_view text)
{
    const auto found = std::ranges::find(state_names, text, &StateName::name);
    return found == state_names.end() ? HostState::unknown : found->state;
}

std::string encode_checks(const Checks& checks)
{
    std::string out;
    for (const auto name : check_names) {
        const auto found = checks.find(name);
        if (found == checks.end()) {
            continue;
        }
        const auto& check = found->second;
        out += cat(out.empty() ? "" : ";", name, "=", check.ok ? "1" : "0");
        out += cat(",", check.since, ",", encode(check.message));
    }
    return out;
}

Checks parse_checks(std::string_view text)
{
    Checks checks;
    for (const auto entry : fields(text, ';')) {
        const auto equals = entry.find('=');
        if (equals == std::string_view::npos) {
            continue;
        }
        const auto values = fields(entry.substr(equals + 1), ',');
        const auto since =
            values.size() == 3 ? parse_number<std::int64_t>(values[1]) : std::nullopt;
        if (since) {
            checks[std::string(entry.substr(0, equals))] =
                Check{values[0] == "1", *since, decode(values[2])};
        }
    }
    return checks;
}

ReportAttributes::ReportAttributes(std::string_view resource)
    : state(cat("mmm-state-", resource))
    , reason(cat("mmm-reason-", resource))
    , since(cat("mmm-since-", resource))
    , address(cat("mmm-address-", resource))
    , checks(cat("mmm-checks-", resource))
{
}

} // namespace mmm::model
