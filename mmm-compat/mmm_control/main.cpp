// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// mmm_control: MySQL-MMM's command on a Pacemaker cluster.
#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "mmm-compat/mmm_control/agent_servers.h"
#include "mmm-compat/mmm_control/commands.h"
#include "mmm-compat/mmm_control/pacemaker_cluster.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace {

using mmm::cat;

std::string base_name(const std::string& path)
{
    return path.substr(path.rfind('/') + 1);
}

std::string environment(const char* name, const char* otherwise)
{
    const char* value = std::getenv(name);
    return value == nullptr ? otherwise : value;
}

/// MMM_MOVE_TIMEOUT: seconds that move_role waits for the cluster.
mmm::control::Limits read_limits()
{
    mmm::control::Limits limits;
    if (const auto seconds = mmm::parse_number<int>(environment("MMM_MOVE_TIMEOUT", ""));
        seconds && *seconds > 0) {
        limits.move = std::chrono::seconds(*seconds);
    }
    return limits;
}

/// A signal must not end these half-way.
bool changes_something(mmm::control::Verb verb)
{
    using enum mmm::control::Verb;
    return verb == move_role || verb == move_role_by_force || verb == move_role_now ||
           verb == set_online || verb == set_offline || verb == set_active || verb == set_manual ||
           verb == set_passive || verb == set_ip || verb == promote_accepting_loss;
}

void print(FILE* to, const std::string& text)
{
    std::fputs(cat(text, "\n").c_str(), to);
}

} // namespace

int main(int argc, char** argv)
{
    const std::string program = argc > 0 ? argv[0] : "mmm_control";
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    if (!arguments.empty() && arguments.front() == "--version") {
        print(stdout, cat(base_name(program), " ", MMM_VERSION));
        return EXIT_SUCCESS;
    }
    const auto line = mmm::control::parse_command_line(arguments);
    if (line.empty) {
        // The end of the line is how Perl's "die" ends it; it has always been there.
        print(
            stderr,
            cat("See '", program, " help' for usage information at ", program, " line 34."));
        return 255;
    }
    mmm::control::PacemakerCluster cluster{
        mmm::cluster::PacemakerTools(environment("MMM_PACEMAKER_TOOLS", "/usr/sbin"))};
    mmm::control::AgentServers servers;
    if (line.command && (changes_something(line.command->verb) || line.command->watch)) {
        mmm::control::PacemakerCluster::catch_signals();
    }
    const mmm::control::World world{
        .cluster = cluster,
        .servers = servers,
        .history_directory = environment("MMM_HISTORY_DIRECTORY", "/var/lib/mmm-ha"),
        .terminal = ::isatty(STDOUT_FILENO) == 1};
    const auto reply = mmm::control::run_command(line, world, read_limits());
    if (!reply.silent) {
        print(stdout, reply.output);
    }
    if (!reply.error.empty()) {
        print(stderr, cat("mmm_control: ", reply.error));
    }
    const bool strict = line.strict || environment("MMM_STRICT", "") == "1";
    return strict ? mmm::control::strict_status(reply) : reply.exit_status;
}
