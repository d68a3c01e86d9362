// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_config/credentials_file.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"
#include "lib/base/fd.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <string_view>

namespace mmm::config_tool {

namespace {

/// In quotes, so that blanks and # stay what they are.
std::string in_quotes(std::string_view value)
{
    std::string text = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\') {
            text += '\\';
        }
        text += c;
    }
    return text + "\"";
}

bool write_all(const Fd& file, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t written = ::write(file.get(), text.data(), text.size());
        if (written < 0) {
            return false;
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(file.get()) == 0;
}

} // namespace

std::string credentials_text(const std::vector<model::MmmAccount>& accounts)
{
    std::string text;
    for (const auto& account : accounts) {
        text +=
            cat(text.empty() ? "" : "\n",
                "[",
                account.user,
                "]\npassword = ",
                in_quotes(account.password),
                "\n");
    }
    return text;
}

Result<> write_credentials(const std::string& path, const std::string& text)
{
    const auto directory = std::filesystem::path(path).parent_path();
    std::error_code fault;
    if (!directory.empty()) {
        std::filesystem::create_directories(directory, fault);
    }
    // Never readable for others, not even for the moment before a chmod.
    auto temporary = cat(path, ".XXXXXX");
    const Fd file(::mkostemp(temporary.data(), O_CLOEXEC));
    if (!file.valid()) {
        return system_error(cat("write \"", path, "\""));
    }
    if (!write_all(file, text) || ::rename(temporary.c_str(), path.c_str()) != 0) {
        auto error = system_error(cat("write \"", path, "\""));
        ::unlink(temporary.c_str());
        return error;
    }
    return {};
}

} // namespace mmm::config_tool
