// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_control/history.h"

#include "lib/base/cat.h"
#include "lib/config/history_file.h"

#include <algorithm>
#include <utility>

namespace mmm::control {

namespace {

constexpr std::string_view nothing_recorded = "No writer move has been recorded on this node.";

/// The database resource that is meant; empty when none has a history here.
Result<std::string> choose_resource(
    const std::string& name,
    ControlCluster& cluster,
    const Limits& limits,
    const std::vector<std::string>& recorded)
{
    if (std::ranges::find(recorded, name) != recorded.end()) {
        return name;
    }
    if (name.empty() && recorded.size() <= 1) {
        return recorded.empty() ? std::string{} : recorded.front();
    }
    if (auto scene = look(cluster, name, limits)) {
        return std::move(scene->roles.database);
    }
    return Error{
        Errc::bad_on_this_host,
        name.empty() ? cat("several databases have a history on this node (",
                           join(recorded, ", "),
                           "); choose one with mmm_control @",
                           recorded.front(),
                           " history")
                     : cat("no database \"", name, "\" has a history on this node")};
}

} // namespace

Reply history(
    const CommandLine& line,
    ControlCluster& cluster,
    const Limits& limits,
    const std::string& directory)
{
    const auto resource =
        choose_resource(line.cluster, cluster, limits, config::resources_with_history(directory));
    if (!resource) {
        return Reply{cat("ERROR: ", resource.error().message), 1};
    }
    auto entries = config::HistoryFile(*resource, directory).read();
    if (!entries) {
        return Reply{cat("ERROR: ", entries.error().message), 1};
    }
    const auto& command = *line.command;
    if (command.last) {
        *entries = model::last_moves(std::move(*entries), *command.last);
    }
    if (command.json) {
        return Reply{model::render_history_json(*entries)};
    }
    return entries->empty() ? Reply{std::string(nothing_recorded)}
                            : Reply{model::render_history(*entries, local_time)};
}

} // namespace mmm::control
