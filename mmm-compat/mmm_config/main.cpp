// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// mmm_config: what an installation needs, and what becomes of MySQL-MMM's files.
#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/cluster/cib_tools.h"
#include "lib/cluster/crm_mon_xml.h"
#include "lib/cluster/pacemaker_tools.h"
#include "mmm-compat/mmm_config/run_command.h"

#include <unistd.h>

#include <array>
#include <cstdio>

namespace {

using namespace mmm;
using namespace mmm::config_tool;

constexpr std::chrono::seconds tool_limit{30};

class RunningCluster final : public ConfigCluster {
public:
    Result<std::string> read_cib() override { return tools_.read(Deadline::after(tool_limit)); }

    Result<model::ClusterStatus> read_status() override
    {
        const auto xml = cluster::PacemakerTools().read_status_xml(Deadline::after(tool_limit));
        return xml ? cluster::parse_crm_mon(*xml) : Result<model::ClusterStatus>(xml.error());
    }

    Result<> change_cib(std::string_view original, std::string_view changed) override
    {
        return tools_.change(original, changed, Deadline::after(tool_limit));
    }

private:
    cluster::CibTools tools_;
};

/// Only a terminal can say yes.
bool ask(const std::string& changes)
{
    std::fputs(changes.c_str(), stdout);
    if (::isatty(STDIN_FILENO) == 0) {
        std::fputs("say --yes to apply this\n", stderr);
        return false;
    }
    std::fputs("apply this? [y/n] ", stdout);
    std::fflush(stdout);
    std::array<char, 16> answer{};
    return std::fgets(answer.data(), answer.size(), stdin) != nullptr &&
           parse_boolean(trim(std::string_view(answer.data()))).value_or(false);
}

} // namespace

int main(int argc, char** argv)
{
    const auto command = parse_command_line({argv + (argc > 0 ? 1 : 0), argv + argc}, MMM_VERSION);
    if (!command) {
        std::fputs(cat("mmm_config: ", command.error().message, "\n").c_str(), stderr);
        return exit_usage;
    }
    RunningCluster cluster;
    const auto outcome = run_command(*command, cluster, ask);
    const bool printed = std::fputs(outcome.text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
    for (const auto& message : outcome.messages) {
        std::fputs(cat("mmm_config: ", message, "\n").c_str(), stderr);
    }
    return printed ? outcome.exit_status : exit_failed;
}
