// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "snmp/alert_settings.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace mmm::monitoring {

namespace {

constexpr std::array<std::string_view, 10> known_options{
    "address",
    "version",
    "type",
    "community",
    "user",
    "auth_protocol",
    "auth_password",
    "privacy_protocol",
    "privacy_password",
    "engine_id"};
constexpr std::size_t shortest_password = 8; // RFC 3414, 11.2

std::string option(const config::OptionGroup& group, std::string_view name)
{
    const auto found = group.find(name);
    return found == group.end() ? std::string{} : found->second;
}

/// "192.0.2.10", "[2001:db8::1]:1162", "nms.example.org:162"
std::string with_port(std::string_view address)
{
    const bool ipv6 = address.starts_with('[') || std::ranges::count(address, ':') > 1;
    const bool bare = ipv6 && !address.starts_with('[');
    const auto host = bare ? cat("[", address, "]") : std::string(address);
    const bool has_port =
        ipv6 ? host.find("]:") != std::string::npos : host.find(':') != std::string::npos;
    return cat(ipv6 ? "udp6:" : "udp:", host, has_port ? "" : ":162");
}

class TargetReader {
public:
    TargetReader(const config::OptionGroup& group, const std::string& recipient)
        : group_(group)
        , recipient_(recipient)
    {
    }

    [[nodiscard]] Result<TrapTarget> read() const
    {
        for (const auto& [name, value] : group_) {
            if (std::ranges::find(known_options, name) == known_options.end()) {
                return wrong(cat("\"", name, "\" is not an option"));
            }
        }
        const auto version = option(group_, "version");
        const auto type = option(group_, "type");
        if (option(group_, "address").empty()) {
            return wrong("it has no address");
        }
        if (version != "2c" && version != "3") {
            return wrong("version must be 2c or 3");
        }
        if (!type.empty() && type != "trap" && type != "inform") {
            return wrong("type must be trap or inform");
        }
        TrapTarget target;
        target.address = with_port(option(group_, "address"));
        target.version_3 = version == "3";
        // An inform of version 3 needs no engine ID at the receiver.
        target.inform = type.empty() ? target.version_3 : type == "inform";
        target.engine_id = option(group_, "engine_id");
        return target.version_3 ? with_user(std::move(target)) : with_community(std::move(target));
    }

private:
    [[nodiscard]] Error wrong(std::string_view why) const
    {
        return Error{
            Errc::bad_on_this_host, cat("could not use the group [", recipient_, "]: ", why)};
    }

    [[nodiscard]] Result<TrapTarget> with_community(TrapTarget target) const
    {
        target.community = option(group_, "community");
        return target.community.empty() ? Result<TrapTarget>(wrong("version 2c needs a community"))
                                        : target;
    }

    [[nodiscard]] Result<TrapTarget> with_user(TrapTarget target) const
    {
        target.user = option(group_, "user");
        target.auth_protocol = option(group_, "auth_protocol");
        target.auth_password = option(group_, "auth_password");
        target.privacy_protocol = option(group_, "privacy_protocol");
        target.privacy_password = option(group_, "privacy_password");
        if (target.user.empty()) {
            return wrong("version 3 needs a user");
        }
        const bool auth = !target.auth_password.empty();
        const bool privacy = !target.privacy_password.empty();
        if (privacy && !auth) {
            return wrong("a privacy_password needs an auth_password");
        }
        if ((auth && target.auth_password.size() < shortest_password) ||
            (privacy && target.privacy_password.size() < shortest_password)) {
            return wrong("a password has less than 8 characters");
        }
        target.auth_protocol = !auth ? "" : otherwise(target.auth_protocol, "SHA-256");
        target.privacy_protocol = !privacy ? "" : otherwise(target.privacy_protocol, "AES");
        return target;
    }

    static std::string otherwise(const std::string& text, std::string_view fallback)
    {
        return text.empty() ? std::string(fallback) : text;
    }

    const config::OptionGroup& group_;
    const std::string& recipient_;
};

} // namespace

Result<TrapTarget> read_target(const config::OptionGroups& groups, const std::string& recipient)
{
    const auto group = groups.find(recipient);
    if (group == groups.end()) {
        return Error{
            Errc::bad_on_this_host,
            cat("there is no group [", recipient, "], which the recipient of the alert names")};
    }
    return TargetReader(group->second, recipient).read();
}

std::string engine_id_of(const std::string& node)
{
    constexpr std::string_view digits = "0123456789abcdef";
    constexpr std::size_t longest = 27;
    std::string text = "80001f8804"; // net-snmp's enterprise, format "text"
    for (const char c : cat("mmm-ha:", node).substr(0, longest)) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4U];
        text += digits[byte & 0xfU];
    }
    return text;
}

} // namespace mmm::monitoring
