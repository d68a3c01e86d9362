// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/mond_process.h"

#include "lib/base/argument_pointers.h"
#include "lib/base/cat.h"
#include "lib/base/errno_text.h"
#include "lib/base/log.h"
#include "lib/base/process_handle.h"
#include "lib/base/process_lock.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <utility>
#include <vector>

namespace mmm::mysql {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds begin_budget{1000};
constexpr milliseconds end_budget{2000};
constexpr int poll_milliseconds = 2;

/// Where the package has it, seen from the agent: a tree of files that is not installed works, too.
std::string mond_program()
{
    std::error_code failed;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
    return failed ? "" : (self.parent_path() / MMM_MOND_FROM_AGENT).lexically_normal().string();
}

/// A package that was upgraded has replaced the file, and the daemon runs the one before.
bool runs_another_program(pid_t daemon, const std::string& program)
{
    struct stat running {};

    struct stat installed {};

    return ::stat(cat("/proc/", daemon, "/exe").c_str(), &running) == 0 &&
           ::stat(program.c_str(), &installed) == 0 &&
           (running.st_dev != installed.st_dev || running.st_ino != installed.st_ino);
}

/// The process that called the agent, if it is Pacemaker's.
std::string executor()
{
    const auto parent = ::getppid();
    std::ifstream file(cat("/proc/", parent, "/comm"));
    std::string name;
    std::getline(file, name);
    return name.starts_with("pacemaker-") ? std::to_string(parent) : "";
}

/// What this action's transition was about is no business of the daemon, and old soon.
std::vector<std::string> daemon_environment()
{
    std::vector<std::string> variables{cat(executor_variable, "=", executor())};
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string_view text = *variable;
        if (!text.starts_with("OCF_RESKEY_CRM_meta_notify_") &&
            !text.starts_with(executor_variable)) {
            variables.emplace_back(text);
        }
    }
    return variables;
}

Result<> launch(const std::string& program, const std::string& resource)
{
    posix_spawn_file_actions_t actions{};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_t attributes{};
    posix_spawnattr_init(&attributes);
    // Pacemaker kills an agent's process group at a time-out.
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    std::vector<std::string> arguments{program, resource};
    auto variables = daemon_environment();
    pid_t pid = -1;
    const int failed = ::posix_spawn(
        &pid,
        program.c_str(),
        &actions,
        &attributes,
        argument_pointers(arguments).data(),
        argument_pointers(variables).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failed == 0 ? Result<>() : system_error(cat("start \"", program, "\""), failed);
}

/// False when none of the installed program runs: there was none, or it was an older one.
bool is_running(const std::string& resource, const std::string& program, Deadline deadline)
{
    const auto daemon = ProcessLock::holder(mond_lock_path(resource));
    if (!daemon || !runs_another_program(*daemon, program)) {
        return daemon.has_value();
    }
    log::notice(cat("mmm_mond (pid ", *daemon, ") was upgraded: starting the new one"));
    if (auto ended = end_mond(resource, deadline); !ended) {
        log::warning(ended.error().message);
        return true;
    }
    return false;
}

/// A stop that comes next must find it.
void wait_until_it_runs(const std::string& resource)
{
    const auto deadline = Deadline::after(begin_budget);
    while (!ProcessLock::holder(mond_lock_path(resource)) && !deadline.passed()) {
        ::poll(nullptr, 0, poll_milliseconds);
    }
}

} // namespace

std::string mond_lock_path(const std::string& resource)
{
    return cat("/run/mmm-ha/mysql-", resource, ".mond");
}

void start_mond(const ocf::Call& call, bool tell_missing)
{
    const auto& resource = call.environment.resource;
    const auto program = mond_program();
    if (is_running(resource, program, call.deadline)) {
        return;
    }
    if (::access(program.c_str(), X_OK) != 0) {
        if (tell_missing) {
            log::warning(cat(
                "there is no \"",
                program,
                "\": a failure is only noticed by the next monitor; install the package again"));
        }
        return;
    }
    if (auto launched = launch(program, resource); !launched) {
        log::warning(launched.error().message);
        return;
    }
    wait_until_it_runs(resource);
}

Result<> end_mond(const std::string& resource, Deadline deadline)
{
    const auto path = mond_lock_path(resource);
    const auto pid = ProcessLock::holder(path);
    const auto process = pid ? process_handle(*pid) : Fd();
    // Asked again: the number may have become another process's before there was a handle of it.
    if (!process.valid() || ProcessLock::holder(path) != pid) {
        return {};
    }
    send_signal(process, SIGTERM);
    if (ends_by(process, deadline.within(end_budget))) {
        return {};
    }
    send_signal(process, SIGKILL);
    if (ends_by(process, deadline.within(end_budget))) {
        return {};
    }
    return Error{Errc::timeout, cat("mmm_mond (pid ", *pid, ") has not gone after SIGKILL")};
}

} // namespace mmm::mysql
