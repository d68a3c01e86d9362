// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Runs a program by argument list, never through a shell, and never without a deadline.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/result.h"

#include <string>
#include <vector>

namespace mmm {

/// What a program left behind. A program ended by a signal has exit_status 128 + signal.
struct ProgramOutput {
    int exit_status = 0;
    std::string standard_output;
    std::string standard_error;
};

/// Runs argv[0] (an absolute path) with LC_ALL=C, without OCF_RESKEY_CRM_meta_* and with stdin from
/// /dev/null, and waits for its end.
/// At the deadline it is killed with its whole process group and the error is Errc::timeout.
/// Each output is kept up to 16 MiB; the rest is read and dropped.
/// Errors: missing_software when it cannot be executed; a non-zero exit status is not an error.
Result<ProgramOutput> run_program(const std::vector<std::string>& argv, Deadline deadline);

} // namespace mmm
