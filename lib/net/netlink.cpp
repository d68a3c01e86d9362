// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/netlink.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"
#include "lib/net/netlink_message.h"

#include <netlink/attr.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace mmm::net {

namespace {

/// How often an answer is asked for again that changed while the kernel gave it.
constexpr int attempts = 20;

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

void Netlink::Closer::operator()(nl_sock* socket) const
{
    nl_socket_free(socket);
}

Error Netlink::Failure::during(std::string_view what) const
{
    if (text.empty()) {
        return system_error(what, error_number);
    }
    return Error{
        system_error(what, error_number).code,
        cat("could not ", what, ": ", errno_text(error_number), " (", text, ")")};
}

Netlink::Netlink(nl_sock* socket)
    : socket_(socket)
{
}

Result<Netlink> Netlink::open()
{
    Netlink netlink(nl_socket_alloc());
    if (!netlink.socket_) {
        return system_error("open a netlink socket", ENOMEM);
    }
    const int failed = nl_connect(netlink.socket_.get(), NETLINK_ROUTE);
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

std::optional<Netlink::Failure> Netlink::transact(nl_msg* request, const Handler& handler)
{
    auto* socket = socket_.get();
    Answer answer{.handler = handler};
    nl_socket_modify_cb(socket, NL_CB_VALID, NL_CB_CUSTOM, on_message, &answer);
    nl_socket_modify_err_cb(socket, NL_CB_CUSTOM, on_error, &answer);
    if (nl_send_auto(socket, request) < 0) {
        return Failure{errno, {}};
    }
    const bool acknowledged = (nlmsg_hdr(request)->nlmsg_flags & NLM_F_ACK) != 0;
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

namespace {

/// All values of a dump. Asks again when the kernel says that they changed meanwhile.
template<typename Value, typename Transact, typename Request, typename Parse>
auto dump(const Transact& transact, const Request& request, const Parse& parse)
    -> std::pair<std::vector<Value>, decltype(transact(nullptr, nullptr))>
{
    for (int attempt = 1;; ++attempt) {
        std::vector<Value> values;
        auto failure = transact(request().get(), [&](nlmsghdr* message) {
            if (auto value = parse(message)) {
                values.push_back(std::move(*value));
            }
        });
        if (!failure || failure->error_number != EAGAIN || attempt == attempts) {
            return {std::move(values), std::move(failure)};
        }
    }
}

} // namespace

Result<std::optional<Link>> Netlink::one_link(nl_msg* request, std::string_view which)
{
    std::optional<Link> found;
    const auto failure = transact(request, [&](nlmsghdr* message) { found = parse_link(message); });
    if (failure && failure->error_number == ENODEV) {
        return std::optional<Link>{};
    }
    if (failure) {
        return failure->during(cat("read the state of interface ", which));
    }
    return found;
}

Result<std::optional<Link>> Netlink::link_by_name(std::string_view name)
{
    return one_link(link_by_name_request(name).get(), cat('"', name, '"'));
}

Result<std::optional<Link>> Netlink::link_by_index(int index)
{
    return one_link(link_by_index_request(index).get(), cat("number ", index));
}

Result<std::vector<Link>> Netlink::links()
{
    const auto ask = [this](nl_msg* request, const Handler& handler) {
        return transact(request, handler);
    };
    auto [links, failure] = dump<Link>(ask, links_request, parse_link);
    if (failure) {
        return failure->during("list the interfaces");
    }
    return std::move(links);
}

Result<std::vector<InterfaceAddress>> Netlink::addresses()
{
    const auto ask = [this](nl_msg* request, const Handler& handler) {
        return transact(request, handler);
    };
    auto [addresses, failure] = dump<InterfaceAddress>(ask, addresses_request, parse_address);
    if (failure) {
        return failure->during("list the addresses");
    }
    return std::move(addresses);
}

Result<std::vector<ConnectedNetwork>> Netlink::connected_networks(Family family)
{
    const auto ask = [this](nl_msg* request, const Handler& handler) {
        return transact(request, handler);
    };
    auto [networks, failure] = dump<ConnectedNetwork>(
        ask, [family] { return routes_request(family); }, parse_connected_network);
    if (failure) {
        return failure->during("list the routes");
    }
    return std::move(networks);
}

Result<> Netlink::add(const InterfaceAddress& address)
{
    const auto failure = transact(add_address_request(address).get(), [](nlmsghdr*) {});
    if (failure) {
        return failure->during(cat("add address ", to_text(address.address)));
    }
    return {};
}

Result<> Netlink::remove(const InterfaceAddress& address)
{
    const auto failure = transact(remove_address_request(address).get(), [](nlmsghdr*) {});
    if (failure && failure->error_number != EADDRNOTAVAIL && failure->error_number != ENODEV) {
        return failure->during(cat("remove address ", to_text(address.address)));
    }
    return {};
}

Result<> Netlink::set_up(const Link& link)
{
    const auto failure = transact(link_up_request(link).get(), [](nlmsghdr*) {});
    if (failure) {
        return failure->during(cat("set interface \"", link.name, "\" up"));
    }
    return {};
}

} // namespace mmm::net
