// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/link_settings.h"

#include "lib/base/cat.h"
#include "lib/base/fd.h"

#include <fcntl.h>
#include <unistd.h>

namespace mmm::net {

namespace {

constexpr char unknown = '?';

char read_switch(const std::string& path)
{
    const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    char value = unknown;
    return fd.valid() && ::read(fd.get(), &value, 1) == 1 ? value : unknown;
}

bool write_switch(const std::string& path, char value)
{
    const Fd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    return fd.valid() && ::write(fd.get(), &value, 1) == 1;
}

} // namespace

bool is_ipv6_disabled(const std::string& link_name)
{
    return read_switch(cat("/proc/sys/net/ipv6/conf/", link_name, "/disable_ipv6")) != '0';
}

SecondariesPromoted::SecondariesPromoted(const std::string& link_name)
    : path_(cat("/proc/sys/net/ipv4/conf/", link_name, "/promote_secondaries"))
    , switched_(
          read_switch("/proc/sys/net/ipv4/conf/all/promote_secondaries") == '0' &&
          read_switch(path_) == '0' && write_switch(path_, '1'))
{
}

SecondariesPromoted::~SecondariesPromoted()
{
    if (switched_) {
        write_switch(path_, '0');
    }
}

} // namespace mmm::net
