// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's interfaces, addresses and routes over rtnetlink(7), through libnl-3.
#pragma once

#include "lib/base/result.h"
#include "lib/net/interface.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct nl_msg;
struct nl_sock;
struct nlmsghdr;

namespace mmm::net {

/// A conversation with the kernel about the network namespace the process was in at open(). Errors
/// carry the kernel's own explanation where it gives one.
class Netlink {
public:
    static Result<Netlink> open();

    /// By name or by alternative name; nothing when there is no such interface.
    Result<std::optional<Link>> link_by_name(std::string_view name);
    Result<std::optional<Link>> link_by_index(int index);
    Result<std::vector<Link>> links();
    /// All addresses of both families.
    Result<std::vector<InterfaceAddress>> addresses();
    Result<std::vector<ConnectedNetwork>> connected_networks(Family family);

    /// Puts the address on its interface, or changes its attributes when it is there already.
    Result<> add(const InterfaceAddress& address);
    /// Success as well when the address or its interface is gone.
    Result<> remove(const InterfaceAddress& address);
    Result<> set_up(const Link& link);

private:
    struct Closer {
        void operator()(nl_sock* socket) const;
    };

    using Handler = std::function<void(nlmsghdr*)>;

    /// What went wrong: the error number, and the kernel's text if it sent one.
    struct Failure {
        int error_number = 0;
        std::string text;

        [[nodiscard]] Error during(std::string_view what) const;
    };

    explicit Netlink(nl_sock* socket);

    /// Sends the request and hands every message of the answer to the handler.
    std::optional<Failure> transact(nl_msg* request, const Handler& handler);
    Result<std::optional<Link>> one_link(nl_msg* request, std::string_view which);

    std::unique_ptr<nl_sock, Closer> socket_;
};

} // namespace mmm::net
