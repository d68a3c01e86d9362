// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/manager_watch.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/base/text.h"
#include "lib/cluster/pacemaker_tools.h"
#include "ocf-agent/mysql/lease_notes.h"
#include "ocf-agent/mysql/report.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace mmm::mond {

namespace {

constexpr std::chrono::milliseconds answer_budget{3000};

/// The promoted server is looked at each two seconds, but not while other actions are under way.
constexpr std::chrono::milliseconds ask_after{5000};

/// For several questions, on a host that is overloaded. To the rest of the cluster a host lives
/// whose processes do, so nobody takes over meanwhile.
constexpr std::chrono::milliseconds longest_silence{20000};

// As the kernel has them: 15 characters.
constexpr std::string_view executor_name = "pacemaker-execd";
constexpr std::string_view controller_name = "pacemaker-contr";

/// The process has the name, and is neither stopped nor dead.
bool process_lives(pid_t pid, std::string_view name)
{
    std::ifstream file(cat("/proc/", pid, "/stat"));
    std::string line;
    std::getline(file, line);
    const auto begin = line.find('(');
    const auto end = line.rfind(')');
    if (begin == std::string::npos || end == std::string::npos || end + 2 >= line.size()) {
        return false;
    }
    constexpr std::string_view not_living = "TtZX";
    return std::string_view(line).substr(begin + 1, end - begin - 1) == name &&
           not_living.find(line[end + 2]) == std::string_view::npos;
}

std::optional<pid_t> find(std::string_view name)
{
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", failed)) {
        const auto pid = parse_number<pid_t>(entry.path().filename().string());
        if (pid && process_lives(*pid, name)) {
            return pid;
        }
    }
    return std::nullopt;
}

bool keeps_living(std::optional<pid_t>& pid, std::string_view name)
{
    if (!pid || !process_lives(*pid, name)) {
        pid = find(name);
    }
    return pid.has_value();
}

} // namespace

ManagerWatch::ManagerWatch(EventLoop& loop, const ocf::Call& call)
    : call_(call)
    , question_(loop)
{
}

bool ManagerWatch::lives()
{
    if (!processes_live()) {
        return false;
    }
    const auto last = std::max(mysql::last_action_ms(call_.environment.resource), answered_at_ms_);
    const std::chrono::milliseconds silent(mysql::uptime_ms() - last);
    if (silent > ask_after && !question_.running()) {
        ask();
    }
    return silent < longest_silence;
}

std::optional<pid_t> ManagerWatch::find_executor()
{
    return find(executor_name);
}

bool ManagerWatch::processes_live()
{
    return keeps_living(executor_, executor_name) && keeps_living(controller_, controller_name);
}

void ManagerWatch::ask()
{
    const auto at = mysql::uptime_ms();
    const auto work = [this](int socket) {
        const auto answer = cluster::PacemakerTools().is_idle(
            call_.environment.node, Deadline::after(answer_budget));
        if (answer) {
            send_message(socket, "answered");
        }
    };
    auto begun = question_.begin("mmm-manager", work, [this, at](const Message& message) {
        if (!message.text.empty()) {
            answered_at_ms_ = at;
        }
    });
    if (!begun) {
        log::warning(begun.error().message);
    }
}

} // namespace mmm::mond
