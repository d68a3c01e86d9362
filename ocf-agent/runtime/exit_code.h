// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// OCF exit codes (OCF resource agent API 1.1, "Exit Status Codes"), and the one place where our
// kinds of failure become such codes.
#pragma once

#include "lib/base/result.h"

#include <optional>
#include <string>
#include <utility>

namespace mmm::ocf {

enum class ExitCode : int {
    success = 0,
    generic = 1,
    bad_arguments = 2,
    unimplemented = 3,
    no_permission = 4,
    not_installed = 5,
    not_configured = 6,
    not_running = 7,
    promoted = 8,
    failed_promoted = 9,
    degraded = 190,
    degraded_promoted = 191,
};

/// What Pacemaker does with a failure follows from the code: 6 stops the resource everywhere, 2 to
/// 5 keep it off this node, 1 is recovered (Pacemaker Explained, "How Does the Cluster Interpret
/// the OCF Return Codes?").
constexpr ExitCode exit_code(Errc code)
{
    switch (code) {
    case Errc::bad_parameter:
        return ExitCode::not_configured;
    case Errc::bad_on_this_host:
        return ExitCode::bad_arguments;
    case Errc::missing_software:
        return ExitCode::not_installed;
    case Errc::no_permission:
        return ExitCode::no_permission;
    case Errc::unsupported:
        return ExitCode::unimplemented;
    case Errc::unreachable:
    case Errc::timeout:
    case Errc::access_denied:
    case Errc::query_failed:
    case Errc::tool_failed:
    case Errc::malformed_input:
    case Errc::conflict:
    case Errc::refused:
    case Errc::internal:
        return ExitCode::generic;
    }
    return ExitCode::generic;
}

/// How an action ended. A reason goes with every failure and is printed once, as the last line.
struct Outcome {
    ExitCode code = ExitCode::success;
    std::optional<std::string> reason;

    static Outcome success() { return {}; }

    static Outcome of(ExitCode code) { return {code, std::nullopt}; }

    static Outcome failure(ExitCode code, std::string reason) { return {code, std::move(reason)}; }

    static Outcome failure(const Error& error) { return {exit_code(error.code), error.message}; }
};

} // namespace mmm::ocf
