// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_control/why.h"

#include "lib/base/cat.h"
#include "lib/model/explanation.h"

namespace mmm::control {

Reply why(const CommandLine& line, ControlCluster& cluster, const Limits& limits)
{
    const auto scene = look(cluster, line.cluster, limits);
    if (!scene) {
        return blind_reply(scene.error());
    }
    const auto& arguments = line.command->arguments;
    const auto host = arguments.empty() ? std::string{} : arguments.front();
    if (!host.empty() && scene->roles.find_host(host) == nullptr) {
        return Reply{cat("ERROR: Unknown host name '", host, "'!")};
    }
    std::string text;
    for (const auto& finding : model::explain(scene->cluster, scene->roles, host, local_time)) {
        text += cat(model::to_text(finding), "\n");
    }
    return Reply{std::move(text)};
}

} // namespace mmm::control
