// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/tcp_connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <cstring>

namespace mmm::net {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

IpAddress ip(const char* text)
{
    return *parse_ip_address(text);
}

TcpConnection connection(const char* from, unsigned retransmissions, milliseconds since_answer)
{
    return {
        .local = {ip("192.0.2.65"), 3306},
        .remote = {ip(from), 40000},
        .retransmissions = retransmissions,
        .since_answer = since_answer};
}

TEST(AConnection, IsLeftBehindWhenItsHostHasSinceAnsweredOnAnotherOne)
{
    const auto former = connection("192.0.2.66", 5, milliseconds{12000});
    const auto present = connection("192.0.2.66", 0, milliseconds{600});
    EXPECT_THAT(left_behind({former, present}), ElementsAre(former));
    EXPECT_THAT(left_behind({present, former}), ElementsAre(former));
}

TEST(AConnection, IsNotLeftBehindByAHostThatIsAway)
{
    const auto one = connection("192.0.2.66", 5, milliseconds{12000});
    const auto idle = connection("192.0.2.66", 0, milliseconds{90000});
    const auto elsewhere = connection("192.0.2.67", 0, milliseconds{10});
    EXPECT_THAT(left_behind({one, idle, elsewhere}), IsEmpty());
}

TEST(AConnection, IsNotLeftBehindBecauseItIsIdleOrLosesAPacket)
{
    const auto present = connection("192.0.2.66", 0, milliseconds{600});
    EXPECT_THAT(
        left_behind({connection("192.0.2.66", 0, milliseconds{90000}), present}), IsEmpty());
    EXPECT_THAT(left_behind({connection("192.0.2.66", 2, milliseconds{1000}), present}), IsEmpty());
}

TEST(AnEndpoint, IsWrittenAsAddressAndPort)
{
    EXPECT_EQ(to_text(TcpEndpoint{ip("192.0.2.66"), 57804}), "192.0.2.66:57804");
    EXPECT_EQ(to_text(TcpEndpoint{ip("2001:db8::66"), 57804}), "[2001:db8::66]:57804");
}

/// As the kernel would send it.
Message diagnosis(std::uint8_t family, std::uint8_t timer, std::size_t details)
{
    inet_diag_msg header{};
    header.idiag_family = family;
    header.idiag_timer = timer;
    header.idiag_retrans = 4;
    header.id.idiag_sport = htons(3306);
    header.id.idiag_dport = htons(57804);
    const auto source = ip(family == AF_INET ? "192.0.2.65" : "2001:db8::65");
    const auto target = ip(family == AF_INET ? "192.0.2.66" : "2001:db8::66");
    std::memcpy(&header.id.idiag_src[0], source.bytes.data(), source.octets().size());
    std::memcpy(&header.id.idiag_dst[0], target.bytes.data(), target.octets().size());
    header.id.idiag_cookie[0] = 7;
    header.id.idiag_cookie[1] = 8;
    tcp_info info{};
    info.tcpi_last_ack_recv = 4711;
    Message message(nlmsg_alloc_simple(SOCK_DIAG_BY_FAMILY, 0));
    nlmsg_append(message.get(), &header, sizeof(header), NLMSG_ALIGNTO);
    nla_put(message.get(), INET_DIAG_INFO, static_cast<int>(details), &info);
    return message;
}

TEST(ADiagnosis, BecomesAConnection)
{
    for (const auto family : {std::uint8_t{AF_INET}, std::uint8_t{AF_INET6}}) {
        const auto seen =
            parse_tcp_connection(nlmsg_hdr(diagnosis(family, 1, sizeof(tcp_info)).get()));

        ASSERT_TRUE(seen);
        EXPECT_EQ(to_text(seen->local.address), family == AF_INET ? "192.0.2.65" : "2001:db8::65");
        EXPECT_EQ(seen->local.port, 3306);
        EXPECT_EQ(to_text(seen->remote.address), family == AF_INET ? "192.0.2.66" : "2001:db8::66");
        EXPECT_EQ(seen->remote.port, 57804);
        EXPECT_EQ(seen->retransmissions, 4);
        EXPECT_EQ(seen->since_answer, milliseconds{4711});
        EXPECT_THAT(seen->cookie, ElementsAre(7, 8));
    }
}

TEST(ADiagnosis, CountsRepetitionsOnlyWhileTheKernelRepeats)
{
    constexpr std::uint8_t keepalive_timer = 2;
    const auto seen = parse_tcp_connection(
        nlmsg_hdr(diagnosis(AF_INET, keepalive_timer, sizeof(tcp_info)).get()));
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->retransmissions, 0);
}

TEST(ADiagnosis, OfAnotherFamilyOrWithoutDetailsIsNone)
{
    EXPECT_FALSE(parse_tcp_connection(nlmsg_hdr(diagnosis(AF_UNIX, 1, sizeof(tcp_info)).get())));
    EXPECT_FALSE(parse_tcp_connection(nlmsg_hdr(diagnosis(AF_INET, 1, 8).get())));
    const Message other(nlmsg_alloc_simple(NLMSG_DONE, 0));
    EXPECT_FALSE(parse_tcp_connection(nlmsg_hdr(other.get())));
}

TEST(ARequestToEndAConnection, NamesThisVerySocket)
{
    const auto seen =
        parse_tcp_connection(nlmsg_hdr(diagnosis(AF_INET, 1, sizeof(tcp_info)).get()));
    ASSERT_TRUE(seen);

    const auto message = end_tcp_connection_request(*seen);
    const auto* header = nlmsg_hdr(message.get());
    inet_diag_req_v2 request{};
    std::memcpy(&request, nlmsg_data(header), sizeof(request));

    EXPECT_EQ(header->nlmsg_type, SOCK_DESTROY);
    EXPECT_EQ(request.sdiag_family, AF_INET);
    EXPECT_EQ(request.sdiag_protocol, IPPROTO_TCP);
    EXPECT_EQ(request.id.idiag_sport, htons(3306));
    EXPECT_EQ(request.id.idiag_dport, htons(57804));
    EXPECT_EQ(request.id.idiag_dst[0], htonl(0xc0000242));
    EXPECT_EQ(request.id.idiag_cookie[0], 7);
    EXPECT_EQ(request.id.idiag_cookie[1], 8);
}

} // namespace
} // namespace mmm::net
