// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/config/history_file.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"
#include "lib/base/fd.h"
#include "lib/base/file_lock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>

namespace mmm::config {

namespace {

constexpr std::string_view prefix = "mysql-";
constexpr std::string_view suffix = ".history";
constexpr mode_t readable_by_all = 0644;
constexpr mode_t directory_of_root = 0755;

/// Nothing when there is no such file.
Result<std::string> read_text(const std::string& path)
{
    const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.valid()) {
        return errno == ENOENT ? Result<std::string>(std::string{})
                               : Result<std::string>(system_error(cat("open \"", path, "\"")));
    }
    std::string text;
    std::array<char, 65536> part{};
    for (;;) {
        const auto got = ::read(file.get(), part.data(), part.size());
        if (got < 0 && errno != EINTR) {
            return system_error(cat("read \"", path, "\""));
        }
        if (got == 0) {
            return text;
        }
        text.append(part.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    }
}

Result<> write_all(const Fd& file, std::string_view text, const std::string& path)
{
    while (!text.empty()) {
        const auto written = ::write(file.get(), text.data(), text.size());
        if (written < 0 && errno != EINTR) {
            return system_error(cat("write \"", path, "\""));
        }
        text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
    // The mode of open() is cut by the umask, which an agent inherits from whoever started it.
    if (::fchmod(file.get(), readable_by_all) != 0 || ::fsync(file.get()) != 0) {
        return system_error(cat("write \"", path, "\""));
    }
    return {};
}

Result<> replace(const std::string& path, std::string_view text)
{
    const auto temporary = cat(path, ".new");
    const Fd file(::open(
        temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, readable_by_all));
    if (!file.valid()) {
        return system_error(cat("create \"", temporary, "\""));
    }
    if (auto written = write_all(file, text, temporary); !written) {
        ::unlink(temporary.c_str());
        return written;
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        return system_error(cat("replace \"", path, "\""));
    }
    const auto directory = std::filesystem::path(path).parent_path().string();
    const Fd folder(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.valid() || ::fsync(folder.get()) != 0) {
        return system_error(cat("make \"", path, "\" durable"));
    }
    return {};
}

} // namespace

HistoryFile::HistoryFile(const std::string& resource, const std::string& directory)
    : path_(cat(directory, "/", prefix, resource, suffix))
{
}

Result<> HistoryFile::append(const model::HistoryEntry& entry, Deadline deadline) const
{
    const auto directory = std::filesystem::path(path_).parent_path().string();
    if (::mkdir(directory.c_str(), directory_of_root) != 0 && errno != EEXIST) {
        return system_error(cat("create the directory \"", directory, "\""));
    }
    // Also when somebody else has made it, for root alone: the history is for everybody to read.
    ::chmod(directory.c_str(), directory_of_root);
    const auto lock = FileLock::take(cat(path_, ".lock"), deadline);
    if (!lock) {
        return Error(lock.error()).during("could not write the history of writer moves");
    }
    const auto text = read_text(path_);
    if (!text) {
        return text.error();
    }
    return replace(path_, model::add_to_history(*text, entry, history_limit));
}

Result<std::vector<model::HistoryEntry>> HistoryFile::read() const
{
    const auto text = read_text(path_);
    if (!text) {
        return text.error();
    }
    return model::parse_history(*text);
}

std::vector<std::string> resources_with_history(const std::string& directory)
{
    std::vector<std::string> resources;
    std::error_code ignored; // no directory, no history
    for (const auto& entry : std::filesystem::directory_iterator(directory, ignored)) {
        const auto name = entry.path().filename().string();
        if (name.starts_with(prefix) && name.ends_with(suffix) &&
            name.size() > prefix.size() + suffix.size()) {
            resources.push_back(
                name.substr(prefix.size(), name.size() - prefix.size() - suffix.size()));
        }
    }
    std::ranges::sort(resources);
    return resources;
}

} // namespace mmm::config
