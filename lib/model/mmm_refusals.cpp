// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What MMM's programs refused.
#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/model/mmm_config.h"

#include <algorithm>

namespace mmm::model {

namespace {

using Lines = std::vector<std::string>;

std::string quoted(std::vector<std::string> names)
{
    std::ranges::sort(names);
    for (auto& name : names) {
        name = shown(name);
    }
    return names.empty() ? "" : cat("'", join(names, "', '"), "'");
}

std::vector<std::string> names_of(const std::vector<MmmValues>& list)
{
    std::vector<std::string> names;
    for (const auto& values : list) {
        names.push_back(values.name());
    }
    return names;
}

class Validator {
public:
    Validator(const MmmConfig& config, MmmPrograms programs)
        : config_(config)
        , programs_(programs)
    {
    }

    void check_section(const MmmValues& values)
    {
        for (const auto& row : mmm_directives()) {
            if (row.section == values.section()) {
                check_directive(row, values);
            }
        }
    }

    /// At least one, for the programs that cannot do without.
    void check_named(std::string_view word, const std::vector<MmmValues>& list, MmmPrograms needed)
    {
        if (list.empty() && (programs_ & needed) != 0) {
            missing(word);
        }
        for (const auto& values : list) {
            check_section(values);
        }
    }

    void check_peers()
    {
        for (const auto& host : config_.hosts) {
            if (host.text("mode") == "master" && !host.given("peer")) {
                lines_.push_back(
                    cat("Config entry 'host->",
                        host.name(),
                        "->peer' is required because of 'mode master', but missing"));
            }
        }
    }

    void check_prefer()
    {
        for (const auto& role : config_.roles) {
            const auto hosts = role.list("hosts");
            const auto prefer = role.text("prefer");
            if (role.given("prefer") && role.text("mode") == "exclusive" &&
                config_.host(prefer) != nullptr &&
                std::ranges::find(hosts, prefer) == hosts.end()) {
                invalid(mmm_entry_name(MmmSection::role, role.name(), "prefer"), prefer, hosts);
            }
        }
    }

    void check_socket()
    {
        check_section(config_.socket);
        for (const auto* name : {"cert_file", "key_file", "ca_file"}) {
            if (config_.socket.text("type") == "ssl" && !config_.socket.given(name)) {
                missing(mmm_entry_name(MmmSection::socket, "", name));
            }
        }
    }

    void check_incremental()
    {
        for (const auto& method : config_.copy_methods) {
            if ((programs_ & mmm_tools) != 0 && method.flag("incremental") &&
                !method.given("incremental_command")) {
                missing(
                    mmm_entry_name(MmmSection::copy_method, method.name(), "incremental_command"));
            }
        }
    }

    Lines take() && { return std::move(lines_); }

private:
    void missing(std::string_view entry)
    {
        lines_.push_back(cat("Required config entry '", entry, "' is missing"));
    }

    void invalid(std::string_view entry, std::string_view value, const Lines& allowed)
    {
        lines_.push_back(
            cat("Config entry '",
                entry,
                "' has invalid value '",
                shown(value),
                "' allowed values are: ",
                quoted(allowed)));
    }

    void check_directive(const MmmDirective& row, const MmmValues& values)
    {
        const auto entry = mmm_entry_name(row.section, values.name(), row.name);
        if (!values.given(row.name)) {
            if ((row.required_by & programs_) != 0) {
                missing(entry);
            }
            return;
        }
        const auto value = values.text(row.name);
        if (row.type == MmmType::choice) {
            check_value(entry, value, split(row.choices));
        } else if (row.type == MmmType::boolean) {
            check_boolean(entry, value);
        } else if (row.refers_to != MmmSection::top) {
            const auto allowed = referred(row.refers_to);
            for (const auto& item : row.is_list() ? values.list(row.name) : Lines{value}) {
                check_value(entry, item, allowed);
            }
        }
    }

    void check_value(std::string_view entry, const std::string& value, const Lines& allowed)
    {
        if (std::ranges::find(allowed, value) == allowed.end()) {
            invalid(entry, value, allowed);
        }
    }

    /// MMM has no "y" and "n".
    void check_boolean(std::string_view entry, const std::string& value)
    {
        static const Lines words{"0", "1", "false", "no", "off", "on", "true", "yes"};
        if (std::ranges::find(words, to_lower(value)) == words.end()) {
            invalid(entry, value, words);
        }
    }

    [[nodiscard]] Lines referred(MmmSection section) const
    {
        if (section == MmmSection::host) {
            return names_of(config_.hosts);
        }
        return names_of(section == MmmSection::role ? config_.roles : config_.copy_methods);
    }

    const MmmConfig& config_;
    MmmPrograms programs_;
    Lines lines_;
};

/// Checks that MMM does not have; "default" is none of them, but allowed as a section.
void refuse_unknown_checks(const MmmAssignments& assignments, Lines& lines)
{
    const Lines allowed{"default", "mysql", "ping", "rep_backlog", "rep_threads"};
    Lines told;
    for (const auto& line : assignments) {
        if (line.section != MmmSection::check ||
            std::ranges::find(allowed, line.section_name) != allowed.end() ||
            std::ranges::find(told, line.section_name) != told.end()) {
            continue;
        }
        told.push_back(line.section_name);
        lines.push_back(
            cat("Invalid check '",
                line.section_name,
                "' in configuration allowed values are: ",
                quoted({"mysql", "ping", "rep_backlog", "rep_threads"})));
    }
}

} // namespace

std::vector<std::string>
mmm_refusals(const MmmAssignments& assignments, const MmmConfig& config, MmmPrograms programs)
{
    constexpr MmmPrograms all = mmm_agent | mmm_monitor | mmm_control | mmm_tools;
    Validator validator(config, programs);
    validator.check_section(config.top);
    validator.check_section(config.monitor);
    validator.check_named("host", config.hosts, all);
    validator.check_peers();
    validator.check_named("role", config.roles, mmm_agent | mmm_monitor);
    validator.check_prefer();
    validator.check_named("check", config.checks, 0);
    validator.check_socket();
    validator.check_named("copy_method", config.copy_methods, mmm_tools);
    validator.check_incremental();
    auto lines = std::move(validator).take();
    refuse_unknown_checks(assignments, lines);
    return lines;
}

} // namespace mmm::model
