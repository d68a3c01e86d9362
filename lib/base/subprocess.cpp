// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/subprocess.h"

#include "lib/base/argument_pointers.h"
#include "lib/base/cat.h"
#include "lib/base/errno_text.h"
#include "lib/base/fd.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <string_view>

namespace mmm {

namespace {

constexpr std::size_t output_limit = 16U << 20U;

struct Pipe {
    Fd read_end;
    Fd write_end;
};

Result<Pipe> make_pipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return system_error("create a pipe");
    }
    return Pipe{Fd(ends[0]), Fd(ends[1])};
}

/// The environment of the children: ours with the C locale, so that output can be parsed, and
/// without what Pacemaker tells an agent of its action: attrd_updater takes the node of its
/// question from there, also when it is asked for all of them.
std::vector<std::string> child_environment()
{
    constexpr std::array<std::string_view, 2> dropped{"LC_ALL=", "OCF_RESKEY_CRM_meta_"};
    std::vector<std::string> variables{"LC_ALL=C"};
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string_view text(*variable);
        if (std::ranges::none_of(dropped, [&](auto name) { return text.starts_with(name); })) {
            variables.emplace_back(text);
        }
    }
    return variables;
}

Result<pid_t> spawn(const std::vector<std::string>& argv, const Pipe& output, const Pipe& errors)
{
    posix_spawn_file_actions_t actions{};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output.write_end.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, errors.write_end.get(), STDERR_FILENO);
    posix_spawnattr_t attributes{};
    posix_spawnattr_init(&attributes);
    // An own process group, so that the deadline ends the program's children as well.
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);

    auto arguments = argv;
    auto variables = child_environment();
    pid_t pid = -1;
    const int failed = ::posix_spawn(
        &pid,
        argv.front().c_str(),
        &actions,
        &attributes,
        argument_pointers(arguments).data(),
        argument_pointers(variables).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) {
        return Error{
            Errc::missing_software,
            cat("could not execute \"", argv.front(), "\": ", errno_text(failed))};
    }
    return pid;
}

/// Appends what can be read now; false at end of file.
bool drain(const Fd& from, std::string& into)
{
    std::array<char, 65536> buffer{};
    const ssize_t got = ::read(from.get(), buffer.data(), buffer.size());
    if (got < 0) {
        return errno == EINTR || errno == EAGAIN;
    }
    const std::size_t room = output_limit - std::min(output_limit, into.size());
    into.append(buffer.data(), std::min(room, static_cast<std::size_t>(got)));
    return got > 0;
}

/// Reads both pipes to their end; false when the deadline came first.
bool read_outputs(Pipe& output, Pipe& errors, ProgramOutput& into, Deadline deadline)
{
    std::array<pollfd, 2> polled{
        pollfd{output.read_end.get(), POLLIN, 0}, pollfd{errors.read_end.get(), POLLIN, 0}};
    std::array<std::string*, 2> targets{&into.standard_output, &into.standard_error};
    std::array<Fd*, 2> sources{&output.read_end, &errors.read_end};
    while (polled[0].fd >= 0 || polled[1].fd >= 0) {
        if (deadline.passed()) {
            return false;
        }
        ::poll(polled.data(), polled.size(), static_cast<int>(deadline.remaining().count()) + 1);
        for (std::size_t i = 0; i < polled.size(); ++i) {
            if (polled.at(i).fd >= 0 && polled.at(i).revents != 0 &&
                !drain(*sources.at(i), *targets.at(i))) {
                polled.at(i).fd = -1;
            }
        }
    }
    return true;
}

int wait_for_exit(pid_t pid)
{
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// True when the process ended before the deadline (it may have closed its outputs long before).
bool ends_before(pid_t pid, Deadline deadline)
{
    const Fd handle(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (!handle.valid()) {
        return true; // a kernel without pidfd: waitpid will tell
    }
    pollfd polled{handle.get(), POLLIN, 0};
    while (!deadline.passed()) {
        if (::poll(&polled, 1, static_cast<int>(deadline.remaining().count()) + 1) > 0) {
            return true;
        }
    }
    return false;
}

} // namespace

Result<ProgramOutput> run_program(const std::vector<std::string>& argv, Deadline deadline)
{
    auto output = make_pipe();
    auto errors = make_pipe();
    if (!output || !errors) {
        return output ? errors.error() : output.error();
    }
    const auto pid = spawn(argv, *output, *errors);
    if (!pid) {
        return pid.error();
    }
    output->write_end.reset();
    errors->write_end.reset();

    ProgramOutput result;
    const bool in_time =
        read_outputs(*output, *errors, result, deadline) && ends_before(*pid, deadline);
    if (!in_time) {
        ::kill(-*pid, SIGKILL);
    }
    result.exit_status = wait_for_exit(*pid);
    if (!in_time) {
        return Error{Errc::timeout, cat("\"", argv.front(), "\" did not end in time")};
    }
    return result;
}

} // namespace mmm
