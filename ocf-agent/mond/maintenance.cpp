// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/maintenance.h"

#include "lib/base/log.h"
#include "lib/base/text.h"
#include "lib/cluster/pacemaker_tools.h"

#include <utility>

namespace mmm::mond {

namespace {

constexpr std::chrono::milliseconds tool_budget{5000};
constexpr std::string_view said_yes = "yes";
constexpr std::string_view said_no = "no";

bool is_true(const Result<std::string>& value)
{
    return value && parse_boolean(*value).value_or(false);
}

/// In the child. What cannot be read leaves the last word in force.
void ask(int socket, const std::string& node)
{
    const cluster::PacemakerTools tools;
    const auto deadline = Deadline::after(tool_budget);
    const auto cluster = tools.read_cluster_option("maintenance-mode", deadline);
    const auto own = tools.read_permanent_attribute("maintenance", node, deadline);
    if (cluster && own) {
        send_message(socket, is_true(cluster) || is_true(own) ? said_yes : said_no);
    }
}

} // namespace

Maintenance::Maintenance(EventLoop& loop, const ocf::Call& call)
    : call_(call)
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
        [this](int socket) { ask(socket, call_.environment.node); },
        [this](const Message& message) { seen(message); });
    if (!begun) {
        log::warning(begun.error().message);
    }
}

void Maintenance::seen(const Message& message)
{
    if (message.text == said_yes || message.text == said_no) {
        in_force_ = message.text == said_yes;
    }
    if (std::exchange(again_, false)) {
        look();
    }
}

} // namespace mmm::mond
