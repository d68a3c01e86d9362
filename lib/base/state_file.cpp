// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/state_file.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"
#include "lib/base/fd.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace mmm {

StateValues read_state_file(const std::string& path)
{
    StateValues values;
    std::ifstream in(path);
    std::string line;
    while (std::getline(in, line)) {
        const auto equals = line.find('=');
        if (equals != std::string::npos) {
            values[line.substr(0, equals)] = line.substr(equals + 1);
        }
    }
    return values;
}

Result<> write_state_file(const std::string& path, const StateValues& values, Lasting lasting)
{
    std::string text;
    for (const auto& [name, value] : values) {
        text += cat(name, "=", value.substr(0, value.find('\n')), "\n");
    }
    std::error_code ignored; // open() below reports what matters
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
    const std::string temporary = cat(path, ".", ::getpid());
    const Fd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!fd.valid()) {
        return system_error(cat("create \"", temporary, "\""));
    }
    if (::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        (lasting == Lasting::durable && ::fsync(fd.get()) != 0) ||
        ::rename(temporary.c_str(), path.c_str()) != 0) {
        const auto failure = system_error(cat("write \"", path, "\""));
        ::unlink(temporary.c_str());
        return failure;
    }
    return {};
}

} // namespace mmm
