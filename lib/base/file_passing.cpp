// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/file_passing.h"

#include <sys/socket.h>

#include <array>
#include <cstring>

namespace mmm {

namespace {

/// Room for one descriptor, aligned as the kernel wants it.
struct Control {
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> bytes{};
};

Fd file_of(msghdr& header)
{
    auto* control = CMSG_FIRSTHDR(&header);
    if (control == nullptr || control->cmsg_level != SOL_SOCKET ||
        control->cmsg_type != SCM_RIGHTS || control->cmsg_len != CMSG_LEN(sizeof(int))) {
        return {};
    }
    int file = -1;
    std::memcpy(&file, CMSG_DATA(control), sizeof(file));
    return Fd(file);
}

} // namespace

bool send_message(int socket, std::string_view text, int file)
{
    std::string copy(text);
    iovec part{copy.data(), copy.size()};
    Control control;
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    if (file >= 0) {
        header.msg_control = control.bytes.data();
        header.msg_controllen = control.bytes.size();
        auto* message = CMSG_FIRSTHDR(&header);
        message->cmsg_level = SOL_SOCKET;
        message->cmsg_type = SCM_RIGHTS;
        message->cmsg_len = CMSG_LEN(sizeof(int));
        std::memcpy(CMSG_DATA(message), &file, sizeof(file));
    }
    return ::sendmsg(socket, &header, MSG_NOSIGNAL) >= 0;
}

Message receive_message(int socket)
{
    std::array<char, 4096> buffer{};
    iovec part{buffer.data(), buffer.size()};
    Control control;
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control.bytes.data();
    header.msg_controllen = control.bytes.size();
    const auto got = ::recvmsg(socket, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (got <= 0) {
        return {};
    }
    return {std::string(buffer.data(), static_cast<std::size_t>(got)), file_of(header)};
}

} // namespace mmm
