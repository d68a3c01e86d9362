// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The parameter ip with its prefixes: what addresses the list names, and which of them one instance
// of a clone holds. Pure.
#pragma once

#include "ocf-agent/vip/settings.h"

namespace mmm::vip {

/// What a list of words turned into; the words that did not are named by the errors.
struct AddressList {
    std::vector<WantedAddress> addresses;
    std::vector<Error> errors;
};

/// `list` is the parameter ip; `mask_name` and `mask` are the parameter that gives the prefix of
/// those without one of their own (cidr_netmask or netmask, may be empty).
AddressList
parse_address_list(std::string_view list, std::string_view mask_name, std::string_view mask);

/// Instance i of a globally unique clone holds the i-th address, everybody else all of them.
/// With `shifts` (unique_clone_address) instance i holds the single IPv4 address plus i.
Result<std::vector<WantedAddress>> addresses_of_instance(
    const std::vector<WantedAddress>& list, const ocf::Environment& environment, bool shifts);

} // namespace mmm::vip
