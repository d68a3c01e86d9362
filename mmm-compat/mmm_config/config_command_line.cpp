// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_config/config_command_line.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <optional>

namespace mmm::config_tool {

namespace {

Error wrong(std::string message)
{
    return Error{Errc::bad_parameter, std::move(message)};
}

std::string known_series()
{
    std::vector<std::string> names;
    for (const auto& series : model::named_series()) {
        names.push_back(series.to_text());
    }
    return join(names, " ");
}

/// The program's commands, and the values that their options got.
class CommandLine {
public:
    CommandLine()
    {
        app_.require_subcommand(1, 1);
        app_.set_help_flag("-h,--help", "show this message");
        app_.set_help_all_flag("--help-all", "show the options of all commands");
        app_.set_version_flag("--version", "", "show the version");
        help_ = app_.add_subcommand("help", "show the commands and their options");
        add_check();
        add_printers();
        add_appliers();
        add_credentials();
        add_grants();
        table_ = app_.add_subcommand(
            "directives", "print what becomes of each directive of MMM's files, in Markdown");
    }

    /// All commands with their options. Not after parse(): it would tell of one command only.
    [[nodiscard]] std::string whole_help() const { return app_.help("", CLI::AppFormatMode::All); }

    /// CLI11 tells of faults, and of a call for help, by exceptions; they end here.
    Result<Command> parse(const std::vector<std::string>& arguments, const std::string& version)
    {
        if (arguments.empty()) {
            return wrong("a command is missing; see mmm_config help");
        }
        const auto& first = arguments.front();
        if (!first.starts_with("-") && !is_command(first)) {
            return wrong(cat("command \"", first, "\" is not known; see mmm_config help"));
        }
        std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
        try {
            app_.parse(reversed);
        } catch (const CLI::CallForVersion&) {
            return Command(ShowText{cat("mmm_config ", version, "\n")});
        } catch (const CLI::CallForAllHelp&) {
            return Command(ShowText{CommandLine().whole_help()});
        } catch (const CLI::CallForHelp&) {
            return Command(ShowText{help()});
        } catch (const CLI::ParseError& error) {
            return wrong(cat(one_line(error.what()), "; see mmm_config help"));
        }
        return chosen();
    }

private:
    [[nodiscard]] bool is_command(const std::string& word) const
    {
        const auto commands = app_.get_subcommands([](const CLI::App*) { return true; });
        return std::ranges::any_of(
            commands, [&](const CLI::App* command) { return command->get_name() == word; });
    }

    void add_files(CLI::App* command)
    {
        command->add_option(
            "--config-dir", files_.directory, "where MMM's files are; otherwise where MMM looked");
        command->add_option(
            "--cluster", files_.cluster, "read mmm_mon_NAME.conf instead of mmm_mon.conf");
    }

    void add_check()
    {
        check_ = app_.add_subcommand("check", "tell all that is wrong with MMM's files");
        check_->add_option("paths", paths_, "files, or directories with all of them");
    }

    void add_printers()
    {
        pcs_ = app_.add_subcommand("pcs", "print the commands of pcs that make the cluster");
        crmsh_ = app_.add_subcommand("crmsh", "print the lines of \"crm configure\" that make it");
        cib_ = app_.add_subcommand("cib", "print its configuration as XML");
        for (auto* command : {pcs_, crmsh_, cib_}) {
            add_files(command);
        }
    }

    void add_appliers()
    {
        diff_ = app_.add_subcommand("diff", "tell what would change in the running cluster");
        apply_ = app_.add_subcommand("apply", "tell it, and make the changes, all at once");
        for (auto* command : {diff_, apply_}) {
            add_files(command);
        }
        apply_->add_flag("--yes", yes_, "do not ask");
        apply_->add_flag(
            "--fencing-later",
            fencing_later_,
            "also without a fencing device; nothing starts before there is one");
    }

