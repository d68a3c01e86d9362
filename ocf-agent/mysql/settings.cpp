// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/settings.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"
#include "lib/base/text.h"
#include "lib/config/option_file.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>

namespace mmm::mysql {

namespace {

std::map<std::string, std::string, std::less<>> parse_host_map(std::string_view text)
{
    std::map<std::string, std::string, std::less<>> map;
    for (const auto& entry : split(text, "; \t\r\n")) {
        const auto colon = entry.find(':');
        if (colon != std::string::npos) {
            map[entry.substr(0, colon)] = entry.substr(colon + 1);
        }
    }
    return map;
}

bool is_address(const std::string& text)
{
    std::array<unsigned char, sizeof(in6_addr)> ignored{};
    return ::inet_pton(AF_INET, text.c_str(), ignored.data()) == 1 ||
           ::inet_pton(AF_INET6, text.c_str(), ignored.data()) == 1;
}

bool is_loopback(std::string_view address)
{
    return address.starts_with("127.") || address == "::1";
}

Result<> check_binary(const Settings& settings)
{
    struct stat status {};

    if (::stat(settings.binary.c_str(), &status) != 0) {
        auto error = ocf::bad_on_this_host(
            "binary",
            settings.binary,
            errno_text(errno),
            "install the server or set the parameter to its program");
        error.code = Errc::missing_software;
        return error;
    }
    if (!S_ISREG(status.st_mode) || ::access(settings.binary.c_str(), X_OK) != 0) {
        auto error = ocf::bad_on_this_host(
            "binary",
            settings.binary,
            "not an executable file",
            "set it to the server's program (mariadbd)");
        error.code = Errc::missing_software;
        return error;
    }
    return {};
}

/// The directory and the file in it must be writable by the server's user; root's own access says
/// nothing, so owner and mode are looked at.
Result<> check_datadir(const Settings& settings)
{
    const auto* user = ::getpwnam(settings.user.c_str());
    if (user == nullptr) {
        return ocf::bad_on_this_host(
            "user", settings.user, "no such account on this host", "create it or name another one");
    }

    struct stat status {};

    if (::stat(settings.datadir.c_str(), &status) != 0) {
        return ocf::bad_on_this_host(
            "datadir",
            settings.datadir,
            errno_text(errno),
            "create it with mariadb-install-db, or clone a host into it");
    }
    if (!S_ISDIR(status.st_mode)) {
        return ocf::bad_on_this_host(
            "datadir", settings.datadir, "not a directory", "name the data directory");
    }
    const bool owner_writes = status.st_uid == user->pw_uid && (status.st_mode & S_IWUSR) != 0;
    const bool group_writes = status.st_gid == user->pw_gid && (status.st_mode & S_IWGRP) != 0;
    if (!owner_writes && !group_writes && (status.st_mode & S_IWOTH) == 0) {
        auto error = ocf::bad_on_this_host(
            "datadir",
            settings.datadir,
            cat("not writable by the account ", settings.user),
            cat("chown it to ", settings.user));
        error.code = Errc::no_permission;
        return error;
    }
    if (::access(cat(settings.datadir, "/mysql").c_str(), F_OK) != 0) {
        return ocf::bad_on_this_host(
            "datadir",
            settings.datadir,
            "holds no system tables",
            "initialise it with mariadb-install-db, or clone a host into it");
    }
    return {};
}

Result<> check_config(const Settings& settings)
{
    if (::access(settings.config.c_str(), R_OK) != 0) {
        return ocf::bad_on_this_host(
            "config",
            settings.config,
            errno_text(errno),
            "set it to the server's option file (my.cnf)");
    }
    return {};
}

Result<> check_masters(const ocf::Call& call, const Settings& settings)
{
    const auto& nodes = call.environment.lists.all;
    for (const auto& master : settings.masters) {
        const bool listed = std::ranges::find(nodes, master) != nodes.end();
        if (!nodes.empty() && !listed) {
            return ocf::bad_parameter(
                "masters",
                join(settings.masters, " "),
                cat("unknown host \"", master, "\""),
                cat("the cluster's nodes are ", join(nodes, ", ")));
        }
        if (auto address = host_address(settings, master); !address) {
            return ocf::bad_parameter(
                "masters",
                join(settings.masters, " "),
                cat("unknown host \"", master, "\": ", address.error().message),
                "name cluster nodes, and give their addresses in host_map when names do not "
                "resolve");
        }
    }
    return {};
}

Result<> check_host_map(const Settings& settings, const std::string& text)
{
    for (const auto& entry : split(text, "; \t\r\n")) {
        if (entry.find(':') == std::string::npos) {
            return ocf::bad_parameter(
                "host_map",
                text,
                cat("\"", entry, "\" has no address"),
                "use host:address;host:address");
        }
    }
    for (const auto& [host, address] : settings.host_map) {
        if (!is_address(address)) {
            return ocf::bad_parameter(
                "host_map",
                text,
                cat("\"", address, "\" is neither an IPv4 nor an IPv6 address"),
                "use host:address;host:address");
        }
        if (is_loopback(address)) {
            return ocf::bad_parameter(
                "host_map",
                text,
                cat("\"", address, "\" is a loopback address, which other hosts cannot reach"),
                cat("give the address of ", host, " in the network"));
        }
    }
    return {};
}

Result<> check_durability(const std::string& text)
{
    if (!model::parse_durability(text)) {
        return ocf::bad_parameter(
            "durability", text, "no such profile", "set it to lossless or available");
    }
    return {};
}

Result<> check_credentials(const Settings& settings)
{
    auto accounts = read_accounts(settings);
    if (!accounts) {
        return std::move(accounts).error();
    }
    return {};
}

Result<> check_ping_ips(const Settings& settings)
{
    for (const auto& address : settings.ping_ips) {
        if (!is_address(address)) {
            return ocf::bad_parameter(
                "ping_ips",
                join(settings.ping_ips, " "),
                cat("\"", address, "\" is neither an IPv4 nor an IPv6 address"),
                "list addresses, for instance the gateway's");
        }
    }
    return {};
}

Result<> check_mode(const std::string& text)
{
    if (text != "active" && text != "wait") {
        return ocf::bad_parameter("mode", text, "no such mode", "set it to active or wait");
    }
    return {};
}

model::StateRules read_state_rules(const ocf::Parameters& parameters)
{
    model::StateRules rules;
    rules.max_backlog = parameters.number("max_backlog");
    rules.trap_period = parameters.number("trap_period");
    rules.auto_set_online = parameters.number("auto_set_online");
    rules.flap_count = parameters.number("flap_count");
    rules.flap_duration = parameters.number("flap_duration");
    rules.wait_for_masters = parameters.text("mode") == "wait";
    rules.wait_for_other_master = parameters.number("wait_for_other_master");
    return rules;
}

struct AddressInfoCloser {
    void operator()(addrinfo* info) const { ::freeaddrinfo(info); }
};

std::string numeric(const addrinfo& info)
{
    std::array<char, NI_MAXHOST> text{};
    ::getnameinfo(
        info.ai_addr, info.ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST);
    return text.data();
}

} // namespace

bool Settings::is_master(std::string_view host) const
{
    return std::ranges::find(masters, host) != masters.end();
}

int Settings::rank(std::string_view host) const
{
    return static_cast<int>(std::ranges::find(masters, host) - masters.begin());
}

Settings settings_of(const ocf::Parameters& parameters)
{
    Settings settings;
    settings.binary = parameters.text("binary");
    settings.config = parameters.text("config");
    settings.datadir = parameters.text("datadir");
    settings.socket = parameters.text("socket");
    settings.pid_file = parameters.text("pid");
    settings.log = parameters.text("log");
    settings.user = parameters.text("user");
    settings.additional_parameters = parameters.words("additional_parameters");
    settings.masters = split(parameters.text("masters"), ", \t\r\n");
    settings.host_map = parse_host_map(parameters.text("host_map"));
    settings.port = static_cast<unsigned>(parameters.number("replication_port"));
    settings.credentials = parameters.text("credentials");
    settings.agent_user = parameters.text("agent_user");
    settings.replication_user = parameters.text("replication_user");
    settings.rules = read_state_rules(parameters);
    settings.check_period = std::chrono::seconds(parameters.number("check_period"));
    settings.ping_ips = split(parameters.text("ping_ips"), ", \t\r\n");
    settings.ping_interval = std::chrono::seconds(parameters.number("ping_interval"));
    settings.check_timeout = std::chrono::seconds(parameters.number("check_timeout"));
    settings.disk_timeout = std::chrono::seconds(parameters.number("disk_timeout"));
    settings.kill_grace = std::chrono::seconds(parameters.number("max_kill_retries"));
    settings.lease = std::chrono::seconds(parameters.number("lease"));
    settings.durability = model::parse_durability(parameters.text("durability"))
                              .value_or(model::Durability::lossless);
    settings.events = parameters.boolean("events");
    settings.acknowledgement_timeout =
        std::chrono::milliseconds(parameters.number("acknowledgement_timeout"));
    return settings;
}

Result<> check_settings(const ocf::Call& call, const Settings& settings)
{
    if (call.environment.promotable && !call.environment.notify_enabled) {
        return Error{
            Errc::bad_parameter,
            "the clone lacks the meta attribute notify=true, by which hosts learn of a new writer; "
            "set it (pcs resource meta <clone> notify=true)"};
    }
    if (auto wrong = check_host_map(settings, call.parameters.text("host_map")); !wrong) {
        return wrong;
    }
    for (auto check :
         {check_durability(call.parameters.text("durability")),
          check_mode(call.parameters.text("mode")),
          check_ping_ips(settings),
          check_masters(call, settings),
          check_binary(settings),
          check_config(settings),
          check_datadir(settings),
          check_credentials(settings)}) {
        if (!check) {
            return check;
        }
    }
    return {};
}

Result<Accounts> read_accounts(const Settings& settings)
{
    auto groups = config::read_secret_option_file(settings.credentials);
    if (!groups) {
        return ocf::bad_on_this_host(
            "credentials",
            settings.credentials,
            groups.error().message,
            "give each account a group [name] with password=..., owner root, mode 600");
    }
    Accounts accounts{{settings.agent_user, {}}, {settings.replication_user, {}}};
    for (auto* account : {&accounts.agent, &accounts.replication}) {
        const auto group = groups->find(account->user);
        if (group == groups->end()) {
            return ocf::bad_on_this_host(
                "credentials",
                settings.credentials,
                cat("has no group [", account->user, "]"),
                cat("add [", account->user, "] with password=..."));
        }
        const auto password = group->second.find("password");
        if (password == group->second.end()) {
            return ocf::bad_on_this_host(
                "credentials",
                settings.credentials,
                cat("the group [", account->user, "] has no password"),
                "add password=... to it");
        }
        account->password = password->second;
    }
    return accounts;
}

Result<std::string> host_address(const Settings& settings, const std::string& host)
{
    if (const auto mapped = settings.host_map.find(host); mapped != settings.host_map.end()) {
        return mapped->second;
    }
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int failed = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
    const std::unique_ptr<addrinfo, AddressInfoCloser> owner(found);
    if (failed != 0) {
        return Error{
            Errc::unreachable,
            cat("could not resolve host \"", host, "\": ", ::gai_strerror(failed))};
    }
    std::string best;
    for (const auto* info = found; info != nullptr; info = info->ai_next) {
        const auto address = numeric(*info);
        const bool loopback = is_loopback(address);
        // MMM's accounts name IPv4 networks: of both families that one is meant.
        if (!loopback && info->ai_family == AF_INET) {
            return address;
        }
        if (!loopback && best.empty()) {
            best = address;
        }
    }
    if (!best.empty()) {
        return best;
    }
    return Error{
        Errc::bad_on_this_host,
        cat("host \"",
            host,
            "\" resolves to a loopback address only; name its real address in host_map")};
}

} // namespace mmm::mysql
