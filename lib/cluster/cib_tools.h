// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Reading and changing the CIB as a whole, with Pacemaker's own tools.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/result.h"

#include <string>
#include <string_view>

namespace mmm::cluster {

class CibTools {
public:
    /// Another directory than /usr/sbin is for tests.
    explicit CibTools(std::string directory = "/usr/sbin");

    /// The whole CIB. Errors: unreachable, timeout, no_permission, missing_software, tool_failed.
    [[nodiscard]] Result<std::string> read(Deadline deadline) const;

    /// Makes of the CIB what `changed` has and `original` has not, all of it or nothing, in one
    /// transaction; what others changed meanwhile stays. Errors: as above, with what the tool said.
    [[nodiscard]] Result<>
    change(std::string_view original, std::string_view changed, Deadline deadline) const;

private:
    std::string directory_;
};

} // namespace mmm::cluster
