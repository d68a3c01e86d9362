// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/log.h"

#include "lib/base/cat.h"

#include <qb/qblog.h>

#include <syslog.h>
#include <unistd.h>

#include <cstdlib>

namespace mmm::log {

namespace {

constexpr int max_line_length = 2048; // libqb's own default cuts lines at 512 bytes

std::uint8_t priority(Level level)
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

void enable(int target, std::uint8_t lowest, const char* format)
{
    qb_log_filter_ctl(target, QB_LOG_FILTER_ADD, QB_LOG_FILTER_FILE, "*", lowest);
    qb_log_format_set(target, format);
    qb_log_ctl(target, QB_LOG_CONF_MAX_LINE_LEN, max_line_length);
    qb_log_ctl(target, QB_LOG_CONF_ENABLED, QB_TRUE);
}

} // namespace

void open_for_agent(std::string_view tag)
{
    static std::string name; // libqb keeps the pointer
    name = cat(tag, "[", ::getpid(), "]");
    const char* facility = environment("HA_LOGFACILITY");
    const bool to_syslog = facility != nullptr && std::string_view(facility) != "none";
    const int facility_number = to_syslog ? qb_log_facility2int(facility) : LOG_DAEMON;
    qb_log_init(name.c_str(), facility_number < 0 ? LOG_DAEMON : facility_number, LOG_TRACE);
    qb_log_ctl(QB_LOG_SYSLOG, QB_LOG_CONF_ENABLED, QB_FALSE);

    const std::uint8_t lowest = environment("HA_debug") != nullptr ? LOG_DEBUG : LOG_INFO;
    const char* file = environment("HA_LOGFILE");
    const int file_target = file != nullptr ? qb_log_file_open(file) : -1;
    if (to_syslog) {
        enable(QB_LOG_SYSLOG, lowest, "%N: %b");
    }
    if (file_target >= 0) {
        enable(file_target, lowest, "%t %N: %b");
    }
    if ((!to_syslog && file_target < 0) || ::isatty(STDERR_FILENO) == 1) {
        enable(QB_LOG_STDERR, lowest, "%N: %b");
    }
}

void write(Level level, const std::string& message)
{
    qb_log_from_external_source(
        "", "mmm", "%s", priority(level), 0, 0, cat(label(level), message).c_str());
}

} // namespace mmm::log
