// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// mmm_agentx: MMM-HA-MIB for the snmpd of this node.
#include "lib/base/log.h"
#include "snmp/agentx_agent.h"
#include "snmp/agentx_command_line.h"
#include "snmp/snapshot_reader.h"

#include <cstdio>
#include <cstdlib>

namespace {

constexpr const char* usage =
    "usage: mmm_agentx [--resource NAME] [--socket ADDRESS] [--max-age S] [--ping-interval S]\n"
    "Serves MMM-HA-MIB as a subagent of snmpd, in the foreground; see mmm_agentx(8).\n";

int run(const mmm::monitoring::AgentxCommand& command)
{
    auto sources = mmm::monitoring::SnapshotSources::of_environment();
    sources.resource = command.resource;
    mmm::monitoring::SnapshotCache cache(
        mmm::monitoring::SnapshotReader(std::move(sources)), command.max_age);
    unsigned rendered = 0;
    mmm::model::MibValues values;
    const auto current = [&]() -> const mmm::model::MibValues& {
        const auto& snapshot = cache.get();
        if (rendered != cache.generation()) {
            values = mmm::model::mib_values(snapshot, command.max_age);
            rendered = cache.generation();
        }
        return values;
    };
    const auto served = mmm::monitoring::serve_mib(command.agentx, current);
    if (!served) {
        mmm::log::error(served.error().message);
    }
    return served ? EXIT_SUCCESS : EXIT_FAILURE;
}

} // namespace

int main(int argc, char** argv)
{
    const auto command = mmm::monitoring::parse_agentx_command({argv + 1, argv + argc});
    if (!command) {
        std::fprintf(stderr, "mmm_agentx: %s\n", command.error().message.c_str());
        return 2;
    }
    if (command->help) {
        std::fputs(usage, stdout);
        return EXIT_SUCCESS;
    }
    if (command->version) {
        std::puts("mmm_agentx " MMM_VERSION);
        return EXIT_SUCCESS;
    }
    mmm::log::open_for_agent("mmm_agentx");
    return run(*command);
}
