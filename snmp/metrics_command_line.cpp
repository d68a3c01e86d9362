// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "snmp/metrics_command_line.h"

#include "snmp/option_words.h"

#include <string_view>

namespace mmm::monitoring {

namespace {

using Kind = MetricsCommand::Kind;

constexpr unsigned highest_port = 65535;

/// Nobody is asked who they are there, so that only this host may listen.
bool is_loopback(std::string_view address)
{
    return address == "::1" || (address.starts_with("127.") &&
                                address.find_first_not_of("0123456789.") == std::string_view::npos);
}

Result<> set_listen(MetricsCommand& command, std::string_view value)
{
    const auto colon = value.rfind(':');
    auto address = value.substr(0, colon);
    if (address.starts_with('[') && address.ends_with(']')) {
        address = address.substr(1, address.size() - 2);
    }
    const auto port = colon == std::string_view::npos
                          ? std::nullopt
                          : parse_number<unsigned>(value.substr(colon + 1));
    if (!port || *port == 0 || *port > highest_port || !is_loopback(address)) {
        return wrong_usage(
            cat("--listen=\"", value, "\" is no address of the loopback interface with a port"));
    }
    command.kind = Kind::listen;
    command.address = address;
    command.port = *port;
    return {};
}

Result<> set_option(MetricsCommand& command, std::string_view name, const std::string& value)
{
    if (name == "--resource") {
        command.resource = value;
        return {};
    }
    if (name == "--output") {
        command.kind = Kind::write_file;
        command.file = value;
        return {};
    }
    if (name == "--listen") {
        return set_listen(command, value);
    }
    if (name == "--max-age") {
        const auto age = parse_seconds(name, value, 0);
        if (!age) {
            return Error(age.error());
        }
        command.max_age = *age;
        return {};
    }
    return unknown_option(name);
}

} // namespace

Result<MetricsCommand> parse_metrics_command(const std::vector<std::string>& arguments)
{
    MetricsCommand command;
    const auto options = split_options(arguments, {"--help", "-h", "--version", "--table"});
    if (!options) {
        return Error(options.error());
    }
    for (const auto& [name, value] : *options) {
        if (name == "--help" || name == "-h") {
            command.kind = Kind::help;
        } else if (name == "--version") {
            command.kind = Kind::version;
        } else if (name == "--table") {
            command.kind = Kind::table;
        } else if (auto set = set_option(command, name, value); !set) {
            return std::move(set).error();
        }
    }
    return command;
}

} // namespace mmm::monitoring
