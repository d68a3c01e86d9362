// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_config/run_command.h"

#include "lib/base/cat.h"
#include "mmm-compat/mmm_config/credentials_file.h"
#include "mmm-compat/mmm_config/privilege_table.h"

namespace mmm::config_tool {

namespace {

std::vector<std::string>
messages_of(const std::vector<std::string>& errors, const std::vector<std::string>& warnings)
{
    auto messages = errors;
    for (const auto& warning : warnings) {
        messages.push_back(cat("warning: ", warning));
    }
    return messages;
}

Outcome not_usable(const Wanted& wanted)
{
    return {.messages = messages_of(wanted.errors, wanted.warnings), .exit_status = exit_failed};
}

std::string rendered(Format format, const model::ClusterDescription& description)
{
    switch (format) {
    case Format::pcs:
        return model::pcs_commands(description);
    case Format::crmsh:
        return model::crmsh_commands(description);
    case Format::cib:
        return model::cib_configuration(description);
    }
    return {};
}

struct Runner {
    ConfigCluster& cluster;
    const Confirm& confirm;

    Outcome operator()(const ShowText& command) const { return {.text = command.text}; }

    Outcome operator()(const PrintGrants& command) const
    {
        auto statements = model::account_statements(command.series, command.names);
        if (!statements) {
            return {.messages = {statements.error().message}, .exit_status = exit_failed};
        }
        return {.text = std::move(*statements)};
    }

    Outcome operator()(const PrintPrivilegeTable&) const { return {.text = privilege_tables()}; }

    Outcome operator()(const PrintDirectiveTable&) const
    {
        return {.text = model::mmm_directive_table()};
    }

    Outcome operator()(const Check& command) const
    {
        auto loaded = check_files(command.paths);
        auto files = loaded.files;
        // A file by itself may leave things to others; all together make a cluster, or do not.
        const bool whole =
            loaded.config.role(loaded.config.top.text("active_master_role")) != nullptr;
        Wanted wanted;
        if (whole) {
            wanted = plan_of(std::move(loaded));
        } else {
            wanted.errors = std::move(loaded.errors);
            wanted.warnings = std::move(loaded.warnings);
        }
        if (!wanted.errors.empty()) {
            return not_usable(wanted);
        }
        return {
            .text = cat("right: ", join(files, ", "), "\n"),
            .messages = messages_of({}, wanted.warnings)};
    }

    Outcome operator()(const PrintCluster& command) const
    {
        const auto wanted = plan_of(load_cluster_files(command.files));
        if (!wanted.errors.empty()) {
            return not_usable(wanted);
        }
        return {
            .text = rendered(command.format, wanted.description),
            .messages = messages_of({}, wanted.warnings)};
    }

    Outcome operator()(const ShowDifference& command) const
    {
        const auto wanted = plan_of(load_cluster_files(command.files));
        return wanted.errors.empty() ? show_difference(wanted, cluster) : not_usable(wanted);
    }

    Outcome operator()(const Apply& command) const
    {
        const auto wanted = plan_of(load_cluster_files(command.files));
        return wanted.errors.empty() ? apply(wanted, command, cluster, confirm)
                                     : not_usable(wanted);
    }

    Outcome operator()(const WriteCredentials& command) const
    {
        const auto loaded = load_cluster_files(command.files);
        auto errors = loaded.errors;
        const auto found = model::mmm_accounts(loaded.config);
        errors.insert(errors.end(), found.errors.begin(), found.errors.end());
        if (!errors.empty()) {
            return {.messages = std::move(errors), .exit_status = exit_failed};
        }
        const auto done = write_credentials(command.output, credentials_text(found.accounts));
        if (!done) {
            return {.messages = {done.error().message}, .exit_status = exit_failed};
        }
        return {.text = cat("written: ", command.output, "\n")};
    }
};

} // namespace

Outcome run_command(const Command& command, ConfigCluster& cluster, const Confirm& confirm)
{
    return std::visit(Runner{cluster, confirm}, command);
}

} // namespace mmm::config_tool
