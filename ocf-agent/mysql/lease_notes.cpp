// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/lease_notes.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/base/state_file.h"
#include "lib/base/text.h"
#include "ocf-agent/mysql/report.h"

#include <unistd.h>

namespace mmm::mysql {

namespace {

std::string action_path(const std::string& resource)
{
    return cat("/run/mmm-ha/mysql-", resource, ".acted");
}

std::string end_path(const std::string& resource)
{
    return cat("/run/mmm-ha/mysql-", resource, ".closed");
}

std::string value_in(const std::string& path, const std::string& name)
{
    const auto values = read_state_file(path);
    const auto found = values.find(name);
    return found == values.end() ? "" : found->second;
}

} // namespace

void note_action(const std::string& resource)
{
    auto noted =
        write_state_file(action_path(resource), {{"uptime_ms", std::to_string(uptime_ms())}});
    if (!noted) {
        log::warning(noted.error().message);
    }
}

std::int64_t last_action_ms(const std::string& resource)
{
    return parse_number<std::int64_t>(value_in(action_path(resource), "uptime_ms")).value_or(0);
}

Result<> note_lease_end(const std::string& resource, const std::string& why)
{
    return write_state_file(end_path(resource), {{"reason", why}});
}

std::string lease_end(const std::string& resource)
{
    return value_in(end_path(resource), "reason");
}

void forget_lease_end(const std::string& resource)
{
    ::unlink(end_path(resource).c_str());
}

} // namespace mmm::mysql
