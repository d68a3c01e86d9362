// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "snmp/alert_run.h"

#include "lib/base/cat.h"
#include "lib/base/deadline.h"
#include "lib/base/file_lock.h"
#include "lib/base/text.h"
#include "lib/cluster/read_cluster_view.h"
#include "lib/config/history_file.h"
#include "lib/model/cluster_snapshot.h"
#include "lib/model/prospects.h"
#include "snmp/public_file.h"

#include <poll.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <iterator>
#include <utility>

namespace mmm::monitoring {

namespace {

using model::AlertTopic;
using model::Notification;
using Notifications = std::vector<Notification>;
using std::chrono::milliseconds;

constexpr milliseconds look_budget{3000};
/// For what is written right after the event that Pacemaker told of: a second of dampening, a
/// record that goes through another process.
constexpr milliseconds patience{4000};
constexpr int poll_interval = 100; // milliseconds

/// Calls until it gives something, or the time is over.
template<typename Look>
auto wait_for(const Look& look) -> decltype(look())
{
    const auto deadline = Deadline::after(patience);
    for (;;) {
        auto found = look();
        if (found || deadline.passed()) {
            return found;
        }
        ::poll(nullptr, 0, poll_interval);
    }
}

class AlertRun {
public:
    AlertRun(const model::AlertCall& call, const AlertPlaces& places)
        : call_(call)
        , places_(places)
        , subject_(model::subject_of(call))
    {
    }

    [[nodiscard]] Notifications run() const
    {
        switch (subject_.topic) {
        case AlertTopic::nothing:
            return {};
        case AlertTopic::state:
            return state();
        case AlertTopic::reason:
            return reason();
        case AlertTopic::checks:
            return checks();
        case AlertTopic::lost:
            return lost();
        case AlertTopic::opened:
            return opened();
        case AlertTopic::refused:
            return refused();
        }
        return {};
    }

private:
    [[nodiscard]] std::optional<model::ClusterStatus> status() const
    {
        auto seen = cluster::read_cluster_status(
            cluster::PacemakerTools(places_.tools), Deadline::after(look_budget));
        return seen ? std::optional(std::move(*seen)) : std::nullopt;
    }

    [[nodiscard]] std::string attribute(const std::string& name) const
    {
        const auto seen = status();
        if (!seen) {
            return {};
        }
        const auto node = std::ranges::find(seen->nodes, call_.node, &model::ClusterNode::name);
        return node == seen->nodes.end() ? std::string{} : model::value_of(node->attributes, name);
    }

    [[nodiscard]] Notification of(Notification::Kind kind, std::string reason = {}) const
    {
        Notification one;
        one.kind = kind;
        one.resource = subject_.resource;
        one.host = call_.node;
        one.reason = std::move(reason);
        return one;
    }

    /// Pacemaker calls for every host whenever one of them has written the attribute, so that most
    /// of what comes is old.
    [[nodiscard]] Notifications state() const
    {
        const model::ReportAttributes names(subject_.resource);
        const auto remembered = [&] { return cat(call_.value, " ", attribute(names.since)); };
        if (read_memory("state") == remembered()) {
            return {};
        }
        // When it changed is written beside it, perhaps a moment later.
        const bool is_news = wait_for([&] {
            const auto since = parse_number<std::int64_t>(attribute(names.since));
            return since && ::time(nullptr) - *since <= model::news_seconds;
        });
        if (!remember("state", remembered()) || !is_news) {
            return {};
        }
        auto one = of(Notification::Kind::state_changed);
        one.state = model::parse_host_state(call_.value);
        if (one.state != model::HostState::online) {
            one.reason = attribute(names.reason);
        }
        return {one};
    }

    [[nodiscard]] Notifications reason() const
    {
        const auto waiting = model::HostState::awaiting_recovery;
        if (!model::is_quarantined(waiting, call_.value) ||
            call_.value.find("transaction") == std::string::npos ||
            read_memory("reason") == call_.value) {
            return {};
        }
        const model::ReportAttributes names(subject_.resource);
        const bool quarantined =
            wait_for([&] { return attribute(names.state) == model::to_text(waiting); });
        return quarantined && remember("reason", call_.value)
                   ? Notifications{of(Notification::Kind::quarantined, call_.value)}
                   : Notifications{};
    }

