// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/order_watch.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <string_view>
#include <utility>

namespace mmm::mond {

namespace {

using std::chrono::milliseconds;

constexpr const char* directory = "/var/lib/pacemaker/cib";
constexpr std::string_view file_name = "cib.xml";

/// pcs and crmsh make several changes of one command.
constexpr milliseconds pause{50};

/// The names in what was read from an inotify file, one of which is wanted.
bool names_file(const char* begin, std::size_t size)
{
    bool found = false;
    for (std::size_t at = 0; at + sizeof(inotify_event) <= size;) {
        inotify_event event{};
        std::memcpy(&event, begin + at, sizeof(event));
        at += sizeof(event);
        // Padded with zeros; cut short by none when it overflowed, where nothing is known.
        const std::string_view name(begin + at, ::strnlen(begin + at, event.len));
        found = found || name == file_name || (event.mask & IN_Q_OVERFLOW) != 0;
        at += event.len;
    }
    return found;
}

} // namespace

OrderWatch::OrderWatch(EventLoop& loop, EventLoop::Handler changed)
    : loop_(loop)
    , changed_(std::move(changed))
    , pause_(loop)
{
}

OrderWatch::~OrderWatch()
{
    loop_.unwatch(notices_.get());
}

Result<> OrderWatch::start()
{
    notices_ = Fd(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    if (!notices_.valid() ||
        ::inotify_add_watch(notices_.get(), directory, IN_MOVED_TO | IN_CLOSE_WRITE) < 0) {
        return system_error(cat("watch \"", directory, "\""));
    }
    return loop_.watch(notices_.get(), [this] { receive(); });
}

void OrderWatch::receive()
{
    alignas(inotify_event) std::array<char, 4096> buffer{};
    for (;;) {
        const auto got = ::read(notices_.get(), buffer.data(), buffer.size());
        if (got <= 0) {
            return;
        }
        if (names_file(buffer.data(), static_cast<std::size_t>(got)) && !pause_.running()) {
            pause_.set(pause, [this] { changed_(); });
        }
    }
}

} // namespace mmm::mond
