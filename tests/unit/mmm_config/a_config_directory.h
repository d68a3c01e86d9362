// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A directory with MMM's files as an installation has them: not for everybody.
#pragma once

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

namespace mmm::config_tool {

class AConfigDirectory : public testing::Test {
protected:
    void SetUp() override
    {
        std::string pattern = testing::TempDir() + "mmm-config-XXXXXX";
        directory_ = ::mkdtemp(pattern.data());
    }

    void TearDown() override { std::filesystem::remove_all(directory_); }

    /// Files of tests/data/mmm-config.
    void copy(const std::string& seed) const
    {
        const std::filesystem::path source = std::string(MMM_TEST_DATA) + "/mmm-config/" + seed;
        for (const auto& entry : std::filesystem::directory_iterator(source)) {
            std::stringstream text;
            text << std::ifstream(entry.path()).rdbuf();
            write(entry.path().filename().string(), text.str());
        }
    }

    void write(const std::string& name, std::string_view text) const
    {
        const auto path = file(name);
        std::ofstream(path) << text;
        ::chmod(path.c_str(), 0640);
    }

    [[nodiscard]] std::string read(const std::string& name) const
    {
        std::stringstream text;
        text << std::ifstream(file(name)).rdbuf();
        return text.str();
    }

    [[nodiscard]] std::string file(const std::string& name) const
    {
        return directory_ + "/" + name;
    }

    [[nodiscard]] const std::string& directory() const { return directory_; }

private:
    std::string directory_;
};

} // namespace mmm::config_tool
