// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/alert_event.h"

#include "lib/base/cat.h"

#include <algorithm>
#include <utility>

namespace mmm::model {

namespace {

constexpr std::int64_t recent_move_ms = 300000;

/// "mmm-state-mysql" is "mysql" after "mmm-state-".
std::string rest_after(std::string_view text, std::string_view prefix)
{
    return text.starts_with(prefix) ? std::string(text.substr(prefix.size())) : std::string{};
}

AlertSubject subject_of_attribute(const AlertCall& call)
{
    // The names of ReportAttributes, the other way round.
    const ReportAttributes names("");
    const std::pair<std::string_view, AlertTopic> topics[]{
        {names.state, AlertTopic::state},
        {names.reason, AlertTopic::reason},
        {names.checks, AlertTopic::checks}};
    for (const auto& [prefix, topic] : topics) {
        auto resource = rest_after(call.attribute, prefix);
        if (!resource.empty() && !call.value.empty()) {
            return {topic, std::move(resource)};
        }
    }
    return {};
}

/// Below mmmObjects.mmmEvent.
Oid event_object(std::uint32_t object)
{
    constexpr std::uint32_t objects = 1;
    constexpr std::uint32_t event = 8;
    Oid oid = mib_root();
    oid.insert(oid.end(), {objects, event, object, 0});
    return oid;
}

constexpr std::uint32_t event_resource = 1;
constexpr std::uint32_t event_host = 2;
constexpr std::uint32_t event_state = 3;
constexpr std::uint32_t event_reason = 4;
constexpr std::uint32_t event_check = 5;
constexpr std::uint32_t event_from = 6;
constexpr std::uint32_t event_move_kind = 7;
constexpr std::uint32_t event_interruption = 8;

bool is_news(const std::optional<Checks>& told, const std::string& name, const Check& check)
{
    if (!told) {
        return !check.ok;
    }
    const auto before = told->find(name);
    // A check that is published for the first time has not recovered from anything.
    return before == told->end() ? !check.ok : before->second.ok != check.ok;
}

} // namespace

AlertSubject subject_of(const AlertCall& call)
{
    if (call.kind == "attribute") {
        return subject_of_attribute(call);
    }
    if (call.kind == "node" && call.description == "lost") {
        return {AlertTopic::lost, {}};
    }
    if (call.kind == "resource" && call.task == "promote" && call.rc) {
        return {
            *call.rc == 0 ? AlertTopic::opened : AlertTopic::refused,
            call.resource.substr(0, call.resource.find(':'))};
    }
    return {};
}

std::string_view to_text(Notification::Kind kind)
{
    switch (kind) {
    case Notification::Kind::state_changed:
        return "mmmHostStateChanged";
    case Notification::Kind::writer_moved:
        return "mmmWriterMoved";
    case Notification::Kind::check_failed:
        return "mmmCheckFailed";
    case Notification::Kind::check_recovered:
        return "mmmCheckRecovered";
    case Notification::Kind::quarantined:
        return "mmmHostQuarantinedNow";
    case Notification::Kind::move_refused:
        return "mmmMoveRefused";
    }
    return {};
}

Oid notification_oid(Notification::Kind kind)
{
    constexpr std::uint32_t notifications = 0;
    Oid oid = mib_root();
    oid.insert(oid.end(), {notifications, static_cast<std::uint32_t>(kind)});
    return oid;
}

std::vector<std::pair<Oid, MibValue>> variables_of(const Notification& told)
{
    using Kind = Notification::Kind;
    constexpr std::size_t longest_word = 255;
    std::vector<std::pair<Oid, MibValue>> variables{
        {event_object(event_resource), mib_text(told.resource, longest_word)},
        {event_object(event_host), mib_text(told.host, longest_word)}};
    const auto add = [&](std::uint32_t object, MibValue value) {
        variables.emplace_back(event_object(object), std::move(value));
    };
    if (told.kind == Kind::writer_moved) {
        add(event_from, mib_text(told.from, longest_word));
        add(event_move_kind, mib_number(told.move));
        if (told.interruption_ms) {
            const auto shown = std::max<std::int64_t>(*told.interruption_ms, 0);
            add(event_interruption, Gauge{static_cast<std::uint64_t>(shown)});
        }
        return variables;
    }
    if (told.kind == Kind::state_changed) {
        add(event_state, mib_number(told.state));
    } else if (told.kind == Kind::check_failed || told.kind == Kind::check_recovered) {
        add(event_check, mib_number_of_check(told.check));
    }
    add(event_reason, mib_text(told.reason));
    return variables;
}

std::vector<Notification> check_notifications(
    const AlertSubject& subject,
    const std::string& host,
    const std::optional<Checks>& told,
    const Checks& published,
    std::int64_t now)
{
    std::vector<Notification> news;
    for (const auto& [name, check] : published) {
        if (!is_news(told, name, check) || now - check.since > news_seconds) {
            continue;
        }
        Notification one;
        one.kind =
            check.ok ? Notification::Kind::check_recovered : Notification::Kind::check_failed;
        one.resource = subject.resource;
        one.host = host;
        one.check = name;
        one.reason = check.message;
        news.push_back(std::move(one));
    }
    return news;
}

std::optional<MoveEntry>
recent_move_to(const std::vector<HistoryEntry>& history, const std::string& host, std::int64_t now)
{
    constexpr std::int64_t thousand = 1000;
    std::optional<MoveEntry> last;
    for (const auto& entry : history) {
        if (const auto* move = std::get_if<MoveEntry>(&entry)) {
            last = *move;
        }
    }
    const bool fits = last && last->to == host && now * thousand - last->time_ms < recent_move_ms;
    return fits ? last : std::nullopt;
}

std::optional<bool>
tells_of_loss(const ClusterStatus& status, const std::string& self, const std::string& lost)
{
    if (status.dc.empty() || status.dc == lost) {
        return std::nullopt;
    }
    return status.dc == self;
}

} // namespace mmm::model
