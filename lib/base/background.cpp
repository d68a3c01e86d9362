// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/background.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"
#include "lib/base/log.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace mmm {

namespace {

void close_files_but(std::vector<int> kept)
{
    const int null = ::open("/dev/null", O_RDWR);
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        ::dup2(null, standard);
    }
    std::ranges::sort(kept);
    unsigned first = STDERR_FILENO + 1;
    for (const int file : kept) {
        const auto fd = static_cast<unsigned>(file);
        if (fd > first) {
            ::close_range(first, fd - 1, 0);
        }
        first = std::max(first, fd + 1);
    }
    ::close_range(first, ~0U, 0);
}

void leave_parent(const std::string& name, std::vector<int> kept_files)
{
    ::setsid();
    for (int signal = 1; signal < NSIG; ++signal) {
        std::signal(signal, SIG_DFL);
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::prctl(PR_SET_NAME, name.c_str());
    close_files_but(std::move(kept_files));
    log::open_again();
}

} // namespace

Result<> run_in_background(
    const std::string& name, std::vector<int> kept_files, const std::function<void()>& work)
{
    const auto child = ::fork();
    if (child < 0) {
        return system_error(cat("start the background process ", name));
    }
    if (child == 0) {
        leave_parent(name, std::move(kept_files));
        work();
        ::_exit(0);
    }
    return {};
}

} // namespace mmm
