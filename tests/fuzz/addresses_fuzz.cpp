// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Addresses as parameters give them: the two readers of addresses agree on what is one, what is
// read prints and reads back, and an address is in its own network.
#include "lib/model/ip_text.h"
#include "lib/net/ip_address.h"
#include "ocf-agent/vip/address_list.h"
#include "tests/fuzz/fuzz_input.h"

namespace {

using namespace mmm;
using fuzz::require;

void check_address(std::string_view text)
{
    const auto address = net::parse_ip_address(text);
    const auto canonical = model::canonical_address(text);
    require(address.has_value() == canonical.has_value());
    if (!address) {
        return;
    }
    require(net::parse_ip_address(net::to_text(*address)) == address);
    require(model::canonical_address(net::to_text(*address)) == canonical);
    for (unsigned length = 0; length <= net::width(address->family); ++length) {
        const auto first = net::first_of_network(*address, length);
        const auto last = net::last_of_network(*address, length);
        require(net::in_network(*address, first, length) && net::in_network(last, first, length));
    }
}

void check_prefix(std::string_view text)
{
    for (const auto family : {net::Family::ipv4, net::Family::ipv6}) {
        const auto length = net::parse_prefix_length(text, family);
        require(!length || *length <= net::width(family));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto text = fuzz::text_of({data, size});
    check_address(text);
    check_prefix(text);
    const auto [list, mask] = fuzz::halves(text, '\n');
    for (const auto& wanted : vip::parse_address_list(list, "netmask", mask).addresses) {
        require(
            !wanted.prefix_length || *wanted.prefix_length <= net::width(wanted.address.family));
    }
    return 0;
}
