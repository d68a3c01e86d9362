// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/maintenance.h"

#include "lib/base/log.h"
#include "lib/base/text.h"
#include "lib/cluster/pacemaker_tools.h"

#include <string>
#include <string_view>
#include <utility>

namespace mmm::mond {

namespace {

constexpr std::chrono::milliseconds tool_budget{5000};

// What the child says: a letter for each thing that is so, after one that says that it could ask.
constexpr char said_asked = 'a';
constexpr char said_maintenance = 'm';
constexpr char said_unmanaged = 'u';
constexpr char said_quorum_ignored = 'q';

bool is(const Result<std::string>& value, bool wanted)
{
    return value && parse_boolean(*value) == wanted;
}

/// In the child. What cannot be read leaves the last word in force.
void ask(int socket, const ocf::Environment& environment)
{
    const cluster::PacemakerTools tools;
    const auto deadline = Deadline::after(tool_budget);
    const auto cluster = tools.read_cluster_option("maintenance-mode", deadline);
    const auto own = tools.read_permanent_attribute("maintenance", environment.node, deadline);
    const auto policy = tools.read_cluster_option("no-quorum-policy", deadline);
    if (!cluster || !own || !policy) {
        return;
    }
    // One that is not set is an error to some versions.
    const auto managed = tools.read_meta_attribute(environment.resource, "is-managed", deadline);
    const auto single = tools.read_meta_attribute(environment.resource, "maintenance", deadline);
    std::string said(1, said_asked);
    if (is(cluster, true) || is(own, true)) {
        said += said_maintenance;
    }
    if (is(managed, false) || is(single, true)) {
        said += said_unmanaged;
    }
    if (*policy == "ignore" || *policy == "freeze") {
        said += said_quorum_ignored;
    }
    send_message(socket, said);
}

} // namespace

Maintenance::Maintenance(
    EventLoop& loop, const ocf::Call& call, std::function<void()> managed_again)
    : call_(call)
    , managed_again_(std::move(managed_again))
    , task_(loop)
{
}

void Maintenance::look()
{
    again_ = task_.running();
    if (again_) {
        return;
    }
    auto begun = task_.begin(
        "mmm-maintenance",
        [this](int socket) { ask(socket, call_.environment); },
        [this](const Message& message) { seen(message); });
    if (!begun) {
        log::warning(begun.error().message);
    }
}

void Maintenance::seen(const Message& message)
{
    const auto& said = message.text;
    if (said.starts_with(said_asked)) {
        in_force_ = said.find(said_maintenance) != std::string::npos;
        stops_without_quorum_ = said.find(said_quorum_ignored) == std::string::npos;
        const bool unmanaged = said.find(said_unmanaged) != std::string::npos;
        if (std::exchange(unmanaged_, unmanaged) && !unmanaged) {
            managed_again_();
        }
    }
    if (std::exchange(again_, false)) {
        look();
    }
}

} // namespace mmm::mond
