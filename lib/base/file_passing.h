// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// An open file handed from one process to another (SCM_RIGHTS of unix(7)).
#pragma once

#include "lib/base/fd.h"

#include <string>
#include <string_view>

namespace mmm {

/// Sends one message, with an open file unless it is -1; false when nobody is there to get it.
bool send_message(int socket, std::string_view text, int file = -1);

struct Message {
    std::string text;
    Fd file;
};

/// The next message, up to 4096 bytes, without waiting; its text is empty when there is none.
Message receive_message(int socket);

} // namespace mmm
