// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What MMM took without looking.
#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/model/ip_text.h"
#include "lib/model/mmm_config.h"

#include <algorithm>
#include <limits>

namespace mmm::model {

namespace {

/// The cluster's configuration is XML, its commands are lines of a shell.
bool is_printable(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

class Faults {
public:
    explicit Faults(const MmmConfig& config)
        : config_(config)
    {
    }

    /// Syntax of each value, by the table.
    void check_values(const MmmValues& values)
    {
        for (const auto& row : mmm_directives()) {
            if (row.section == values.section() && values.given(row.name)) {
                check_value(row, values);
            }
        }
    }

    void check_list(const std::vector<MmmValues>& list)
    {
        for (const auto& values : list) {
            check_values(values);
        }
    }

    /// A host's own address, or a role's, belongs to one of them only.
    void check_addresses()
    {
        for (const auto& host : config_.hosts) {
            use(host.text("ip"), mmm_entry_name(MmmSection::host, host.name(), "ip"));
        }
        for (const auto& role : config_.roles) {
            for (const auto& address : role.list("ips")) {
                use(address, mmm_entry_name(MmmSection::role, role.name(), "ips"));
            }
        }
    }

    void check_peers()
    {
        for (const auto& host : config_.hosts) {
            const auto* peer = config_.host(host.text("peer"));
            const auto entry = mmm_entry_name(MmmSection::host, host.name(), "peer");
            if (peer == nullptr) {
                continue;
            }
            if (peer == &host) {
                wrong(entry, "the host is its own peer");
            } else if (host.text("mode") == "master" && peer->text("mode") != "master") {
                wrong(entry, cat("host \"", peer->name(), "\" is no master"));
            } else if (
                host.text("mode") == "master" && peer->given("peer") &&
                peer->text("peer") != host.name()) {
                wrong(
                    entry,
                    cat("the peer of host \"",
                        peer->name(),
                        "\" is \"",
                        shown(peer->text("peer")),
                        "\"; two masters name each other"));
            }
        }
    }

    void check_roles()
    {
        for (const auto& role : config_.roles) {
            const auto entry = [&](std::string_view directive) {
                return mmm_entry_name(MmmSection::role, role.name(), directive);
            };
            if (role.given("hosts") && role.list("hosts").empty()) {
                wrong(entry("hosts"), "it names no host");
            }
            if (role.given("ips") && role.list("ips").empty()) {
                wrong(entry("ips"), "it names no address");
            }
            tell_twice(entry("hosts"), role.list("hosts"));
        }
        check_writer();
    }

    std::vector<std::string> take() && { return std::move(lines_); }

private:
    void wrong(std::string_view entry, std::string_view why)
    {
        lines_.push_back(cat("Config entry '", entry, "': ", why));
    }

    void wrong_value(std::string_view entry, std::string_view value, std::string_view why)
    {
        wrong(entry, cat("'", shown(value), "' ", why));
    }

    void check_value(const MmmDirective& row, const MmmValues& values)
    {
        const auto entry = mmm_entry_name(row.section, values.name(), row.name);
        const auto value = values.text(row.name);
        if (!is_printable(value)) {
            wrong(entry, "the value has characters other than printable ASCII");
            return;
        }
        if (row.type == MmmType::number) {
            // What parameters of agents take.
            constexpr auto highest = std::numeric_limits<std::int32_t>::max();
            const auto number = parse_number<std::int64_t>(value);
            if (!number || *number < 0 || *number > highest) {
                wrong_value(entry, value, cat("is no number from 0 to ", highest));
            }
        } else if (row.type == MmmType::port) {
            const auto number = parse_number<int>(value);
            if (!number || *number < 1 || *number > 65535) {
                wrong_value(entry, value, "is no port (1 to 65535)");
            }
        } else if (row.type == MmmType::address || row.type == MmmType::addresses) {
            const std::vector<std::string> one{value};
            for (const auto& item : row.is_list() ? values.list(row.name) : one) {
                if (!canonical_address(item)) {
                    wrong_value(entry, item, "is no IP address");
                }
            }
        }
    }

    void use(const std::string& text, const std::string& entry)
    {
        const auto address = canonical_address(text);
        if (!address) {
            return;
        }
        const auto [found, is_new] = used_.try_emplace(*address, entry);
        if (!is_new) {
            wrong_value(entry, text, cat("is also in '", found->second, "'"));
        }
    }

    void tell_twice(std::string_view entry, std::vector<std::string> names)
    {
        std::ranges::sort(names);
        const auto twice = std::ranges::adjacent_find(names);
        if (twice != names.end()) {
            wrong(entry, cat("host \"", shown(*twice), "\" is named twice"));
        }
    }

    void check_writer()
    {
        const auto* writer = config_.role(config_.top.text("active_master_role"));
        if (writer == nullptr) {
            return;
        }
        if (writer->given("mode") && writer->text("mode") != "exclusive") {
            wrong(
                mmm_entry_name(MmmSection::role, writer->name(), "mode"),
                "the role of the writer must be exclusive");
        }
        for (const auto& name : writer->list("hosts")) {
            const auto* host = config_.host(name);
            if (host != nullptr && host->given("mode") && host->text("mode") != "master") {
                wrong(
                    mmm_entry_name(MmmSection::role, writer->name(), "hosts"),
                    cat("host \"", name, "\" is a slave and can never be the writer"));
            }
        }
    }

    const MmmConfig& config_;
    std::vector<std::string> lines_;
    std::map<std::string, std::string, std::less<>> used_; ///< address -> entry
};

} // namespace

std::vector<std::string> mmm_faults(const MmmConfig& config)
{
    Faults faults(config);
    faults.check_values(config.top);
    faults.check_values(config.monitor);
    faults.check_list(config.hosts);
    faults.check_list(config.roles);
    faults.check_list(config.checks);
    faults.check_addresses();
    faults.check_peers();
    faults.check_roles();
    return std::move(faults).take();
}

} // namespace mmm::model
