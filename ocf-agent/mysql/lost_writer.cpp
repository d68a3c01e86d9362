// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/lost_writer.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/base/text.h"
#include "lib/cluster/pacemaker_tools.h"
#include "lib/model/writer_lease.h"
#include "ocf-agent/mysql/cluster_memory.h"
#include "ocf-agent/mysql/observe.h"

#include <poll.h>

#include <algorithm>
#include <utility>

namespace mmm::mysql {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds look_budget{500};
constexpr int pause_ms = 100;

bool contains(const std::vector<std::string>& list, const std::string& item)
{
    return std::ranges::find(list, item) != list.end();
}

/// The cluster ran its server until this transition, or still does.
bool in_hand(const ocf::Call& call, const std::string& host)
{
    const auto& lists = call.environment.lists;
    return host == call.environment.node || contains(lists.active, host) ||
           contains(lists.demote, host) || contains(lists.stop, host);
}

/// The last writer, when the cluster has lost it and nothing is known of its end.
Result<std::optional<std::string>> lost_writer(const ocf::Call& call, const Settings& settings)
{
    const ClusterMemory memory(call.environment.resource);
    auto record = memory.read_last_record(settings.masters, call.deadline);
    if (!record) {
        return std::move(record).error();
    }
    if (!*record || in_hand(call, (*record)->writer)) {
        return std::optional<std::string>();
    }
    const auto departure = memory.read_departure((*record)->writer, call.deadline);
    const bool left_in_order = departure && departure->has_value();
    return left_in_order ? std::optional<std::string>() : std::optional((*record)->writer);
}

Result<bool> is_fencing(const ocf::Call& call)
{
    auto enabled = cluster::PacemakerTools().read_cluster_option("stonith-enabled", call.deadline);
    if (!enabled) {
        return std::move(enabled).error();
    }
    return parse_boolean(*enabled).value_or(true);
}

/// Nothing when it does not answer.
std::optional<bool>
is_open(const ocf::Call& call, const Settings& settings, const std::string& writer)
{
    const auto seen = observe_hosts(settings, {writer}, call.deadline.within(look_budget));
    const auto& facts = seen.front().facts;
    return facts ? std::optional(!facts->read_only) : std::nullopt;
}

Error still_open(const std::string& writer)
{
    return Error{
        Errc::refused,
        cat(writer,
            " is still open for writes and the cluster has lost it; close it by hand (SET GLOBAL "
            "read_only=1), and configure fencing")};
}

Result<std::optional<std::string>>
wait_for(const ocf::Call& call, const Settings& settings, const std::string& writer)
{
    const auto wait = model::time_to_outlast(settings.lease);
    log::warning(
        cat("nobody has fenced ",
            writer,
            ", which may still be open for writes: waiting until it has closed itself, at most ",
            wait.count() / 1000,
            " s; configure fencing"));
    const auto until = call.deadline.within(wait);
    for (;;) {
        const auto open = is_open(call, settings, writer);
        if (open == false) {
            return std::optional(writer);
        }
        if (until.passed()) {
            return open ? Result<std::optional<std::string>>(still_open(writer))
                        : std::optional<std::string>();
        }
        ::poll(nullptr, 0, pause_ms);
    }
}

} // namespace

Result<std::optional<std::string>>
outlast_lost_writer(const ocf::Call& call, const Settings& settings)
{
    const bool all_in_hand = std::ranges::all_of(
        settings.masters, [&](const std::string& master) { return in_hand(call, master); });
    if (settings.lease.count() == 0 || !call.environment.promotable || all_in_hand) {
        return std::optional<std::string>();
    }
    if (auto fencing = is_fencing(call); !fencing || *fencing) {
        return fencing ? Result(std::optional<std::string>()) : std::move(fencing).error();
    }
    auto lost = lost_writer(call, settings);
    return lost && *lost ? wait_for(call, settings, **lost) : lost;
}

} // namespace mmm::mysql
