// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/netlink_socket.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"

#include <netlink/attr.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include <linux/netlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace mmm::net {

void MessageDeleter::operator()(nl_msg* message) const
{
    nlmsg_free(message);
}

namespace {

/// The kernel's explanation behind an error (NETLINK_EXT_ACK); empty when there is none.
std::string explanation(nlmsgerr* error)
{
    auto* outer = reinterpret_cast<nlmsghdr*>( // NOLINT(*-reinterpret-cast): as the kernel sends it
        reinterpret_cast<char*>(error) - NLMSG_HDRLEN);
    if ((outer->nlmsg_flags & NLM_F_ACK_TLVS) == 0) {
        return {};
    }
    std::array<nlattr*, NLMSGERR_ATTR_MAX + 1> attributes{};
    if (nlmsg_parse(outer, sizeof(nlmsgerr), attributes.data(), NLMSGERR_ATTR_MAX, nullptr) != 0 ||
        attributes[NLMSGERR_ATTR_MSG] == nullptr) {
        return {};
    }
    return nla_get_string(attributes[NLMSGERR_ATTR_MSG]);
}

/// Where libnl's C callbacks leave what they were given.
struct Answer {
    const std::function<void(nlmsghdr*)>& handler;
    int error_number = 0;
    std::string text{};
};

int on_message(nl_msg* message, void* argument) noexcept
{
    static_cast<Answer*>(argument)->handler(nlmsg_hdr(message));
    return NL_OK;
}

int on_error(sockaddr_nl* /*from*/, nlmsgerr* error, void* argument) noexcept
{
    auto& answer = *static_cast<Answer*>(argument);
    answer.error_number = -error->error;
    answer.text = explanation(error);
    return NL_STOP;
}

} // namespace

void NetlinkSocket::Closer::operator()(nl_sock* socket) const
{
    nl_socket_free(socket);
}

Error NetlinkSocket::Failure::during(std::string_view what) const
{
    if (text.empty()) {
        return system_error(what, error_number);
    }
    return Error{
        system_error(what, error_number).code,
        cat("could not ", what, ": ", errno_text(error_number), " (", text, ")")};
}

NetlinkSocket::NetlinkSocket(nl_sock* socket)
    : socket_(socket)
{
}

Result<NetlinkSocket> NetlinkSocket::open(int protocol)
{
    NetlinkSocket netlink(nl_socket_alloc());
    if (!netlink.socket_) {
        return system_error("open a netlink socket", ENOMEM);
    }
    const int failed = nl_connect(netlink.socket_.get(), protocol);
    if (failed != 0) {
        return Error{Errc::internal, cat("could not open a netlink socket: ", nl_geterror(failed))};
    }
    nl_socket_disable_auto_ack(netlink.socket_.get());
    const int on = 1; // an older kernel answers without explanations
    const int fd = nl_socket_get_fd(netlink.socket_.get());
    ::setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
    ::setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
    return netlink;
}

std::optional<NetlinkSocket::Failure>
NetlinkSocket::transact(const Message& request, const Handler& handler)
{
    auto* socket = socket_.get();
    Answer answer{.handler = handler};
    nl_socket_modify_cb(socket, NL_CB_VALID, NL_CB_CUSTOM, on_message, &answer);
    nl_socket_modify_err_cb(socket, NL_CB_CUSTOM, on_error, &answer);
    if (nl_send_auto(socket, request.get()) < 0) {
        return Failure{errno, {}};
    }
    const bool acknowledged = (nlmsg_hdr(request.get())->nlmsg_flags & NLM_F_ACK) != 0;
    const int result = acknowledged ? nl_wait_for_ack(socket) : nl_recvmsgs_default(socket);
    if (answer.error_number != 0) {
        return Failure{answer.error_number, answer.text};
    }
    if (result == -NLE_DUMP_INTR) {
        return Failure{EAGAIN, {}};
    }
    if (result < 0) {
        return Failure{EIO, nl_geterror(result)};
    }
    return std::nullopt;
}

} // namespace mmm::net
