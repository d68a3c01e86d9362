// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/log.h"

#include "lib/base/cat.h"
#include "lib/base/fd.h"

#include <fcntl.h>
#include <syslog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <utility>

namespace mmm::log {

namespace {

struct Sinks {
    std::string tag;
    std::string name;
    bool to_syslog = false;
    bool to_stderr = true;
    bool debug = false;
    Fd file;
};

Sinks& sinks()
{
    static Sinks instance;
    return instance;
}

int priority(Level level)
{
    switch (level) {
    case Level::error:
        return LOG_ERR;
    case Level::warning:
        return LOG_WARNING;
    case Level::notice:
        return LOG_NOTICE;
    case Level::info:
        return LOG_INFO;
    case Level::debug:
        return LOG_DEBUG;
    }
    return LOG_ERR;
}

/// The word ocf_log puts before a line, by which operators and tools filter agents' output.
std::string_view label(Level level)
{
    switch (level) {
    case Level::error:
        return "ERROR: ";
    case Level::warning:
        return "WARNING: ";
    case Level::notice:
        return "NOTICE: ";
    case Level::info:
        return "INFO: ";
    case Level::debug:
        return "DEBUG: ";
    }
    return "";
}

const char* environment(const char* name)
{
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0' ? value : nullptr;
}

int facility(std::string_view name)
{
    constexpr std::array<std::pair<std::string_view, int>, 10> known{{
        {"user", LOG_USER},
        {"local0", LOG_LOCAL0},
        {"local1", LOG_LOCAL1},
        {"local2", LOG_LOCAL2},
        {"local3", LOG_LOCAL3},
        {"local4", LOG_LOCAL4},
        {"local5", LOG_LOCAL5},
        {"local6", LOG_LOCAL6},
        {"local7", LOG_LOCAL7},
        {"daemon", LOG_DAEMON},
    }};
    const auto* const found =
        std::ranges::find(known, name, &std::pair<std::string_view, int>::first);
    return found == known.end() ? LOG_DAEMON : found->second;
}

/// In one call, so that lines of several processes do not mix.
void write_line(int fd, const std::string& line)
{
    if (::write(fd, line.data(), line.size()) < 0) {
        return; // a log that cannot be written must not fail what it tells of
    }
}

std::string timestamp()
{
    std::array<char, 32> text{};
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    ::localtime_r(&now, &local);
    std::strftime(text.data(), text.size(), "%b %d %H:%M:%S ", &local);
    return text.data();
}

} // namespace

void open_for_agent(std::string_view tag)
{
    auto& to = sinks();
    to.name = tag;
    to.tag = cat(tag, "[", ::getpid(), "]");
    to.debug = environment("HA_debug") != nullptr;
    const char* facility_name = environment("HA_LOGFACILITY");
    to.to_syslog = facility_name != nullptr && std::string_view(facility_name) != "none";
    if (to.to_syslog) {
        ::openlog(to.tag.c_str(), LOG_NDELAY, facility(facility_name));
    }
    if (const char* file = environment("HA_LOGFILE")) {
        to.file = Fd(::open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0640));
    }
    to.to_stderr = (!to.to_syslog && !to.file.valid()) || ::isatty(STDERR_FILENO) == 1;
}

void open_again()
{
    auto& to = sinks();
    if (to.name.empty()) {
        return;
    }
    // Closed already, and the number may be another file's by now.
    static_cast<void>(to.file.release());
    open_for_agent(std::string(to.name));
}

void write(Level level, const std::string& message)
{
    const auto& to = sinks();
    if (level == Level::debug && !to.debug) {
        return;
    }
    std::string line = message;
    std::ranges::replace(line, '\n', ' ');
    line = cat(label(level), line);
    if (to.to_syslog) {
        ::syslog(priority(level), "%s", line.c_str());
    }
    line = cat(to.tag, ": ", line, "\n");
    if (to.file.valid()) {
        write_line(to.file.get(), cat(timestamp(), line));
    }
    if (to.to_stderr) {
        write_line(STDERR_FILENO, line);
    }
}

} // namespace mmm::log
