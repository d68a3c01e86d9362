// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/preflight.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/model/privileges.h"

#include <algorithm>
#include <array>

namespace mmm::model {

namespace {

class Findings {
public:
    explicit Findings(const PreflightHost& self)
        : self_(self)
    {
    }

    void add(std::string text) { faults_.push_back(Fault{self_.name, std::move(text)}); }

    [[nodiscard]] std::string variable(std::string_view name) const
    {
        const auto found = self_.settings->variables.find(name);
        return found == self_.settings->variables.end() ? "" : found->second;
    }

    [[nodiscard]] bool on(std::string_view name) const
    {
        return parse_boolean(variable(name)).value_or(false);
    }

    [[nodiscard]] std::vector<Fault> take() && { return std::move(faults_); }

private:
    const PreflightHost& self_;
    std::vector<Fault> faults_;
};

std::optional<ServerSeries> series_of(const PreflightHost& host)
{
    return host.facts ? series_of_version(host.facts->version) : std::nullopt;
}

struct Switch {
    std::string_view variable;
    std::string_view why;
};

void check_switch(Findings& findings, const Switch& wanted)
{
    if (findings.on(wanted.variable)) {
        return;
    }
    findings.add(
        cat(wanted.variable,
            " is \"",
            findings.variable(wanted.variable),
            "\": ",
            wanted.why,
            "; set ",
            wanted.variable,
            wanted.variable == "log_bin" ? " in my.cnf" : "=ON in my.cnf"));
}

void check_switches(Findings& findings, const std::optional<ServerSeries>& series)
{
    check_switch(findings, {"log_bin", "without a binary log no other host can follow this one"});
    // MySQL 8.0.26 and later know both names.
    const bool has_new_name = !findings.variable("log_replica_updates").empty();
    check_switch(
        findings,
        {has_new_name ? "log_replica_updates" : "log_slave_updates",
         "replicated transactions must be in the binary log to be passed on"});
    if (!series || series->family == ServerFamily::mariadb) {
        check_switch(findings, {"gtid_strict_mode", "diverging transactions would go unnoticed"});
        return;
    }
    const auto mode = findings.variable("gtid_mode");
    if (mode != "ON" && mode != "OFF") {
        findings.add(
            cat("gtid_mode is \"",
                mode,
                "\": transactions with and without GTID mix; set it to ON on all hosts"));
    }
    if (series == ServerSeries{ServerFamily::mysql, 5, 6} &&
        parse_number<int>(findings.variable("slave_parallel_workers")).value_or(0) > 0) {
        findings.add(
            cat("slave_parallel_workers is ",
                findings.variable("slave_parallel_workers"),
                ": MySQL 5.6 may not be able to replicate any more after a crash; set "
                "slave_parallel_workers=0 in my.cnf"));
    }
    if (mode == "ON") {
        check_switch(
            findings,
            {"enforce_gtid_consistency", "statements that GTIDs cannot name would be accepted"});
    }
}

void check_values(Findings& findings)
{
    if (findings.variable("server_id") == "0") {
        findings.add("server_id is 0: replication needs a number; give each host its own");
    }
    if (to_lower(findings.variable("binlog_format")) == "statement") {
        findings.add("binlog_format is STATEMENT: statements may replay differently; set "
                     "binlog_format=ROW (or MIXED) in my.cnf");
    }
    for (const std::string_view variable : {"sync_binlog", "innodb_flush_log_at_trx_commit"}) {
        if (findings.variable(variable) != "1") {
            findings.add(
                cat(variable,
                    " is \"",
                    findings.variable(variable),
                    "\": a crash of the host loses commits that clients were told of; set ",
                    variable,
                    "=1 in my.cnf"));
        }
    }
    for (const std::string_view variable :
         {"replicate_do_db",
          "replicate_ignore_db",
          "replicate_do_table",
          "replicate_ignore_table",
          "replicate_wild_do_table",
          "replicate_wild_ignore_table"}) {
        if (!findings.variable(variable).empty()) {
            findings.add(
                cat(variable,
                    " is \"",
                    findings.variable(variable),
                    "\": a host that filters cannot take over; remove the filter from my.cnf"));
        }
    }
}

void check_auto_increment(
    Findings& findings, const PreflightHost& self, const std::vector<PreflightHost>& peers)
{
    if (!self.is_master) {
        return;
    }
    const auto masters = 1 + std::ranges::count_if(peers, &PreflightHost::is_master);
    const auto increment =
        parse_number<long>(findings.variable("auto_increment_increment")).value_or(1);
    const auto offset = parse_number<long>(findings.variable("auto_increment_offset")).value_or(1);
    if (increment < masters) {
        findings.add(
            cat("auto_increment_increment is ",
                increment,
                " with ",
                masters,
                " masters: generated keys could collide after a failover; set it to ",
                masters));
    }
    if (offset > increment) {
        findings.add(
            cat("auto_increment_offset is ",
                offset,
                ", above auto_increment_increment ",
                increment,
                ": the server ignores it; set an offset from 1 to ",
                increment));
    }
    for (const auto& peer : peers) {
        if (!peer.is_master || !peer.settings) {
            continue;
        }
        const auto theirs = peer.settings->variables.find("auto_increment_offset");
        if (theirs != peer.settings->variables.end() &&
            theirs->second == findings.variable("auto_increment_offset")) {
            findings.add(
                cat("auto_increment_offset is ",
                    offset,
                    " here and on ",
                    peer.name,
                    ": generated keys could collide after a failover; give each master its own"));
        }
    }
}

void check_privileges(Findings& findings, const PreflightHost& self)
{
    const auto series = series_of(self);
    if (!series) {
        return;
    }
    const auto missing = missing_privileges(*series, self.settings->privileges);
    if (missing.empty()) {
        return;
    }
    std::vector<std::string> names;
    std::vector<std::string> grants;
    for (const auto& privilege : missing) {
        names.push_back(privilege.to_text());
        if (privilege.object == missing.front().object) {
            grants.emplace_back(privilege.name);
        }
    }
    findings.add(
        cat("the agent's account lacks privileges: ",
            join(names, ", "),
            "; GRANT ",
            join(grants, ", "),
            " ON ",
            missing.front().object,
            " TO it"));
}

void check_server_ids(
    Findings& findings, const PreflightHost& self, const std::vector<PreflightHost>& peers)
{
    for (const auto& peer : peers) {
        if (self.facts && peer.facts &&
            self.facts->identity.server_id == peer.facts->identity.server_id) {
            findings.add(
                cat("server_id ",
                    self.facts->identity.server_id,
                    " is used by ",
                    peer.name,
                    " as well: they would drop each other's transactions; give each host its own"));
        }
        if (self.facts && peer.facts && !self.facts->identity.uuid.empty() &&
            self.facts->identity.uuid == peer.facts->identity.uuid) {
            findings.add(
                cat("server_uuid ",
                    self.facts->identity.uuid,
                    " is that of ",
                    peer.name,
                    " as well, of which this host is a copy: stop this server, remove auto.cnf "
                    "from its data directory, and start it"));
        }
    }
}

void check_source(
    Findings& findings, const PreflightHost& self, const std::vector<PreflightHost>& peers)
{
    if (!self.facts || !self.facts->link || peers.empty()) {
        return;
    }
    const auto& link = *self.facts->link;
    const auto is_source = [&](const PreflightHost& peer) {
        return peer.address == link.source_host || peer.name == link.source_host;
    };
    if (std::ranges::none_of(peers, is_source)) {
        findings.add(cat(
            "replicates from ",
            link.source_host,
            ", which is no host's own address (a virtual address moves and takes the replica to "
            "another binary log); use the address of a host"));
    }
    if (!link.uses_gtid && self.facts->uses_gtid) {
        findings.add(cat(
            "replicates from ",
            link.source_host,
            " by file and position; use ",
            self.facts->family == ServerFamily::mariadb
                ? "CHANGE MASTER TO MASTER_USE_GTID=slave_pos"
                : "auto position (SOURCE_AUTO_POSITION=1, MASTER_AUTO_POSITION=1 before 8.0.23)"));
    }
}

} // namespace

std::vector<Fault>
preflight_faults(const PreflightHost& self, const std::vector<PreflightHost>& peers)
{
    Findings findings(self);
    if (self.settings) {
        check_switches(findings, series_of(self));
        check_values(findings);
        check_auto_increment(findings, self, peers);
        check_privileges(findings, self);
    }
    check_server_ids(findings, self, peers);
    check_source(findings, self, peers);
    return std::move(findings).take();
}

} // namespace mmm::model
