// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/daemon.h"

#include <cstdio>
#include <string_view>

int main(int argc, char** argv)
{
    // The one argument is the resource's name, for people who look at process lists.
    if (argc > 1 && std::string_view(argv[1]).starts_with('-')) {
        std::fputs(
            "usage: mmm_mond [RESOURCE], started by ocf:mmm:mysql; see mmm_mond(8)\n", stderr);
        return 2;
    }
    return mmm::mond::run_daemon();
}
