// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/vip/settings.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "ocf-agent/vip/address_list.h"

#include <algorithm>
#include <array>

namespace mmm::vip {

namespace {

using ocf::Parameters;

constexpr std::size_t longest_label = 15;           // IFNAMSIZ - 1
constexpr std::size_t longest_interface_name = 127; // ALTIFNAMSIZ - 1

void read_addresses(
    const Parameters& parameters, const ocf::Environment& environment, ReadSettings& result)
{
    const std::string_view mask_name =
        parameters.given("cidr_netmask") || !parameters.given("netmask") ? "cidr_netmask"
                                                                         : "netmask";
    auto list =
        parse_address_list(parameters.text("ip"), mask_name, trim(parameters.text(mask_name)));
    if (parameters.given("ip") && list.addresses.empty() && list.errors.empty()) {
        list.errors.push_back(ocf::bad_parameter(
            "ip", parameters.text("ip"), "no address in it", "give at least one address"));
    }
    result.errors.insert(result.errors.end(), list.errors.begin(), list.errors.end());
    const bool complete = list.errors.empty() && !list.addresses.empty();
    if (!complete && environment.globally_unique) {
        return; // with a word left out, the i-th address would be another instance's
    }
    auto held = addresses_of_instance(
        list.addresses, environment, parameters.boolean("unique_clone_address"));
    if (held) {
        result.settings.addresses = std::move(*held);
    } else if (complete) {
        result.errors.push_back(held.error());
    }
}

/// fe80::1 is a different address on every link.
void check_link_local(ReadSettings& result)
{
    for (const auto& wanted : result.settings.addresses) {
        if (net::is_ipv6_link_local(wanted.address) && result.settings.nic.empty()) {
            result.errors.push_back(ocf::bad_parameter(
                "ip",
                net::to_text(wanted.address),
                "a link-local address, which every interface has a network for",
                "say with nic which interface is meant"));
        }
    }
}

bool is_interface_name(std::string_view name)
{
    return !name.empty() && name.size() <= longest_interface_name &&
           name.find_first_of("/ \t\r\n") == std::string_view::npos;
}

/// nic=eth0:1 is the old way to say nic=eth0 iflabel=1.
void read_interface(const Parameters& parameters, ReadSettings& result)
{
    auto& settings = result.settings;
    const std::string nic(trim(parameters.text("nic")));
    const auto colon = nic.find(':');
    settings.nic = nic.substr(0, colon);
    settings.label = trim(parameters.text("iflabel"));
    if (settings.label.empty() && colon != std::string::npos) {
        settings.label = nic.substr(colon + 1);
    }
    if (!nic.empty() && !is_interface_name(settings.nic)) {
        result.errors.push_back(ocf::bad_parameter(
            "nic", nic, "not an interface name", "give a name that \"ip link\" shows"));
    }
    const bool has_blank = settings.label.find_first_of(blanks) != std::string::npos;
    if (settings.label.size() + 2 > longest_label || has_blank) {
        result.errors.push_back(ocf::bad_parameter(
            "iflabel",
            settings.label,
            "not usable as a label",
            cat("use a word so short that <nic>:<label> has at most ",
                longest_label,
                " characters")));
    }
}

void read_broadcast(const Parameters& parameters, ReadSettings& result)
{
    const auto text = trim(parameters.text("broadcast"));
    const auto address = net::parse_ip_address(text);
    auto& broadcast = result.settings.broadcast;
    if (text.empty()) {
        broadcast.kind = Broadcast::Kind::as_neighbours;
    } else if (text == "+") {
        broadcast.kind = Broadcast::Kind::all_ones;
    } else if (text == "-") {
        broadcast.kind = Broadcast::Kind::all_zeros;
    } else if (address && address->family == net::Family::ipv4) {
        broadcast = Broadcast{Broadcast::Kind::fixed, *address};
    } else {
        result.errors.push_back(ocf::bad_parameter(
            "broadcast", text, "not an IPv4 address", "give an IPv4 address, +, - or nothing"));
    }
}

void read_lifetime(const Parameters& parameters, ReadSettings& result)
{
    const auto text = trim(parameters.text("preferred_lft"));
    if (text.empty() || text == "forever") {
        return;
    }
    result.settings.preferred_lifetime = parse_number<std::uint32_t>(text);
    if (!result.settings.preferred_lifetime) {
        result.errors.push_back(ocf::bad_parameter(
            "preferred_lft", text, "not a number of seconds", "give seconds or \"forever\""));
    }
}

void read_namespace(const Parameters& parameters, ReadSettings& result)
{
    const auto name = trim(parameters.text("network_namespace"));
    result.settings.network_namespace = name;
    if (name == "." || name == ".." || name.find('/') != std::string_view::npos) {
        result.errors.push_back(ocf::bad_parameter(
            "network_namespace",
            name,
            "not a name of a network namespace",
            "give a name that \"ip netns list\" shows"));
        result.settings.network_namespace.clear();
    }
}

/// Parameters of ocf:heartbeat:IPaddr2 that are accepted so that configurations can be moved over.
void read_ignored(const Parameters& parameters, ReadSettings& result)
{
    for (const std::string_view name : {"arp_sender", "send_arp_opts", "mac", "clusterip_hash"}) {
        if (parameters.given(name)) {
            result.warnings.push_back(
                cat("parameter ", name, "=\"", parameters.text(name), "\" has no effect"));
        }
    }
    if (parameters.boolean("lvs_support")) {
        result.warnings.emplace_back(
            "parameter lvs_support=\"true\" has no effect: addresses of lo are left alone anyway");
    }
    if (!parameters.boolean("arp_bg")) {
        result.warnings.emplace_back(
            "parameter arp_bg=\"false\" has no effect: the first announcement is always sent "
            "before start returns, the others always in the background");
    }
}

} // namespace

bool Settings::needs_routes() const
{
    return nic.empty() || std::ranges::any_of(addresses, [](const WantedAddress& wanted) {
               return !wanted.prefix_length;
           });
}

ReadSettings read_settings(const ocf::Parameters& parameters, const ocf::Environment& environment)
{
    ReadSettings result;
    auto& settings = result.settings;
    result.errors = parameters.errors();
    read_addresses(parameters, environment, result);
    read_interface(parameters, result);
    check_link_local(result);
    read_broadcast(parameters, result);
    read_lifetime(parameters, result);
    read_namespace(parameters, result);
    read_ignored(parameters, result);
    settings.noprefixroute = parameters.boolean("noprefixroute");
    settings.flush_routes = parameters.boolean("flush_routes");
    settings.detects_duplicates = !parameters.boolean("nodad");
    settings.detection_time = std::chrono::milliseconds(parameters.number("dad_timeout"));
    settings.announcements = parameters.number("arp_count");
    settings.monitor_announcements = parameters.number("arp_count_refresh");
    settings.announcement_interval = std::chrono::milliseconds(parameters.number("arp_interval"));
    return result;
}

} // namespace mmm::vip
