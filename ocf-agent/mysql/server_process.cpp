// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/server_process.h"

#include "lib/base/argument_pointers.h"
#include "lib/base/cat.h"
#include "lib/base/errno_text.h"
#include "lib/base/fd.h"
#include "lib/base/log.h"
#include "lib/base/process_handle.h"
#include "lib/base/text.h"
#include "ocf-agent/mysql/killed_process.h"
#include "ocf-agent/mysql/server_connections.h"

#include <climits>

#include <fcntl.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>

namespace mmm::mysql {

namespace {

/// What a server needs to go after SIGKILL, but for one with very much memory.
constexpr std::chrono::milliseconds kill_time{1000};

std::string real_path(const std::string& path)
{
    const std::unique_ptr<char, void (*)(void*)> resolved(
        ::realpath(path.c_str(), nullptr), std::free);
    return resolved == nullptr ? path : resolved.get();
}

std::string link_target(const std::string& path)
{
    std::array<char, PATH_MAX> buffer{};
    const auto length = ::readlink(path.c_str(), buffer.data(), buffer.size());
    return length < 0 ? "" : std::string(buffer.data(), static_cast<std::size_t>(length));
}

std::string_view file_name(std::string_view path)
{
    return path.substr(path.rfind('/') + 1);
}

/// The process runs the server's program. A package upgrade replaces the file under a running
/// server, which the kernel shows as "... (deleted)"; the name stays.
bool runs_server(pid_t pid, const Settings& settings)
{
    auto program = link_target(cat("/proc/", pid, "/exe"));
    constexpr std::string_view deleted = " (deleted)";
    if (program.ends_with(deleted)) {
        program.resize(program.size() - deleted.size());
    }
    return !program.empty() && file_name(program) == file_name(real_path(settings.binary));
}

/// A server works in its data directory. The number in a pid file may by now be that of a process
/// of another instance. Not by name: a server in a container may call its own directory the same.
bool works_in_datadir(pid_t pid, const Settings& settings)
{
    struct stat theirs {};

    struct stat ours {};

    return ::stat(cat("/proc/", pid, "/cwd").c_str(), &theirs) == 0 &&
           ::stat(settings.datadir.c_str(), &ours) == 0 && theirs.st_dev == ours.st_dev &&
           theirs.st_ino == ours.st_ino;
}

std::optional<pid_t> pid_from_file(const Settings& settings)
{
    const Fd file(::open(settings.pid_file.c_str(), O_RDONLY | O_CLOEXEC));
    std::array<char, 32> buffer{};
    const auto got = file.valid() ? ::read(file.get(), buffer.data(), buffer.size()) : -1;
    if (got <= 0) {
        return std::nullopt;
    }
    return parse_number<pid_t>(trim({buffer.data(), static_cast<std::size_t>(got)}));
}

/// SO_PEERCRED of a connected unix socket names the process that called listen(). Connecting works
/// against a stopped (SIGSTOP) server as well.
std::optional<pid_t> pid_from_socket(const Settings& settings)
{
    sockaddr_un address{};
    if (settings.socket.size() >= sizeof(address.sun_path)) {
        return std::nullopt;
    }
    address.sun_family = AF_UNIX;
    std::memcpy(&address.sun_path[0], settings.socket.data(), settings.socket.size());
    const Fd client(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const auto* generic = static_cast<const sockaddr*>(static_cast<const void*>(&address));
    if (!client.valid() || ::connect(client.get(), generic, sizeof(address)) != 0) {
        return std::nullopt;
    }
    ucred peer{};
    socklen_t length = sizeof(peer);
    if (::getsockopt(client.get(), SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0 || peer.pid <= 0) {
        return std::nullopt;
    }
    return peer.pid;
}

std::optional<pid_t> pid_by_datadir(const Settings& settings)
{
    std::error_code failed;
    std::filesystem::directory_iterator entry("/proc", failed);
    for (; !failed && entry != std::filesystem::directory_iterator(); entry.increment(failed)) {
        const auto pid = parse_number<pid_t>(entry->path().filename().string());
        if (pid && runs_server(*pid, settings) && works_in_datadir(*pid, settings)) {
            return pid;
        }
    }
    return std::nullopt;
}

/// Directories below /run are gone after a reboot.
Result<> make_run_directory(const std::string& file, const Settings& settings)
{
    const auto directory = std::filesystem::path(file).parent_path();
    if (directory.empty() || std::filesystem::exists(directory)) {
        return {};
    }
    std::error_code failed;
    std::filesystem::create_directories(directory, failed);
    const auto* user = ::getpwnam(settings.user.c_str());
    if (failed || user == nullptr || ::chown(directory.c_str(), user->pw_uid, user->pw_gid) != 0 ||
        ::chmod(directory.c_str(), 0755) != 0) {
        return system_error(cat("make the directory \"", directory.string(), "\""));
    }
    return {};
}

/// "loose": a server that does not have the option goes on without.
std::vector<std::string> role_arguments(Recovery recovery)
{
    return {
        "--read-only=1",
        "--loose-skip-slave-start=1",
        "--loose-skip-replica-start=1",
        "--event-scheduler=OFF",
        // Nobody waits for acknowledgements before promotion has said so.
        "--loose-rpl-semi-sync-master-enabled=OFF",
        "--loose-rpl-semi-sync-source-enabled=OFF",
        cat("--loose-init-rpl-role=", recovery == Recovery::roll_back ? "SLAVE" : "MASTER")};
}

std::vector<std::string> server_arguments(const Settings& settings, Recovery recovery)
{
    std::vector<std::string> arguments{
        settings.binary,
        cat("--defaults-file=", settings.config),
        cat("--datadir=", settings.datadir),
        cat("--socket=", settings.socket),
        cat("--pid-file=", settings.pid_file),
        cat("--user=", settings.user),
    };
    if (!settings.log.empty()) {
        arguments.push_back(cat("--log-error=", settings.log));
    }
    const auto& more = settings.additional_parameters;
    arguments.insert(arguments.end(), more.begin(), more.end());
    // Last, so that nothing above overrides them.
    const auto role = role_arguments(recovery);
    arguments.insert(arguments.end(), role.begin(), role.end());
    return arguments;
}

/// What the cluster told the agent is not the server's business (and would linger in it).
std::vector<std::string> server_environment()
{
    std::vector<std::string> variables;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string_view text = *variable;
        if (!text.starts_with("OCF_") && !text.starts_with("HA_") && !text.starts_with("PCMK_")) {
            variables.emplace_back(text);
        }
    }
    return variables;
}

} // namespace

bool is_alive(pid_t pid)
{
    // The link of a zombie cannot be read.
    return !link_target(cat("/proc/", pid, "/exe")).empty();
}

std::optional<pid_t> find_server(const Settings& settings)
{
    const auto noted = pid_from_file(settings);
    auto found = noted && runs_server(*noted, settings) && works_in_datadir(*noted, settings)
                     ? noted
                     : pid_from_socket(settings);
    if (!found || !runs_server(*found, settings)) {
        found = pid_by_datadir(settings);
    }
    return found && is_left_in_kernel(*found) ? std::nullopt : found;
}

std::optional<pid_t> find_killed_server(const Settings& settings)
{
    for (const auto& pid : {pid_from_socket(settings), pid_from_file(settings)}) {
        if (pid && is_left_in_kernel(*pid)) {
            return pid;
        }
    }
    return std::nullopt;
}

Result<pid_t> launch_server(const Settings& settings, Recovery recovery)
{
    for (const auto& file : {settings.socket, settings.pid_file}) {
        if (auto made = make_run_directory(file, settings); !made) {
            return std::move(made).error();
        }
    }
    posix_spawn_file_actions_t actions{};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_t attributes{};
    posix_spawnattr_init(&attributes);
    // Pacemaker kills an agent's process group at a time-out: a session of its own keeps the
    // server.
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    auto arguments = server_arguments(settings, recovery);
    auto variables = server_environment();
    pid_t pid = -1;
    const int failed = ::posix_spawn(
        &pid,
        settings.binary.c_str(),
        &actions,
        &attributes,
        argument_pointers(arguments).data(),
        argument_pointers(variables).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) {
        return Error{
            Errc::missing_software,
            cat("could not execute \"", settings.binary, "\": ", errno_text(failed))};
    }
    return pid;
}

Result<> end_server(const Settings& settings, pid_t pid, Deadline kill_at, Deadline deadline)
{
    const auto process = process_handle(pid);
    if (!process.valid()) {
        return {}; // gone already
    }
    send_signal(process, SIGTERM);
    if (ends_by(process, kill_at)) {
        return {};
    }
    log::warning(cat("the server (pid ", pid, ") did not end after SIGTERM: killing it"));
    return kill_server(settings, pid, deadline);
}

Result<> kill_server(const Settings& settings, pid_t pid, Deadline deadline)
{
    const auto process = process_handle(pid);
    if (!process.valid()) {
        return {};
    }
    send_signal(process, SIGKILL);
    while (!ends_by(process, deadline.within(kill_time))) {
        if (is_left_in_kernel(pid)) {
            log::warning(
                cat("the server (pid ",
                    pid,
                    ") is dead, but for what waits in the kernel; look at its disk"));
            end_all_connections(settings.port);
            return {};
        }
        if (deadline.passed()) {
            return Error{
                Errc::timeout, cat("the server (pid ", pid, ") has not gone after SIGKILL")};
        }
    }
    return {};
}

} // namespace mmm::mysql
