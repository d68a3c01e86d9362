// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// mmm_config: what an installation needs, made from what the programs themselves know.
#include "lib/base/cat.h"
#include "mmm-compat/mmm_config/config_command_line.h"
#include "mmm-compat/mmm_config/privilege_table.h"

#include <cstdio>
#include <cstdlib>

namespace {

using namespace mmm;
using namespace mmm::config_tool;

struct Runner {
    Result<std::string> operator()(const ShowHelp&) const { return help_text(); }

    Result<std::string> operator()(const PrintGrants& grants) const
    {
        return model::account_statements(grants.series, grants.names);
    }

    Result<std::string> operator()(const PrintPrivilegeTable&) const { return privilege_tables(); }
};

Result<std::string> run(const std::vector<std::string>& arguments)
{
    if (!arguments.empty() && arguments.front() == "--version") {
        return cat("mmm_config ", MMM_VERSION, "\n");
    }
    const auto command = parse_command_line(arguments);
    return command ? std::visit(Runner{}, *command) : Result<std::string>(Error(command.error()));
}

} // namespace

int main(int argc, char** argv)
{
    const auto output = run({argv + (argc > 0 ? 1 : 0), argv + argc});
    if (!output) {
        std::fputs(cat("mmm_config: ", output.error().message, "\n").c_str(), stderr);
        return EXIT_FAILURE;
    }
    return std::fputs(output->c_str(), stdout) < 0 || std::fflush(stdout) != 0 ? EXIT_FAILURE
                                                                               : EXIT_SUCCESS;
}
