// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/hung_server.h"

#include "lib/base/cat.h"
#include "lib/base/fd.h"
#include "lib/base/state_file.h"
#include "lib/base/text.h"
#include "ocf-agent/mysql/observe.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <condition_variable>
#include <cstring>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string_view>
#include <utility>

namespace mmm::mysql {

namespace {

using std::chrono::milliseconds;

/// A server that answers again greets within a millisecond or a few.
constexpr milliseconds greeting_budget{250};

/// A look at a file that is not there.
constexpr milliseconds look_interval{20};

constexpr std::string_view stalled_word = "stalled";
constexpr std::string_view mute_word = "mute";

std::string note_path(const std::string& resource)
{
    return cat("/run/mmm-ha/mysql-", resource, ".hung");
}

/// The server speaks first.
bool greets(const std::string& socket, Deadline deadline)
{
    sockaddr_un address{};
    if (socket.size() >= sizeof(address.sun_path)) {
        return false;
    }
    address.sun_family = AF_UNIX;
    std::memcpy(&address.sun_path[0], socket.data(), socket.size());
    const Fd client(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const auto* generic = static_cast<const sockaddr*>(static_cast<const void*>(&address));
    if (!client.valid() || ::connect(client.get(), generic, sizeof(address)) != 0) {
        return false;
    }
    pollfd polled{client.get(), POLLIN, 0};
    return ::poll(&polled, 1, static_cast<int>(deadline.remaining().count())) > 0;
}

std::optional<Hang> noted_hang(const std::string& resource, pid_t server)
{
    const auto note = read_state_file(note_path(resource));
    const auto noted = note.find("server");
    if (noted == note.end() || parse_number<pid_t>(noted->second) != server) {
        return std::nullopt;
    }
    const auto hang = note.find("hang");
    return hang != note.end() && hang->second == stalled_word ? Hang::stalled : Hang::mute;
}

} // namespace

Result<>
note_hung_server(const std::string& resource, pid_t server, Hang hang, const std::string& why)
{
    return write_state_file(
        note_path(resource),
        {{"server", std::to_string(server)},
         {"hang", std::string(hang == Hang::stalled ? stalled_word : mute_word)},
         {"reason", why}});
}

void forget_hung_server(const std::string& resource)
{
    ::unlink(note_path(resource).c_str());
}

bool is_known_to_hang(const std::string& resource, const Settings& settings, pid_t server)
{
    const auto hang = noted_hang(resource, server);
    return hang &&
           (*hang == Hang::stalled || !greets(settings.socket, Deadline::after(greeting_budget)));
}

bool is_stuck(const Settings& settings, Deadline deadline)
{
    const auto answer_by = deadline.within(settings.login_timeout());
    const auto server = connect_local(settings, answer_by, {});
    if (!server) {
        return false;
    }
    const auto facts = (*server)->read_facts();
    const auto answer = facts ? (*server)->ask_for_log_end() : Result<>(facts.error());
    // One that ends just now breaks the connection off as well, but at once.
    return !answer && answer.error().code == Errc::timeout && answer_by.passed();
}

HangWatch::HangWatch(const std::string& resource, pid_t server, std::function<void()> handler)
{
    if (noted_hang(resource, server)) {
        return; // from before: it may have thawed, and nobody lived to take the note back
    }
    thread_ = std::jthread([resource, server, handler = std::move(handler)](
                               const std::stop_token& stop) {
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable_any ended;
        while (!ended.wait_for(lock, stop, look_interval, [&] { return stop.stop_requested(); })) {
            if (noted_hang(resource, server)) {
                handler();
                return;
            }
        }
    });
}

} // namespace mmm::mysql
