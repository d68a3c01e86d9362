// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The network namespace this process works in.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/fd.h"
#include "lib/base/result.h"

#include <string>

namespace mmm::net {

/// Moves this process into the network namespace that ip-netns(8) made under this name.
/// Error bad_on_this_host when there is none.
Result<> enter_network_namespace(const std::string& name);

/// Keeps other instances of ours from changing addresses of this namespace for as long as the
/// result is open. The lock is on the namespace itself, so it needs no file anywhere.
Result<Fd> lock_network_namespace(Deadline deadline);

} // namespace mmm::net