    void add_credentials()
    {
        credentials_ = app_.add_subcommand("credentials", "write the file of passwords, mode 600");
        add_files(credentials_);
        credentials_
            ->add_option("--output", output_, "the file, usually /etc/mmm-ha/credentials.cnf")
            ->required();
    }

    void add_grants()
    {
        grants_ = app_.add_subcommand(
            "grants", "print the SQL that makes the accounts of the agent and of replication");
        grants_->add_option("--server", server_, cat("one of: ", known_series()));
        grants_->add_option("--agent-user", names_.agent, "mmm_agent when not given");
        grants_->add_option(
            "--replication-user", names_.replication, "mmm_replication when not given");
        grants_->add_option(
            "--monitor-user", names_.monitor, "also one that only looks, like mmm_monitor");
        grants_->add_option(
            "--from", names_.network, "from where they log in, like 192.168.0.%; % when not given");
        grants_->add_flag(
            "--existing",
            names_.exist,
            "the accounts for the network are there, as MMM's are, and get what they lack");
        privileges_ = grants_->add_flag(
            "--table", table_only_, "instead: the privileges of every series, in Markdown");
    }

    [[nodiscard]] std::string help() const
    {
        for (auto* command : app_.get_subcommands()) {
            return command->help();
        }
        return app_.help();
    }

    [[nodiscard]] Result<Command> chosen() const
    {
        if (help_->parsed()) {
            return Command(ShowText{CommandLine().whole_help()});
        }
        if (grants_->parsed()) {
            return chosen_grants();
        }
        if (check_->parsed()) {
            return Command(Check{paths_});
        }
        if (diff_->parsed()) {
            return Command(ShowDifference{files_});
        }
        if (apply_->parsed()) {
            return Command(Apply{files_, yes_, fencing_later_});
        }
        if (credentials_->parsed()) {
            return Command(WriteCredentials{files_, output_});
        }
        if (table_->parsed()) {
            return Command(PrintDirectiveTable{});
        }
        const auto format =
            pcs_->parsed() ? Format::pcs : (crmsh_->parsed() ? Format::crmsh : Format::cib);
        return Command(PrintCluster{format, files_});
    }

    [[nodiscard]] Result<Command> chosen_grants() const
    {
        if (privileges_->count() > 0) {
            const auto options = grants_->get_options();
            const auto given = std::ranges::count_if(
                options, [](const CLI::Option* option) { return option->count() > 0; });
            return given == 1 ? Result<Command>(PrintPrivilegeTable{})
                              : Result<Command>(wrong("--table stands alone"));
        }
        if (server_.empty()) {
            return wrong(cat("which server? give --server and one of: ", known_series()));
        }
        const auto series = model::parse_series(server_);
        if (!series) {
            return wrong(cat("server \"", server_, "\" is not known; one of: ", known_series()));
        }
        return Command(PrintGrants{*series, names_});
    }

    static std::string one_line(std::string_view text) { return join(split(text, "\n"), "; "); }

    CLI::App app_{
        "What an installation of mmm-ha needs, and what becomes of MySQL-MMM's files.",
        "mmm_config"};
    CLI::App* help_ = nullptr;
    CLI::App* check_ = nullptr;
    CLI::App* pcs_ = nullptr;
    CLI::App* crmsh_ = nullptr;
    CLI::App* cib_ = nullptr;
    CLI::App* diff_ = nullptr;
    CLI::App* apply_ = nullptr;
    CLI::App* credentials_ = nullptr;
    CLI::App* grants_ = nullptr;
    CLI::App* table_ = nullptr;
    CLI::Option* privileges_ = nullptr;
    MmmFiles files_;
    std::vector<std::string> paths_;
    std::string output_;
    std::string server_;
    model::AccountNames names_;
    bool table_only_ = false;
    bool yes_ = false;
    bool fencing_later_ = false;
};

} // namespace

Result<Command>
parse_command_line(const std::vector<std::string>& arguments, const std::string& version)
{
    return CommandLine().parse(arguments, version);
}

} // namespace mmm::config_tool
