// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What an operator ordered for a host with mmm_control set_offline and set_online. It stands in a
// permanent node attribute, so that it outlasts the host's reboot as it did in MMM's status file.
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mmm::model {

struct AdminOrder {
    enum class Kind {
        none,
        offline, ///< no roles and no replication until it is lifted
        online   ///< leave AWAITING_RECOVERY
    };

    Kind kind = Kind::none;
    /// online: since when the host had been in the state that the operator saw, as the host itself
    /// published it. Only that stay is ended, so an old order means nothing after a reboot.
    std::int64_t since = 0;

    bool operator==(const AdminOrder&) const = default;
};

/// Name of the attribute: "mmm-admin-RESOURCE". The documented location rules test it for
/// "offline".
std::string admin_attribute(std::string_view resource);

/// "", "offline", "online-1763760000"
std::string to_text(const AdminOrder& order);

/// none for any other text.
AdminOrder parse_admin_order(std::string_view text);

} // namespace mmm::model
