// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// fence_mmm: a fence agent by the FenceAgentAPI around MySQL-MMM's kill_host program.
#include "lib/base/cat.h"
#include "stonith/fence_actions.h"
#include "stonith/metadata.h"
#include "stonith/options.h"

#include <cstdio>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using namespace mmm;

Result<fence::Values> read_values(const std::vector<std::string>& arguments)
{
    if (!arguments.empty()) {
        return fence::parse_arguments(arguments);
    }
    const std::string lines(std::istreambuf_iterator<char>(std::cin), {});
    return fence::parse_lines(lines);
}

int complain(const Error& error)
{
    std::fputs(cat("fence_mmm: ", error.message, "\n").c_str(), stderr);
    return static_cast<int>(fence::Exit::failed);
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments == std::vector<std::string>{"--help"} ||
        arguments == std::vector<std::string>{"-h"}) {
        std::fputs(fence::help_text().c_str(), stdout);
        return 0;
    }
    if (arguments == std::vector<std::string>{"--version"} ||
        arguments == std::vector<std::string>{"-V"}) {
        std::puts("fence_mmm " MMM_VERSION);
        return 0;
    }
    const auto values = read_values(arguments);
    if (!values) {
        return complain(values.error());
    }
    if (const auto action = values->find("action");
        action != values->end() && action->second == "metadata") {
        std::fputs(fence::metadata_xml().c_str(), stdout);
        return 0;
    }
    const auto settings = fence::settings_of(*values);
    return settings ? static_cast<int>(fence::run_action(*settings)) : complain(settings.error());
}
