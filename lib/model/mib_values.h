// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A snapshot as the objects of MMM-HA-MIB. Pure.
#pragma once

#include "lib/model/cluster_snapshot.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mmm::model {

/// An object identifier; std::vector compares them in SNMP's order.
using Oid = std::vector<std::uint32_t>;

struct Counter {
    std::uint64_t value = 0;
    bool operator==(const Counter&) const = default;
};

struct LongCounter {
    std::uint64_t value = 0;
    bool operator==(const LongCounter&) const = default;
};

struct Gauge {
    std::uint64_t value = 0;
    bool operator==(const Gauge&) const = default;
};

/// Texts and times are octets, enumerations and truth values integers.
using MibValue = std::variant<std::int32_t, Gauge, Counter, LongCounter, std::string>;
using MibValues = std::map<Oid, MibValue>;

/// mmmHaMIB
const Oid& mib_root();

/// Everything below mmmObjects that can be read. What nobody knows is not there.
MibValues mib_values(const ClusterSnapshot& snapshot, std::chrono::seconds max_age);

/// The numbers of the textual conventions MmmState, MmmCheckId and MmmKind.
std::int32_t mib_number(HostState state);
std::int32_t mib_number_of_check(std::string_view name);
std::int32_t mib_number(MoveKind kind);

/// At most 1024 octets, and whole characters of UTF-8.
std::string mib_text(std::string_view text, std::size_t longest = 1024);

} // namespace mmm::model
