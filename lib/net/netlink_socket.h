// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Requests to the kernel over netlink(7) and its answers, through libnl-3.
#pragma once

#include "lib/base/result.h"

#include <cerrno>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct nl_msg;
struct nl_sock;
struct nlmsghdr;

namespace mmm::net {

struct MessageDeleter {
    void operator()(nl_msg* message) const;
};

using Message = std::unique_ptr<nl_msg, MessageDeleter>;

/// A conversation with the kernel about the network namespace the process was in at open().
class NetlinkSocket {
public:
    using Handler = std::function<void(nlmsghdr*)>;

    /// What went wrong: the error number, and the kernel's text if it sent one.
    struct Failure {
        int error_number = 0;
        std::string text;

        [[nodiscard]] Error during(std::string_view what) const;
    };

    /// Of a protocol such as NETLINK_ROUTE.
    static Result<NetlinkSocket> open(int protocol);

    /// Sends the request and hands every message of the answer to the handler.
    std::optional<Failure> transact(
        const Message& request, const Handler& handler = [](nlmsghdr*) {});

    /// All values of a dump, as far as `parse` makes one of a message. Asks again when the kernel
    /// says that they changed meanwhile.
    template<typename Value>
    std::pair<std::vector<Value>, std::optional<Failure>> dump(
        const std::function<Message()>& request,
        const std::function<std::optional<Value>(nlmsghdr*)>& parse)
    {
        constexpr int attempts = 20;
        for (int attempt = 1;; ++attempt) {
            std::vector<Value> values;
            auto failure = transact(request(), [&](nlmsghdr* message) {
                if (auto value = parse(message)) {
                    values.push_back(std::move(*value));
                }
            });
            if (!failure || failure->error_number != EAGAIN || attempt == attempts) {
                return {std::move(values), std::move(failure)};
            }
        }
    }

private:
    struct Closer {
        void operator()(nl_sock* socket) const;
    };

    explicit NetlinkSocket(nl_sock* socket);

    std::unique_ptr<nl_sock, Closer> socket_;
};

} // namespace mmm::net
