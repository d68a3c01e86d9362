// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The system's text for errno, and errors made of it.
#pragma once

#include "lib/base/cat.h"
#include "lib/base/result.h"

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

namespace mmm {

inline std::string errno_text(int error_number)
{
    return std::generic_category().message(error_number);
}

/// "could not <what>: <text of errno>"; EACCES and EPERM become no_permission.
inline Error system_error(std::string_view what, int error_number = errno)
{
    const bool denied = error_number == EACCES || error_number == EPERM;
    return Error{
        denied ? Errc::no_permission : Errc::internal,
        cat("could not ", what, ": ", errno_text(error_number))};
}

} // namespace mmm
