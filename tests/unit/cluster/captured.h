// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What real tools printed, from tests/data.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace mmm {

/// The bytes of a file below tests/data/pacemaker-2.1.5.
inline std::string captured(const std::string& name)
{
    std::ifstream file(MMM_TEST_DATA "/pacemaker-2.1.5/" + name, std::ios::binary);
    EXPECT_TRUE(file.is_open()) << name;
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace mmm
