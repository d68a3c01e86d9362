// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/network_namespace.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/file.h>

#include <chrono>
#include <thread>

namespace mmm::net {

Result<> enter_network_namespace(const std::string& name)
{
    const auto path = cat("/run/netns/", name);
    const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd.valid() && errno == ENOENT) {
        return Error{
            Errc::bad_on_this_host,
            cat("there is no network namespace \"", name, "\" on this host")};
    }
    if (!fd.valid() || ::setns(fd.get(), CLONE_NEWNET) != 0) {
        return system_error(cat("enter the network namespace \"", name, "\""));
    }
    return {};
}

Result<Fd> lock_network_namespace(Deadline deadline)
{
    Fd fd(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
    if (!fd.valid()) {
        return system_error("open the network namespace");
    }
    while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            return system_error("lock the network namespace");
        }
        if (deadline.passed()) {
            return Error{
                Errc::timeout, "another instance did not finish changing addresses in time"};
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{1}); // held for less than that
    }
    return fd;
}

} // namespace mmm::net
