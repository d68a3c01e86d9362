// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What the messages of every netlink family are taken apart and put together with, through libnl.
#pragma once

#include "lib/net/ethernet.h"
#include "lib/net/ip_address.h"
#include "lib/net/netlink_socket.h"

#include <netlink/attr.h>
#include <netlink/msg.h>

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace mmm::net {

template<std::size_t Size>
using Attributes = std::array<nlattr*, Size>;

template<typename Header, std::size_t Size>
bool parse(nlmsghdr* message, Attributes<Size>& attributes)
{
    const int highest = static_cast<int>(Size) - 1;
    return nlmsg_parse(message, sizeof(Header), attributes.data(), highest, nullptr) == 0;
}

template<typename Header>
const Header& header_of(nlmsghdr* message)
{
    return *static_cast<const Header*>(nlmsg_data(message));
}

inline Octets octets_of(const nlattr* attribute)
{
    if (attribute == nullptr) {
        return {};
    }
    return {
        static_cast<const std::uint8_t*>(nla_data(attribute)),
        static_cast<std::size_t>(nla_len(attribute))};
}

inline std::uint8_t system_family(Family family)
{
    return family == Family::ipv4 ? AF_INET : AF_INET6;
}

/// A request that cannot be built means that there is no memory left.
inline void must(bool done)
{
    if (!done) {
        std::abort();
    }
}

template<typename Header>
Message make_request(int type, int flags, Header header)
{
    Message message(nlmsg_alloc_simple(type, flags));
    must(message != nullptr);
    must(nlmsg_append(message.get(), &header, sizeof(header), NLMSG_ALIGNTO) == 0);
    return message;
}

} // namespace mmm::net
