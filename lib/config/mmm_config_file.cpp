// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/config/mmm_config_file.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"
#include "lib/base/fd.h"
#include "lib/base/private_memory.h"
#include "lib/base/result.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

namespace mmm::config {

namespace {

constexpr std::size_t size_limit = 1U << 20U;
/// Files that include each other twice would double with each step.
constexpr std::size_t file_limit = 100;
constexpr std::string_view suffix = ".conf";

std::string with_suffix(std::string_view name)
{
    return name.ends_with(suffix) ? std::string(name) : cat(name, suffix);
}

/// Empty when there is none.
std::string find_file(std::string_view name, const std::vector<std::string>& directories)
{
    for (const auto& directory : directories) {
        auto path = cat(directory, "/", name);
        if (::access(path.c_str(), R_OK) == 0) {
            return path;
        }
    }
    return {};
}

Result<std::string> read_all(const Fd& file, const std::string& path)
{
    std::string text;
    std::array<char, 16384> buffer{};
    for (;;) {
        const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
        if (got < 0) {
            return system_error(cat("read '", path, "'"));
        }
        if (got == 0) {
            return text;
        }
        text.append(buffer.data(), static_cast<std::size_t>(got));
        if (text.size() > size_limit) {
            return Error{
                Errc::malformed_input,
                cat("could not read '", path, "': it is larger than any configuration")};
        }
    }
}

/// The text of a file that keeps passwords from others; writable is tested first, as MMM does.
Result<std::string> read_private(const std::string& path)
{
    const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));

    struct stat status {};

    if (!file.valid() || ::fstat(file.get(), &status) != 0) {
        return system_error(cat("read '", path, "'"));
    }
    if (!S_ISREG(status.st_mode)) {
        return Error{
            Errc::malformed_input, cat("could not read '", path, "': it is not a regular file")};
    }
    if ((status.st_mode & S_IWOTH) != 0) {
        return Error{Errc::no_permission, cat("Configuration file ", path, " is world writable!")};
    }
    if ((status.st_mode & S_IROTH) != 0) {
        return Error{Errc::no_permission, cat("Configuration file ", path, " is world readable!")};
    }
    leave_no_core();
    return read_all(file, path);
}

/// Reads one file after the other, in place of the line that includes it.
class Reader {
public:
    explicit Reader(const std::vector<std::string>& directories)
        : directories_(directories)
    {
    }

    void read(std::string_view name, const std::string& place, MmmFileContents& into)
    {
        const auto whole = with_suffix(name);
        const auto path = find_file(whole, directories_);
        if (path.empty()) {
            into.errors.push_back(
                cat("No readable config file ", whole, " in ", join(directories_, ", "), place));
            return;
        }
        if (std::ranges::find(open_, path) != open_.end()) {
            into.errors.push_back(cat("Configuration file ", path, " includes itself", place));
            return;
        }
        if (++count_ > file_limit) {
            if (count_ == file_limit + 1) {
                into.errors.push_back(cat("More than ", file_limit, " files are included", place));
            }
            return;
        }
        read_path(path, place, into);
    }

private:
    void read_path(const std::string& path, const std::string& place, MmmFileContents& into)
    {
        const auto text = read_private(path);
        if (!text) {
            into.errors.push_back(cat(text.error().message, place));
            return;
        }
        if (std::ranges::find(into.files, path) == into.files.end()) {
            into.files.push_back(path);
        }
        open_.push_back(path);
        parse_mmm_config(
            *text,
            path,
            [this](
                std::string_view name, const std::string& file, int line, MmmFileContents& found) {
                read(name, cat(" (included in '", file, "' on line ", line, ")"), found);
            },
            into);
        open_.pop_back();
    }

    const std::vector<std::string>& directories_;
    std::vector<std::string> open_; ///< the files being read, from the outermost in
    std::size_t count_ = 0;
};

} // namespace

const std::vector<std::string>& mmm_config_directories()
{
    static const std::vector<std::string> directories{"/etc", "/etc/mmm", "/etc/mysql-mmm"};
    return directories;
}

MmmFileContents read_mmm_config(std::string_view name, const std::vector<std::string>& directories)
{
    MmmFileContents contents;
    Reader(directories).read(name, "", contents);
    return contents;
}

bool mmm_config_exists(std::string_view name, const std::vector<std::string>& directories)
{
    return !find_file(with_suffix(name), directories).empty();
}

std::vector<std::string> mmm_cluster_names(const std::vector<std::string>& directories)
{
    namespace fs = std::filesystem;
    constexpr std::string_view prefix = "mmm_mon_";
    std::set<std::string> names;
    for (const auto& directory : directories) {
        std::error_code fault;
        for (fs::directory_iterator entry(directory, fault); !fault && entry != fs::end(entry);
             entry.increment(fault)) {
            const auto file = entry->path().filename().string();
            // mmm_mon_log.conf configures MMM's log.
            if (file.starts_with(prefix) && file.ends_with(suffix) &&
                file.size() > prefix.size() + suffix.size() && !file.starts_with("mmm_mon_log")) {
                names.insert(
                    file.substr(prefix.size(), file.size() - prefix.size() - suffix.size()));
            }
        }
    }
    return {names.begin(), names.end()};
}

} // namespace mmm::config
