// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/socket_address.h"

#include <gtest/gtest.h>

#include <netinet/in.h>

#include <cstring>

namespace mmm::net {
namespace {

TEST(ASocketAddress, GivesTheAddressThatWentIn)
{
    for (const auto* text : {"192.0.2.66", "0.0.0.0", "2001:db8::66", "::"}) {
        const auto address = parse_ip_address(text);
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(to_text(ip_address_of(socket_address(*address, 3306))), text);
    }
}

TEST(ASocketAddress, HasItsFamilysSizeAndThePortInNetworkOrder)
{
    const auto v4 = socket_address(*parse_ip_address("192.0.2.66"), 3306);
    sockaddr_in in{};
    ASSERT_EQ(v4.size, sizeof in);
    std::memcpy(&in, &v4.storage, sizeof in);
    EXPECT_EQ(in.sin_family, AF_INET);
    EXPECT_EQ(in.sin_port, htons(3306));
    const auto v6 = socket_address(*parse_ip_address("::1"));
    EXPECT_EQ(v6.size, sizeof(sockaddr_in6));
    EXPECT_EQ(v6.generic()->sa_family, AF_INET6);
}

TEST(ASocketAddress, OfAnotherFamilyIsNone)
{
    SocketAddress unix_socket;
    unix_socket.storage.ss_family = AF_UNIX;
    EXPECT_TRUE(is_unspecified(ip_address_of(unix_socket)));
}

} // namespace
} // namespace mmm::net
