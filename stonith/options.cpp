// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "stonith/options.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace mmm::fence {

namespace {

constexpr std::array<Option, 15> table{{
    {.name = "action",
     .letter = 'o',
     .type = "string",
     .otherwise = "reboot",
     .required = true,
     .description = "off, on, reboot, status, monitor, list, list-status, validate-all, metadata"},
    {.name = "plug",
     .letter = 'n',
     .type = "string",
     .required = true,
     .obsoletes = "port",
     .description = "Host to be fenced, by its node name"},
    {.name = "port",
     .letter = 0,
     .type = "string",
     .required = true,
     .deprecated = true,
     .description = "Host to be fenced, by its node name"},
    {.name = "nodename",
     .letter = 'N',
     .type = "string",
     .description = "Host to be fenced, as the cluster always names it"},
    {.name = "kill_program",
     .letter = 'k',
     .type = "string",
     .required = true,
     .description =
         "Program that ends a host, as MySQL-MMM's kill_host_bin: called with the host's name "
         "and 1 or 0 (it answered a ping, or did not); must end with 0 when it has done so"},
    {.name = "on_program",
     .letter = 'O',
     .type = "string",
     .description = "Program that lets a host go again, called with its name; without it the "
                    "action on is refused"},
    {.name = "status_program",
     .letter = 's',
     .type = "string",
     .description = "Program that tells whether a host is on, called with its name: 0 on, 2 "
                    "off, anything else unknown"},
    {.name = "probe_program",
     .letter = 'P',
     .type = "string",
     .description = "Program that looks whether a host still answers, called with its name and "
                    "address: 0 it does, 1 it does not, anything else unknown"},
    {.name = "verify",
     .letter = 'v',
     .type = "string",
     .otherwise = "ping,port",
     .description = "What must show that the host is gone before that is believed: some of "
                    "ping (ICMP echo), port (TCP connection to server_port), probe "
                    "(probe_program), status (status_program)"},
    {.name = "address_map",
     .letter = 'a',
     .type = "string",
     .description = "Addresses of the hosts for ping, port and probe: host:address pairs, "
                    "separated by semicolons; names are not resolved"},
    {.name = "witness",
     .letter = 'w',
     .type = "string",
     .description =
         "Addresses of which one must answer a ping when the host does not, for instance the "
         "router: otherwise this host's own network may be what is down"},
    {.name = "server_port",
     .letter = 'p',
     .type = "integer",
     .otherwise = "3306",
     .description = "TCP port for verify=port"},
    {.name = "probe_timeout",
     .letter = 'T',
     .type = "second",
     .otherwise = "1",
     .description = "Seconds without an answer after which a host counts as silent in one look"},
    {.name = "confirmations",
     .letter = 'c',
     .type = "integer",
     .otherwise = "2",
     .description = "How many looks in a row must find the host gone"},
    {.name = "timeout",
     .letter = 't',
     .type = "second",
     .otherwise = "50",
     .description = "Seconds for the whole action, less than the cluster's time-out for it "
                    "(pcmk_off_timeout, 60)"},
}};

const Option* find_option(std::string_view name)
{
    const auto found = std::ranges::find(table, name, &Option::name);
    return found == table.end() ? nullptr : &*found;
}

Error bad(std::string_view option, std::string_view value, std::string_view remedy)
{
    return Error{Errc::bad_parameter, cat("option ", option, "=\"", value, "\": ", remedy)};
}

std::string value_of(const Values& values, std::string_view name)
{
    const auto found = values.find(name);
    if (found != values.end()) {
        return found->second;
    }
    const auto* option = find_option(name);
    return option == nullptr ? std::string{} : std::string(option->otherwise);
}

/// Pacemaker names the target in several ways, and always as nodename.
std::string target_of(const Values& values)
{
    for (const auto* name : {"plug", "port", "nodename"}) {
        if (auto host = value_of(values, name); !host.empty()) {
            return host;
        }
    }
    return {};
}

/// An action's name and a host's are handed to programs and printed: nothing but what names are
/// made of, and nothing that looks like an option.
bool is_name(std::string_view word)
{
    constexpr std::string_view allowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:-";
    constexpr std::size_t longest = 255;
    return !word.empty() && word.front() != '-' && word.size() <= longest &&
           word.find_first_not_of(allowed) == std::string_view::npos;
}

std::optional<Way> parse_way(std::string_view word)
{
    constexpr std::array<std::pair<std::string_view, Way>, 4> ways{
        {{"ping", Way::ping}, {"port", Way::port}, {"probe", Way::probe}, {"status", Way::status}}};
    const auto* const found =
        std::ranges::find(ways, word, [](const auto& way) { return way.first; });
    return found == ways.end() ? std::nullopt : std::optional(found->second);
}

Result<> read_addresses(const Values& values, Settings& settings)
{
    const auto text = value_of(values, "address_map");
    for (const auto& entry : split(text, "; \t")) {
        // A host name has no colon, an IPv6 address has: the first one separates.
        const auto colon = entry.find(':');
        if (colon == 0 || colon == std::string::npos || colon + 1 == entry.size()) {
            return bad("address_map", text, "write host:address pairs, separated by semicolons");
        }
        settings.addresses[entry.substr(0, colon)] = entry.substr(colon + 1);
    }
    return {};
}

Result<> read_programs(const Values& values, Settings& settings)
{
    const std::array<std::pair<std::string_view, std::string*>, 4> programs{
        {{"kill_program", &settings.kill_program},
         {"on_program", &settings.on_program},
         {"status_program", &settings.status_program},
         {"probe_program", &settings.probe_program}}};
    for (const auto& [name, target] : programs) {
        *target = value_of(values, name);
        if (!target->empty() && target->front() != '/') {
            return bad(name, *target, "give the absolute path of a program");
        }
    }
    return {};
}

Result<> read_ways(const Values& values, Settings& settings)
{
    const auto text = value_of(values, "verify");
    for (const auto& word : split(text, ", \t")) {
        const auto way = parse_way(word);
        if (!way) {
            return bad("verify", text, "name some of ping, port, probe and status");
        }
        settings.verify.push_back(*way);
    }
    if (settings.verify.empty()) {
        return bad(
            "verify",
            text,
            "name at least one way to see that a host is gone: ping, port, probe, status");
    }
    const auto wants = [&](Way way) {
        return std::ranges::find(settings.verify, way) != settings.verify.end();
    };
    if (wants(Way::probe) && settings.probe_program.empty()) {
        return bad("verify", text, "probe needs the option probe_program");
    }
    if (wants(Way::status) && settings.status_program.empty()) {
        return bad("verify", text, "status needs the option status_program");
    }
    return {};
}

Result<std::int64_t>
read_number(const Values& values, std::string_view name, std::int64_t lowest, std::int64_t highest)
{
    const auto text = value_of(values, name);
    const auto number = parse_number<std::int64_t>(text);
    if (!number || *number < lowest || *number > highest) {
        return bad(name, text, cat("give a number from ", lowest, " to ", highest));
    }
    return *number;
}

Result<> read_numbers(const Values& values, Settings& settings)
{
    const auto port = read_number(values, "server_port", 1, 65535);
    const auto probe = read_number(values, "probe_timeout", 1, 60);
    const auto confirmations = read_number(values, "confirmations", 1, 100);
    const auto timeout = read_number(values, "timeout", 2, 3600);
    for (const auto* number : {&port, &probe, &confirmations, &timeout}) {
        if (!*number) {
            return number->error();
        }
    }
    settings.port = static_cast<std::uint16_t>(*port);
    settings.probe_timeout = std::chrono::seconds(*probe);
    settings.confirmations = *confirmations;
    settings.timeout = std::chrono::seconds(*timeout);
    return {};
}

/// The option that a word of the command line names, and what follows a "=" in it.
struct Word {
    const Option* option = nullptr;
    std::optional<std::string> value;
};

Word parse_word(std::string_view word)
{
    if (word.starts_with("--")) {
        const auto name = word.substr(
            2, word.find('=') == std::string_view::npos ? word.npos : word.find('=') - 2);
        const auto equals = word.find('=');
        return {
            find_option(name),
            equals == std::string_view::npos ? std::nullopt
                                             : std::optional(std::string(word.substr(equals + 1)))};
    }
    if (word.size() < 2 || word.front() != '-') {
        return {};
    }
    const auto found = std::ranges::find(table, word[1], &Option::letter);
    return {
        found == table.end() ? nullptr : &*found,
        word.size() > 2 ? std::optional(std::string(word.substr(2))) : std::nullopt};
}

} // namespace

