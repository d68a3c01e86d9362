// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/binlog_archive.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/base/state_file.h"
#include "lib/base/text.h"
#include "lib/db/binlog_file.h"
#include "ocf-agent/mysql/report.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <vector>

namespace mmm::mysql {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view archive_root = "/var/lib/mmm-ha/archive";
constexpr std::size_t files_in_tail = 2;

// What the memory consists of, besides the number of the move.
const std::string log_base_key = "log_base";
const std::string whole_data_key = "whole_data";
const std::string crashed_key = "crashed_log";
const std::string copy_key = "crashed_log_copy";

std::string memory_path(const std::string& resource)
{
    return cat("/var/lib/mmm-ha/mysql-", resource, ".binlog");
}

/// Other than a log, which the server replaces, this file lives as long as the data; a copy that is
/// put in its place is another file. Empty when there is none.
std::string mark_of_data(const std::string& datadir)
{
    struct stat status {};

    const auto path = cat(datadir, "/ibdata1");
    return ::stat(path.c_str(), &status) == 0 ? cat(status.st_dev, ":", status.st_ino) : "";
}

/// Durably.
Result<> forget(const std::string& resource, std::initializer_list<std::string> keys)
{
    auto values = read_state_file(memory_path(resource));
    std::size_t erased = 0;
    for (const auto& key : keys) {
        erased += values.erase(key);
    }
    return erased == 0 ? Result<>()
                       : write_state_file(memory_path(resource), values, Lasting::durable);
}

/// An earlier start did it; recovery may have cut the log off since.
bool is_copied(const CrashedLog& log, const fs::path& file)
{
    std::error_code failed;
    const auto copied = fs::file_size(log.copy, failed);
    return !failed && log.original == file.string() && copied >= fs::file_size(file, failed) &&
           !failed;
}

Error file_error(std::string_view what, const fs::path& path, const std::error_code& code)
{
    const bool full = code == std::errc::no_space_on_device;
    return Error{
        Errc::no_permission,
        cat("could not ",
            what,
            " \"",
            path.string(),
            "\": ",
            code.message(),
            full ? "; make room in /var/lib/mmm-ha, then clean up the resource's failure" : "")};
}

/// The files of a binary log, oldest first, by its index.
std::vector<fs::path> files_of(const std::string& log_base)
{
    std::vector<fs::path> files;
    const auto directory = fs::path(log_base).parent_path();
    std::ifstream index(cat(log_base, ".index"));
    for (std::string line; std::getline(index, line);) {
        if (!line.empty()) {
            files.push_back(directory / fs::path(line).filename());
        }
    }
    return files;
}

std::string bytes_of(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A log may be large: its first event says enough of most.
std::string beginning_of(const fs::path& path)
{
    std::string bytes(64, '\0');
    std::ifstream file(path, std::ios::binary);
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    return bytes;
}

Result<fs::path> make_archive(const std::string& name)
{
    const auto directory = fs::path(archive_root) / name;
    std::error_code failed;
    fs::create_directories(directory, failed);
    if (failed) {
        return file_error("make the directory", directory, failed);
    }
    // Rows of users are in there.
    fs::permissions(archive_root, fs::perms::owner_all, failed);
    return directory;
}

Result<> copy_log(const fs::path& from, const fs::path& to)
{
    std::error_code failed;
    const auto size = fs::file_size(from, failed);
    const auto space = failed ? fs::space_info{} : fs::space(to.parent_path(), failed);
    if (failed) {
        return file_error("read", from, failed);
    }
    // The server needs room as well.
    if (space.available < size * 2) {
        return Error{
            Errc::no_permission,
            cat("could not keep a copy of \"",
                from.string(),
                "\": not enough room; make room in /var/lib/mmm-ha, then clean up the resource's "
                "failure")};
    }
    fs::copy_file(from, to, fs::copy_options::overwrite_existing, failed);
    return failed ? Result<>(file_error("copy", from, failed)) : Result<>();
}

} // namespace

void remember_writing(
    const std::string& resource,
    const std::string& datadir,
    const db::BinaryLog& log,
    bool can_roll_back,
    std::uint64_t move)
{
    auto written = write_state_file(
        memory_path(resource),
        {{log_base_key, can_roll_back ? log.base : ""},
         {"move", std::to_string(move)},
         {whole_data_key, log.synced ? mark_of_data(datadir) : ""}});
    if (!written) {
        log::warning(written.error().message);
    }
}

std::uint64_t last_own_move(const std::string& resource)
{
    const auto values = read_state_file(memory_path(resource));
    const auto move = values.find("move");
    return move == values.end() ? 0 : parse_number<std::uint64_t>(move->second).value_or(0);
}

bool has_all_written_since(
    const std::string& resource, const std::string& datadir, std::uint64_t move)
{
    const auto values = read_state_file(memory_path(resource));
    const auto whole = values.find(whole_data_key);
    return whole != values.end() && !whole->second.empty() &&
           whole->second == mark_of_data(datadir) && last_own_move(resource) == move;
}

Result<> forget_whole_data(const std::string& resource)
{
    return forget(resource, {whole_data_key});
}

Result<> forget_writing(const std::string& resource)
{
    return forget(resource, {whole_data_key, log_base_key});
}

Result<std::optional<CrashedLog>> keep_crashed_log(const std::string& resource)
{
    const auto values = read_state_file(memory_path(resource));
    const auto log_base = values.find(log_base_key);
    const auto files = log_base == values.end() || log_base->second.empty()
                           ? std::vector<fs::path>{}
                           : files_of(log_base->second);
    if (files.empty() || !db::is_in_use(beginning_of(files.back()))) {
        return std::optional<CrashedLog>();
    }
    if (auto kept = untold_crashed_log(resource); kept && is_copied(*kept, files.back())) {
        return kept;
    }
    auto directory = make_archive(cat("crash-", wall_clock()));
    if (!directory) {
        return std::move(directory).error();
    }
    const auto target = *directory / files.back().filename();
    if (auto copied = copy_log(files.back(), target); !copied) {
        return std::move(copied).error();
    }
    CrashedLog log{files.back().string(), target.string()};
    auto noted = values;
    noted[crashed_key] = log.original;
    noted[copy_key] = log.copy;
    if (auto written = write_state_file(memory_path(resource), noted, Lasting::durable); !written) {
        return std::move(written).error();
    }
    return std::optional(std::move(log));
}

std::optional<CrashedLog> untold_crashed_log(const std::string& resource)
{
    const auto values = read_state_file(memory_path(resource));
    const auto original = values.find(crashed_key);
    const auto copy = values.find(copy_key);
    return original == values.end() || copy == values.end()
               ? std::nullopt
               : std::optional(CrashedLog{original->second, copy->second});
}

void forget_crashed_log(const std::string& resource)
{
    if (auto forgotten = forget(resource, {crashed_key, copy_key}); !forgotten) {
        log::warning(forgotten.error().message);
    }
}

Result<std::vector<model::GtidRange>> cut_off_since(const CrashedLog& log)
{
    std::error_code failed;
    const auto size = fs::file_size(log.original, failed);
    const auto before = failed ? 0 : fs::file_size(log.copy, failed);
    if (failed) {
        return file_error("read", log.original, failed);
    }
    return size < before
               ? db::mariadb_transactions_from(bytes_of(log.copy), static_cast<std::size_t>(size))
               : std::vector<model::GtidRange>();
}

void drop_copy(const CrashedLog& log)
{
    std::error_code ignored; // it only takes room
    fs::remove_all(fs::path(log.copy).parent_path(), ignored);
}

Result<std::string> keep_binlog_tail(const std::string& log_base)
{
    auto files = files_of(log_base);
    if (files.empty()) {
        return Error{Errc::no_permission, cat("could not read \"", log_base, ".index\"")};
    }
    if (files.size() > files_in_tail) {
        files.erase(files.begin(), files.end() - files_in_tail);
    }
    auto directory = make_archive(cat("tail-", files.back().filename().string()));
    if (!directory) {
        return std::move(directory).error();
    }
    for (const auto& file : files) {
        const auto target = *directory / file.filename();
        std::error_code failed;
        if (fs::exists(target)) {
            continue;
        }
        // A log is only ever added to: a link keeps it, also when the server purges its own.
        fs::create_hard_link(file, target, failed);
        if (failed) {
            if (auto copied = copy_log(file, target); !copied) {
                return std::move(copied).error();
            }
        }
    }
    return directory->string();
}

} // namespace mmm::mysql
