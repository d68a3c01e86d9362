// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What a host says of itself: its state and its checks, in MMM's words, and how they are written
// into transient node attributes. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace mmm::model {

/// Host states of MySQL-MMM. unknown is never shown by a healthy cluster.
enum class HostState {
    online,
    admin_offline,
    hard_offline,
    awaiting_recovery,
    replication_fail,
    replication_delay,
    unknown
};

/// "ONLINE", "ADMIN_OFFLINE", ...
std::string_view to_text(HostState state);

/// The state behind MMM's word; unknown for any other text.
HostState parse_host_state(std::string_view text);

/// MMM's checks, in the order in which mmm_control prints them.
constexpr std::array<std::string_view, 4> check_names{
    "ping", "mysql", "rep_threads", "rep_backlog"};

struct Check {
    bool ok = false;
    std::int64_t since = 0; ///< seconds since the epoch when ok last changed
    std::string
        message; ///< of the moment of that change, as mmm_control prints it: "OK", "ERROR: ..."

    bool operator==(const Check&) const = default;
};

using Checks = std::map<std::string, Check, std::less<>>;

/// One line for a node attribute: "ping=1,1763719200,OK;mysql=...". Separators in messages are
/// percent-encoded; attribute values must not hold line breaks (Pacemaker 2.1 garbles them).
std::string encode_checks(const Checks& checks);

/// The checks of an attribute value; what cannot be read is left out.
Checks parse_checks(std::string_view text);

/// Names of the transient node attributes in which a host reports, for the resource (primitive or
/// clone child) "mysql": "mmm-state-mysql" and so on.
struct ReportAttributes {
    std::string state;   ///< to_text(HostState)
    std::string reason;  ///< why it is not ONLINE, one line; empty otherwise
    std::string since;   ///< seconds since the epoch when the state last changed, by its own clock
    std::string address; ///< the address other hosts replicate from
    std::string checks;  ///< encode_checks()

    explicit ReportAttributes(std::string_view resource);
};

} // namespace mmm::model
