// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A time zone for the life of an object, so that local times can be compared.
#pragma once

#include <cstdlib>
#include <ctime>

namespace mmm::control {

class ATimeZone {
public:
    explicit ATimeZone(const char* name)
    {
        ::setenv("TZ", name, 1);
        ::tzset();
    }

    ATimeZone(const ATimeZone&) = delete;
    ATimeZone& operator=(const ATimeZone&) = delete;

    ~ATimeZone()
    {
        ::unsetenv("TZ");
        ::tzset();
    }
};

} // namespace mmm::control
