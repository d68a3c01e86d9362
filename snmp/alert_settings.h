// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Where notifications go, and with which secrets: a group of alert.cnf per recipient. Pure.
#pragma once

#include "lib/base/result.h"
#include "lib/config/option_file.h"

#include <string>

namespace mmm::monitoring {

struct TrapTarget {
    std::string address; ///< as net-snmp writes it, with a port: "udp:192.0.2.10:162"
    bool version_3 = false;
    bool inform = false; ///< the receiver answers, or it is sent again
    std::string community;
    std::string user;
    std::string auth_protocol; ///< "SHA-256"; empty for none
    std::string auth_password;
    std::string privacy_protocol; ///< "AES"; empty for none
    std::string privacy_password;
    std::string
        engine_id; ///< of traps of version 3, in hexadecimal; empty: made of the node's name
};

/// The group of that name. Errors: bad_on_this_host, naming the option, never a value that may be a
/// secret.
Result<TrapTarget> read_target(const config::OptionGroups& groups, const std::string& recipient);

/// The engine ID of a node (RFC 3411, format "text"), in hexadecimal: "80001f8804...".
std::string engine_id_of(const std::string& node);

} // namespace mmm::monitoring
