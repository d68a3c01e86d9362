// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/cluster/quorum.h"

#include "lib/base/cat.h"

#include <corosync/quorum.h>

#include <utility>

namespace mmm::cluster {

namespace {

Error unreachable(const char* what, cs_error_t code)
{
    return Error{
        Errc::unreachable,
        cat("could not ", what, ": corosync answers with error ", static_cast<int>(code))};
}

} // namespace

Result<Quorum> Quorum::connect()
{
    quorum_handle_t handle = 0;
    std::uint32_t type = 0;
    const auto code = ::quorum_initialize(&handle, nullptr, &type);
    if (code != CS_OK) {
        return unreachable("connect to corosync", code);
    }
    return Quorum(handle);
}

Quorum::Quorum(Quorum&& other) noexcept
    : handle_(other.handle_)
    , connected_(std::exchange(other.connected_, false))
{
}

Quorum::~Quorum()
{
    if (connected_) {
        ::quorum_finalize(handle_);
    }
}

Result<bool> Quorum::is_quorate() const
{
    int quorate = 0;
    const auto code = ::quorum_getquorate(handle_, &quorate);
    if (code != CS_OK) {
        return unreachable("ask for quorum", code);
    }
    return quorate != 0;
}

} // namespace mmm::cluster
