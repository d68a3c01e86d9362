// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// MMM's configuration for tests, written as it is in a file.
#pragma once

#include "lib/base/text.h"
#include "lib/model/mmm_config.h"

#include <string>
#include <string_view>

namespace mmm::model {

/// Lines like "host M1 ip 10.0.0.1", "top debug 1" or "monitor port 1"; "host M1" opens a section.
inline MmmAssignments mmm_lines(std::string_view text)
{
    MmmAssignments assignments;
    for (const auto& line : split(text, "\n")) {
        const auto words = split(line);
        if (words.empty()) {
            continue;
        }
        const auto* kind = find_mmm_section(words[0]);
        const bool named = kind != nullptr && kind->named;
        MmmAssignment assignment;
        assignment.section = kind == nullptr ? MmmSection::top : kind->section;
        assignment.section_name = named ? words[1] : "";
        const std::size_t next = named ? 2 : 1;
        if (words.size() > next) {
            assignment.directive = words[next];
            const auto at = line.find(
                words[next],
                line.find(words[0]) + words[0].size() + (named ? words[1].size() + 1 : 0));
            assignment.value =
                std::string(trim(std::string_view(line).substr(at + words[next].size())));
        }
        assignments.push_back(assignment);
    }
    return assignments;
}

inline MmmConfig mmm_config(std::string_view text)
{
    return mmm_config_of(mmm_lines(text));
}

/// Two masters, a slave, a writer and readers: complete for agents and monitor.
constexpr std::string_view whole_mmm = R"(
top this M1
top active_master_role writer
host default pid_path /p
host default bin_path /b
host default cluster_interface eth0
host default agent_user mmm_agent
host default agent_password a
host default monitor_user mmm_monitor
host default monitor_password m
host default replication_user mmm_replication
host default replication_password r
host M1 ip 192.168.0.65
host M1 mode master
host M1 peer M2
host M2 ip 192.168.0.66
host M2 mode master
host M2 peer M1
host slave1 ip 192.168.0.67
host slave1 mode slave
role writer mode exclusive
role writer hosts M1, M2
role writer ips 192.168.0.70
role reader mode balanced
role reader hosts M1, M2, slave1
role reader ips 192.168.0.71, 192.168.0.72, 192.168.0.73
monitor ip 127.0.0.1
monitor pid_path /p
monitor bin_path /b
monitor status_path /s
monitor ping_ips 192.168.0.1
monitor auto_set_online 1
)";

} // namespace mmm::model
