// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// mmm_alert: an alert agent of Pacemaker that sends the notifications of MMM-HA-MIB.
#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/base/text.h"
#include "lib/config/option_file.h"
#include "snmp/alert_run.h"
#include "snmp/alert_settings.h"
#include "snmp/trap_sender.h"

#include <sys/utsname.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

using mmm::cat;

constexpr const char* usage =
    "usage: mmm_alert, by Pacemaker (/usr/share/mmm-ha/mmm_alert.xml)\n"
    "       mmm_alert --engine-id\n"
    "Sends SNMP notifications to the recipient, a group of /etc/mmm-ha/alert.cnf; see "
    "mmm_alert(8).\n";

std::string environment(const char* name, const char* otherwise = "")
{
    const char* value = std::getenv(name);
    return value == nullptr ? otherwise : value;
}

std::string node_name()
{
    utsname system{};
    return ::uname(&system) == 0 ? std::string(system.nodename) : "unknown";
}

mmm::model::AlertCall read_call()
{
    return {
        .kind = environment("CRM_alert_kind"),
        .node = environment("CRM_alert_node"),
        .description = environment("CRM_alert_desc"),
        .resource = environment("CRM_alert_rsc"),
        .task = environment("CRM_alert_task"),
        .rc = mmm::parse_number<int>(environment("CRM_alert_rc")),
        .attribute = environment("CRM_alert_attribute_name"),
        .value = environment("CRM_alert_attribute_value")};
}

int fail(const mmm::Error& error)
{
    mmm::log::error(cat("could not notify: ", error.message));
    return EXIT_FAILURE;
}

int run()
{
    const auto call = read_call();
    if (mmm::model::subject_of(call).topic == mmm::model::AlertTopic::nothing) {
        return EXIT_SUCCESS;
    }
    const mmm::monitoring::AlertPlaces places{
        .tools = environment("MMM_PACEMAKER_TOOLS", "/usr/sbin"),
        .history_directory = environment("MMM_HISTORY_DIRECTORY", "/var/lib/mmm-ha"),
        .memory_directory = environment("MMM_ALERT_MEMORY", "/run/mmm-ha-alert"),
        .recipient = environment("CRM_alert_recipient"),
        .node = node_name()};
    const auto groups = mmm::config::read_secret_option_file(
        environment("settings", "/etc/mmm-ha/alert.cnf"), mmm::config::SecretFor::group);
    if (!groups) {
        return fail(groups.error());
    }
    const auto target = mmm::monitoring::read_target(*groups, places.recipient);
    if (!target) {
        return fail(target.error());
    }
    int status = EXIT_SUCCESS;
    for (const auto& one : mmm::monitoring::find_notifications(call, places)) {
        if (auto sent = send_notification(*target, one, places.node); !sent) {
            status = fail(sent.error());
        }
    }
    return status;
}

} // namespace

int main(int argc, char** argv)
{
    const std::string_view word = argc > 1 ? argv[1] : "";
    if (word == "--version") {
        std::puts("mmm_alert " MMM_VERSION);
        return EXIT_SUCCESS;
    }
    if (word == "--engine-id") {
        std::puts(cat("0x", mmm::monitoring::engine_id_of(node_name())).c_str());
        return EXIT_SUCCESS;
    }
    if (!word.empty() || environment("CRM_alert_kind").empty()) {
        std::fputs(usage, word == "--help" ? stdout : stderr);
        return word == "--help" ? EXIT_SUCCESS : 2;
    }
    mmm::log::open_for_agent("mmm_alert");
    return run();
}
