// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Settings of interfaces that the kernel has below /proc/sys/net only, of the network namespace the
// process is in.
#pragma once

#include <string>

namespace mmm::net {

/// No IPv6 address can be added: switched off for this interface, or unknown to the kernel.
bool is_ipv6_disabled(const std::string& link_name);

/// Has the kernel promote a secondary IPv4 address, instead of dropping all of them, when the
/// first address of their network is removed, for as long as this object lives. Does nothing where
/// that is the setting anyway, or where the setting cannot be changed.
class SecondariesPromoted {
public:
    explicit SecondariesPromoted(const std::string& link_name);
    ~SecondariesPromoted();

    SecondariesPromoted(const SecondariesPromoted&) = delete;
    SecondariesPromoted& operator=(const SecondariesPromoted&) = delete;
    SecondariesPromoted(SecondariesPromoted&&) = delete;
    SecondariesPromoted& operator=(SecondariesPromoted&&) = delete;

private:
    std::string path_;
    bool switched_;
};

} // namespace mmm::net
