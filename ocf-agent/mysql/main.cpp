// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/actions.h"
#include "ocf-agent/runtime/agent.h"

int main(int argc, char** argv)
{
    return mmm::ocf::run_agent(mmm::mysql::agent(), argc, argv);
}