    [[nodiscard]] Notifications checks() const
    {
        const auto before = read_memory("checks");
        if (!remember("checks", call_.value)) {
            return {};
        }
        const auto told = before ? std::optional(model::parse_checks(*before)) : std::nullopt;
        return model::check_notifications(
            subject_, call_.node, told, model::parse_checks(call_.value), ::time(nullptr));
    }

    [[nodiscard]] std::string memory_path(std::string_view what) const
    {
        return cat(
            places_.memory_directory,
            "/",
            what,
            "-",
            subject_.resource,
            "-",
            call_.node,
            "-",
            places_.recipient);
    }

    [[nodiscard]] std::optional<std::string> read_memory(std::string_view what) const
    {
        std::ifstream file(memory_path(what));
        return file ? std::optional(std::string(std::istreambuf_iterator<char>(file), {}))
                    : std::nullopt;
    }

    /// False when it was remembered already: several calls may run at the same time.
    [[nodiscard]] bool remember(std::string_view what, const std::string& text) const
    {
        const auto path = memory_path(what);
        const auto lock = FileLock::take(cat(path, ".lock"), Deadline::after(look_budget));
        if (lock && read_memory(what) == text) {
            return false;
        }
        // Without a memory it is better to tell too much.
        static_cast<void>(replace_public_file(path, text));
        return true;
    }

    /// Every node is called; one tells.
    [[nodiscard]] Notifications lost() const
    {
        const auto mine = wait_for([&]() -> std::optional<bool> {
            const auto seen = status();
            return seen ? model::tells_of_loss(*seen, places_.node, call_.node) : std::nullopt;
        });
        if (!mine.value_or(false)) {
            return {};
        }
        Notifications all;
        for (const auto& resource : databases()) {
            auto one = of(Notification::Kind::state_changed, "the host was lost");
            one.resource = resource;
            one.state = model::HostState::hard_offline;
            all.push_back(std::move(one));
        }
        return all;
    }

    [[nodiscard]] Notifications opened() const
    {
        if (!is_database(subject_.resource)) {
            return {};
        }
        auto one = of(Notification::Kind::writer_moved);
        const config::HistoryFile history(subject_.resource, places_.history_directory);
        const auto move = wait_for([&] {
            return model::recent_move_to(history.read().value_or({}), call_.node, ::time(nullptr));
        });
        if (move) {
            one.from = move->from;
            one.move = move->kind;
            one.interruption_ms = move->interruption_ms;
        }
        return {one};
    }

    [[nodiscard]] Notifications refused() const
    {
        if (!is_database(subject_.resource)) {
            return {};
        }
        const auto told = wait_for([&]() -> std::optional<std::string> {
            const auto seen = status();
            if (!seen) {
                return std::nullopt;
            }
            for (const auto& failure : seen->failures) {
                const auto name = failure.resource.substr(0, failure.resource.find(':'));
                if (name == subject_.resource && failure.node == call_.node &&
                    failure.task == "promote") {
                    return model::told_reason(failure);
                }
            }
            return std::nullopt;
        });
        return {of(Notification::Kind::move_refused, told.value_or(call_.description))};
    }

    [[nodiscard]] std::vector<std::string> databases() const
    {
        std::vector<std::string> names;
        const auto configuration = cluster::read_cluster_configuration(
            cluster::PacemakerTools(places_.tools), Deadline::after(look_budget));
        if (configuration) {
            for (const auto& resource : configuration->resources) {
                if (resource.agent == "ocf:mmm:mysql") {
                    names.push_back(resource.id);
                }
            }
        }
        return names;
    }

    [[nodiscard]] bool is_database(const std::string& name) const
    {
        const auto all = databases();
        return std::ranges::find(all, name) != all.end();
    }

    const model::AlertCall& call_;
    const AlertPlaces& places_;
    model::AlertSubject subject_;
};

} // namespace

Notifications find_notifications(const model::AlertCall& call, const AlertPlaces& places)
{
    return AlertRun(call, places).run();
}

} // namespace mmm::monitoring