std::span<const Option> option_table()
{
    return table;
}

Values parse_lines(std::string_view text)
{
    Values values;
    for (const auto& line : split(text, "\n\r")) {
        const auto clean = trim(line);
        const auto equals = clean.find('=');
        if (!clean.starts_with('#') && equals != std::string_view::npos &&
            find_option(clean.substr(0, equals)) != nullptr) {
            values[std::string(clean.substr(0, equals))] = clean.substr(equals + 1);
        }
    }
    return values;
}

Result<Values> parse_arguments(const std::vector<std::string>& arguments)
{
    Values values;
    for (auto word = arguments.begin(); word != arguments.end(); ++word) {
        auto parsed = parse_word(*word);
        if (parsed.option == nullptr) {
            return Error{
                Errc::bad_parameter, cat("unknown option \"", *word, "\"; see fence_mmm --help")};
        }
        if (!parsed.value && ++word == arguments.end()) {
            return Error{
                Errc::bad_parameter, cat("option ", parsed.option->name, " needs a value")};
        }
        values[std::string(parsed.option->name)] = parsed.value ? *parsed.value : *word;
    }
    return values;
}

Result<Settings> settings_of(const Values& values)
{
    Settings settings;
    settings.action = value_of(values, "action");
    settings.host = target_of(values);
    if (!settings.host.empty() && !is_name(settings.host)) {
        return bad("plug", settings.host, "give a node name");
    }
    for (const auto& read : {read_addresses, read_programs, read_ways, read_numbers}) {
        if (auto done = read(values, settings); !done) {
            return std::move(done).error();
        }
    }
    settings.witnesses = split(value_of(values, "witness"), ", ;\t");
    if (settings.kill_program.empty()) {
        return bad("kill_program", "", "give the absolute path of the program that ends a host");
    }
    return settings;
}

} // namespace mmm::fence
