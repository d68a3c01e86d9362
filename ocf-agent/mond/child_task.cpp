// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/child_task.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"
#include "lib/base/log.h"
#include "lib/base/process_handle.h"

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <exception>
#include <utility>

namespace mmm::mond {

namespace {

/// A process ends within milliseconds of SIGKILL, unless it waits in the kernel.
constexpr std::chrono::milliseconds killed_limit{500};

/// The daemon's handlers are not the child's, and neither is its life after the daemon's.
void become_child(const std::string& name, pid_t parent)
{
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) {
        std::signal(signal, SIG_DFL);
    }
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) {
        ::_exit(1);
    }
    ::prctl(PR_SET_NAME, name.c_str());
}

/// Without the destructors of what belongs to the daemon: a connection would be closed in good form
/// under its new owner.
[[noreturn]] void work_and_exit(const ChildTask::Work& work, int socket)
{
    try {
        work(socket);
    } catch (const std::exception& failure) {
        log::error(cat("internal error: ", failure.what()));
    }
    ::_exit(0);
}

} // namespace

ChildTask::ChildTask(EventLoop& loop)
    : loop_(loop)
{
}

ChildTask::~ChildTask()
{
    end();
}

Result<> ChildTask::begin(const std::string& name, const Work& work, Done done, Heard heard)
{
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        return system_error("create a pair of sockets");
    }
    Fd ours(ends[0]);
    const Fd theirs(ends[1]);
    const auto parent = ::getpid();
    const auto child = ::fork();
    if (child < 0) {
        return system_error(cat("start the process ", name));
    }
    if (child == 0) {
        become_child(name, parent);
        work_and_exit(work, theirs.get());
    }
    pid_ = child;
    process_ = process_handle(child);
    socket_ = std::move(ours);
    done_ = std::move(done);
    heard_ = std::move(heard);
    auto watched = loop_.watch(process_.get(), [this] { ended(); });
    if (watched && heard_) {
        watched = loop_.watch(socket_.get(), [this] { listen(); });
    }
    if (!watched) {
        end();
    }
    return watched;
}

void ChildTask::listen()
{
    const auto message = receive_message(socket_.get());
    if (message.text.empty()) {
        loop_.unwatch(socket_.get()); // its end; that of the process follows
        return;
    }
    heard_(message);
}

void ChildTask::ended()
{
    auto message = receive_message(socket_.get());
    reap();
    const auto done = std::move(done_);
    done(std::move(message));
}

void ChildTask::reap()
{
    loop_.unwatch(process_.get());
    loop_.unwatch(socket_.get());
    // One that waits for a disk in the kernel is not waited for: it stays a zombie when that is
    // over, until the daemon ends.
    if (ends_by(process_, Deadline::after(killed_limit))) {
        ::waitpid(pid_, nullptr, 0);
    }
    process_.reset();
    socket_.reset();
    pid_ = -1;
}

void ChildTask::end()
{
    if (running()) {
        send_signal(process_, SIGKILL);
        reap();
    }
}

void ChildTask::finish(Deadline deadline)
{
    if (running()) {
        ends_by(process_, deadline);
        end();
    }
}

} // namespace mmm::mond
