// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/disk_watch.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"
#include "lib/base/fd.h"
#include "lib/base/log.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <new>
#include <utility>

namespace mmm::mond {

/// Written by the child, read here: no message wakes anybody while all is well.
struct DiskWatch::Shared {
    std::atomic<std::uint64_t> waiting_in{0};
    std::atomic<int> error{0};

    static Shared* make()
    {
        void* memory = ::mmap(
            nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        return memory == MAP_FAILED ? nullptr : ::new (memory) Shared;
    }

    static void unmap(Shared* shared) { ::munmap(shared, sizeof(Shared)); }
};

namespace {

constexpr std::chrono::milliseconds look_interval{1000};
/// Each write costs the disk one small block and a flush.
constexpr int write_interval_ms = 2000;
/// One failure may be of that block alone.
constexpr int failures_in_a_row = 3;
constexpr int pause_after_failure_ms = 500;

/// A file without a name: nobody comes across it, and nothing of it is left. The same block each
/// time, so that the file system itself has nothing to write down. Returns an errno, or 0.
int write_once(Fd& file, const std::string& directory)
{
    constexpr std::array<char, 512> block{};
    if (!file.valid()) {
        file = Fd(::open(directory.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600));
    }
    const bool written =
        file.valid() &&
        ::pwrite(file.get(), block.data(), block.size(), 0) == static_cast<ssize_t>(block.size()) &&
        ::fdatasync(file.get()) == 0;
    const int error = written ? 0 : errno;
    if (!written) {
        file.reset();
    }
    return error;
}

/// In the child, for as long as it lives. Nothing of the daemon's stays open in it, which may
/// outlive the daemon by as long as the disk stalls.
template<class Signs>
void write_again_and_again(int socket, Signs& signs, const std::string& directory)
{
    ::close_range(STDERR_FILENO + 1, static_cast<unsigned>(socket) - 1, 0);
    ::close_range(static_cast<unsigned>(socket) + 1, ~0U, 0);
    Fd file;
    int failures = 0;
    for (std::uint64_t number = 1;; ++number) {
        signs.waiting_in = number;
        const int error = write_once(file, directory);
        signs.waiting_in = 0;
        const bool full = error == ENOSPC || error == EDQUOT; // which others look after
        if (number == 1 && error != 0 && !full && !is_disk_error(error)) {
            send_message(socket, errno_text(error));
            return;
        }
        failures = is_disk_error(error) ? failures + 1 : 0;
        signs.error = failures >= failures_in_a_row ? error : 0;
        ::poll(nullptr, 0, failures > 0 ? pause_after_failure_ms : write_interval_ms);
    }
}

} // namespace

DiskWatch::DiskWatch(EventLoop& loop, std::chrono::seconds limit, Failed failed)
    : limit_(limit)
    , failed_(std::move(failed))
    , shared_(nullptr, &Shared::unmap)
    , judge_(limit)
    , writer_(loop)
    , next_look_(loop)
{
}

DiskWatch::~DiskWatch()
{
    stop();
}

void DiskWatch::start(const std::string& directory)
{
    stop();
    if (limit_.count() == 0) {
        return;
    }
    directory_ = directory;
    begin();
}

void DiskWatch::stop()
{
    next_look_.cancel();
    writer_.end();
    in_trouble_ = false;
}

void DiskWatch::begin()
{
    shared_.reset(Shared::make()); // anew: a writer before may still wait, and write into its own
    judge_ = DiskJudge(limit_);
    if (!shared_) {
        not_watched(errno_text(errno));
        return;
    }
    auto begun = writer_.begin(
        "mmm-disk",
        [this](int socket) { write_again_and_again(socket, *shared_, directory_); },
        [this](const Message& message) { ended(message); });
    if (!begun) {
        not_watched(begun.error().message);
        return;
    }
    next_look_.set(look_interval, [this] { look(); });
}

void DiskWatch::look()
{
    next_look_.set(look_interval, [this] { look(); });
    const auto trouble = judge_.look({shared_->waiting_in, shared_->error});
    in_trouble_ = trouble.has_value();
    if (trouble) {
        failed_(cat("the disk of ", directory_, " ", *trouble));
    }
}

/// Somebody killed it, or the file system cannot do what it needs.
void DiskWatch::ended(const Message& message)
{
    in_trouble_ = false;
    next_look_.cancel();
    if (message.text.empty()) {
        next_look_.set(look_interval, [this] { begin(); });
    } else {
        not_watched(message.text);
    }
}

void DiskWatch::not_watched(const std::string& why) const
{
    log::info(cat("the disk of ", directory_, " is not watched: ", why));
}

} // namespace mmm::mond
