// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/vip/address_list.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <algorithm>

namespace mmm::vip {

namespace {

using net::Family;
using net::IpAddress;

constexpr std::string_view separators = " \t\r\n,";

std::string_view family_name(Family family)
{
    return family == Family::ipv4 ? "IPv4" : "IPv6";
}

/// Why no host can have this as its own address.
std::optional<std::string_view> why_unusable(const IpAddress& address)
{
    if (net::is_unspecified(address)) {
        return "the unspecified address";
    }
    if (net::is_multicast(address)) {
        return "a multicast address";
    }
    if (address == net::last_of_network(IpAddress{.family = Family::ipv4}, 0)) {
        return "the broadcast address";
    }
    if (net::is_ipv4_mapped(address)) {
        return "an IPv4 address in IPv6 form";
    }
    return std::nullopt;
}

/// Why an address cannot be used in a network of this prefix.
std::optional<std::string_view> why_unusable_in(const IpAddress& address, unsigned prefix_length)
{
    if (address.family != Family::ipv4 || prefix_length > 30) {
        return std::nullopt;
    }
    if (address == net::first_of_network(address, prefix_length)) {
        return "the address of the network itself";
    }
    if (address == net::last_of_network(address, prefix_length)) {
        return "the broadcast address of its network";
    }
    return std::nullopt;
}

Error bad_word(std::string_view list, std::string_view word, std::string_view why)
{
    return ocf::bad_parameter(
        "ip",
        list,
        cat("\"", word, "\" is ", why),
        "give IPv4 or IPv6 addresses such as 192.0.2.10, 192.0.2.10/24 or 2001:db8::10/64");
}

Result<WantedAddress> parse_word(std::string_view list, std::string_view word)
{
    const auto slash = word.find('/');
    const auto address = net::parse_ip_address(word.substr(0, slash));
    if (!address) {
        return bad_word(list, word, "neither an IPv4 nor an IPv6 address");
    }
    if (const auto why = why_unusable(*address)) {
        return bad_word(list, word, cat(*why, ", which no interface can have"));
    }
    if (slash == std::string_view::npos) {
        return WantedAddress{*address, std::nullopt};
    }
    const auto prefix = net::parse_prefix_length(word.substr(slash + 1), address->family);
    if (!prefix) {
        return bad_word(
            list,
            word,
            cat("without a valid prefix (1 to ",
                net::width(address->family),
                " for ",
                family_name(address->family),
                ")"));
    }
    return WantedAddress{*address, prefix};
}

/// Gives the prefix of cidr_netmask to the addresses that have none of their own.
std::optional<Error>
apply_mask(std::vector<WantedAddress>& addresses, std::string_view mask_name, std::string_view mask)
{
    const auto bare = [](const WantedAddress& wanted) { return !wanted.prefix_length; };
    const auto first = std::ranges::find_if(addresses, bare);
    if (mask.empty() || first == addresses.end()) {
        return std::nullopt;
    }
    const auto family = first->address.family;
    if (std::ranges::any_of(addresses, [&](const WantedAddress& wanted) {
            return bare(wanted) && wanted.address.family != family;
        })) {
        return ocf::bad_parameter(
            mask_name,
            mask,
            "one prefix for IPv4 and IPv6 addresses together",
            "write the prefix behind each address of ip, such as 192.0.2.10/24");
    }
    const auto prefix = net::parse_prefix_length(mask, family);
    if (!prefix) {
        return ocf::bad_parameter(
            mask_name,
            mask,
            cat("not a prefix for an ", family_name(family), " address"),
            cat("use 1 to ",
                net::width(family),
                family == Family::ipv4 ? " or a mask such as 255.255.255.0" : ""));
    }
    for (auto& wanted : addresses) {
        if (bare(wanted)) {
            wanted.prefix_length = prefix;
        }
    }
    return std::nullopt;
}

void check_places_in_networks(std::string_view list, AddressList& result)
{
    for (const auto& wanted : result.addresses) {
        const auto prefix = wanted.prefix_length.value_or(net::width(wanted.address.family));
        if (const auto why = why_unusable_in(wanted.address, prefix)) {
            result.errors.push_back(
                bad_word(list, cat(net::to_text(wanted.address), "/", prefix), *why));
        }
    }
}

Error refused_shift(std::string_view why)
{
    return ocf::bad_parameter(
        "unique_clone_address",
        "true",
        why,
        "list the addresses in ip instead and use a clone with globally-unique=true");
}

Result<std::vector<WantedAddress>>
shifted(const std::vector<WantedAddress>& list, unsigned instance)
{
    if (list.size() != 1 || list.front().address.family != Family::ipv4) {
        return refused_shift("it needs exactly one IPv4 address in ip");
    }
    auto wanted = list.front();
    const unsigned last_octet = wanted.address.bytes[3] + instance;
    if (last_octet > 254) {
        return refused_shift(cat("instance ", instance, " would leave the last octet's range"));
    }
    wanted.address.bytes[3] = static_cast<std::uint8_t>(last_octet);
    return std::vector{wanted};
}

} // namespace

AddressList
parse_address_list(std::string_view list, std::string_view mask_name, std::string_view mask)
{
    AddressList result;
    for (const auto& word : split(list, separators)) {
        const auto wanted = parse_word(list, word);
        if (!wanted) {
            result.errors.push_back(wanted.error());
            continue;
        }
        const auto same = [&](const WantedAddress& other) {
            return other.address == wanted->address;
        };
        if (std::ranges::any_of(result.addresses, same)) {
            result.errors.push_back(bad_word(list, word, "there twice"));
            continue;
        }
        result.addresses.push_back(*wanted);
    }
    if (auto wrong = apply_mask(result.addresses, mask_name, mask)) {
        result.errors.push_back(std::move(*wrong));
    }
    check_places_in_networks(list, result);
    return result;
}

Result<std::vector<WantedAddress>> addresses_of_instance(
    const std::vector<WantedAddress>& list, const ocf::Environment& environment, bool shifts)
{
    const auto instance = static_cast<unsigned>(std::max(environment.clone_number.value_or(0), 0));
    if (shifts) {
        return shifted(list, instance);
    }
    if (!environment.globally_unique) {
        return list;
    }
    if (instance >= list.size()) {
        return Error{
            Errc::bad_parameter,
            cat("parameter ip names ",
                list.size(),
                " addresses, and there is none for clone instance ",
                instance,
                "; set clone-max to ",
                list.size(),
                " at most, or add addresses to ip")};
    }
    return std::vector{list[instance]};
}

} // namespace mmm::vip
