// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/vip/actions.h"

int main(int argc, char** argv)
{
    return mmm::ocf::run_agent(mmm::vip::agent(), argc, argv);
}
