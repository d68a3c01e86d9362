// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/base/process_lock.h"
#include "ocf-agent/mysql/actions.h"
#include "ocf-agent/mysql/mond_process.h"
#include "ocf-agent/mysql/observe.h"

#include <algorithm>

namespace mmm::mysql {

namespace {

using ocf::Outcome;
using std::chrono::milliseconds;

constexpr int preflight_level = 10;
constexpr milliseconds peer_budget{2000};

/// Every host whose server this one can ask: those the cluster named, the masters, and those with a
/// mapped address.
std::vector<std::string> known_peers(const ocf::Call& call, const Settings& settings)
{
    std::vector<std::string> hosts = call.environment.lists.all;
    hosts.insert(hosts.end(), settings.masters.begin(), settings.masters.end());
    for (const auto& [host, address] : settings.host_map) {
        hosts.push_back(host);
    }
    std::ranges::sort(hosts);
    // Not std::ranges::unique: clang 14 cannot read its result from g++ 12's library.
    hosts.erase(std::unique(hosts.begin(), hosts.end()), hosts.end());
    std::erase(hosts, call.environment.node);
    return hosts;
}

} // namespace

Result<std::vector<std::string>> run_preflight(const ocf::Call& call, const Settings& settings)
{
    auto server = connect_local(settings, call.deadline);
    if (!server) {
        return std::move(server).error();
    }
    auto facts = (*server)->read_facts();
    auto read = (*server)->read_settings();
    auto address = host_address(settings, call.environment.node);
    if (!facts || !read) {
        return facts ? std::move(read).error() : std::move(facts).error();
    }
    const model::PreflightHost self{
        call.environment.node,
        address ? *address : "",
        settings.is_master(call.environment.node),
        std::move(*facts),
        std::move(*read)};
    const auto peers = observe_for_preflight(
        settings, known_peers(call, settings), call.deadline.within(peer_budget));
    std::vector<std::string> lines;
    if (!address) {
        lines.push_back(address.error().message);
    }
    for (const auto& fault : model::preflight_faults(self, peers)) {
        lines.push_back(cat(fault.host, ": ", fault.text));
    }
    return lines;
}

ocf::Outcome validate_all(const ocf::Call& call)
{
    const auto settings = settings_of(call.parameters);
    if (auto usable = check_settings(call, settings); !usable) {
        return Outcome::failure(usable.error());
    }
    if (call.environment.check_level < preflight_level) {
        return Outcome::success();
    }
    auto faults = run_preflight(call, settings);
    if (!faults) {
        return Outcome::failure(std::move(faults).error().during("could not run the preflight"));
    }
    if (faults->empty()) {
        return Outcome::success();
    }
    for (const auto& fault : *faults) {
        log::error(fault);
    }
    return Outcome::failure(ocf::ExitCode::bad_arguments, join(*faults, "; "));
}

/// Nothing to tell a running server: each action reads the parameters anew. The daemon has those it
/// was started with.
ocf::Outcome reload_agent(const ocf::Call& call)
{
    auto outcome = validate_all(call);
    const auto& resource = call.environment.resource;
    if (outcome.code == ocf::ExitCode::success && ProcessLock::holder(mond_lock_path(resource))) {
        if (auto ended = end_mond(resource, call.deadline); !ended) {
            log::warning(ended.error().message);
        }
        start_mond(call, true);
    }
    return outcome;
}

} // namespace mmm::mysql
