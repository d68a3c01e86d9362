// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/move_preview.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <algorithm>
#include <utility>

namespace mmm::model {

namespace {

std::string describe(const Blocker& blocker)
{
    const auto seconds = blocker.age.count();
    const auto text = blocker.text.empty() ? std::string{} : cat(": ", blocker.text);
    const auto who = cat("session ", blocker.session, " of ", blocker.user);
    switch (blocker.kind) {
    case Blocker::Kind::statement:
        return cat(who, " has been running a statement for ", seconds, " s", text);
    case Blocker::Kind::transaction:
        return cat(who, " has had a transaction with changes open for ", seconds, " s", text);
    case Blocker::Kind::table_lock:
        return cat(who, " has held table locks for ", seconds, " s", text);
    }
    return who;
}

const HostFacts* find_writer(const MoveSituation& situation)
{
    const auto found = std::ranges::find(situation.others, situation.writer, &HostFacts::name);
    return found == situation.others.end() ? nullptr : &*found;
}

std::optional<std::int64_t> lag_of(const HostFacts& host)
{
    return host.facts && host.facts->link ? host.facts->link->lag_seconds : std::nullopt;
}

std::string steps(std::string_view host, const std::vector<Step>& list)
{
    std::string text = cat("on ", host, ":\n");
    int number = 0;
    for (const auto& step : list) {
        text += cat("  ", ++number, ". ", to_text(step), "\n");
    }
    return text;
}

std::string bullets(std::string_view heading, const std::vector<std::string>& lines)
{
    std::string text = cat(heading, "\n");
    for (const auto& line : lines) {
        text += cat("  ", line, "\n");
    }
    return lines.empty() ? std::string{} : text;
}

std::string demotion(const MovePlan& plan, const MoveSituation& situation)
{
    const auto* writer = find_writer(situation);
    return writer == nullptr || !writer->facts
               ? std::string{}
               : steps(writer->name, plan_demotion(*writer->facts, plan.host).steps);
}

std::string promotion(const MovePlan& plan, const MoveSituation& situation)
{
    if (!situation.candidate.facts) {
        return {};
    }
    const auto decision = preview_promotion(situation);
    const auto* steps_to_take = std::get_if<Plan>(&decision);
    if (steps_to_take == nullptr) {
        return {};
    }
    return cat(
        steps(plan.host, steps_to_take->steps),
        bullets("because:", steps_to_take->reasons),
        bullets("possible loss:", steps_to_take->possible_loss));
}

std::string clients(const MoveSituation& situation)
{
    if (!situation.blockers) {
        return {};
    }
    if (situation.blockers->empty()) {
        return cat("no client of ", situation.writer, " is in the way\n");
    }
    std::vector<std::string> lines;
    for (const auto& blocker : *situation.blockers) {
        lines.push_back(describe(blocker));
    }
    return bullets(
        cat("clients' work on ",
            situation.writer,
            ", waited for at most ",
            situation.grace.count(),
            " s and then ended:"),
        lines);
}

} // namespace

Decision preview_promotion(const MoveSituation& situation)
{
    auto peers = situation.others;
    auto rules = situation.rules;
    for (auto& peer : peers) {
        if (peer.name == situation.writer && peer.facts) {
            peer.facts->read_only = true;
            rules.closed = peer.facts->executed;
        }
    }
    return plan_promotion(situation.candidate, peers, rules);
}

std::vector<std::string> find_objections(const MoveSituation& situation)
{
    std::vector<std::string> objections;
    const auto& candidate = situation.candidate;
    if (const auto lag = lag_of(candidate); lag && *lag > situation.max_backlog) {
        objections.push_back(
            cat(candidate.name,
                " is ",
                *lag,
                " s behind, more than max_backlog=",
                situation.max_backlog));
    }
    for (const auto& blocker : situation.blockers.value_or(std::vector<Blocker>{})) {
        if (blocker.age > situation.grace) {
            objections.push_back(cat("on ", situation.writer, " ", describe(blocker)));
        }
    }
    const auto* writer = find_writer(situation);
    if (candidate.facts && (writer == nullptr || writer->facts)) {
        const auto decision = preview_promotion(situation);
        if (const auto* refusal = std::get_if<Refusal>(&decision)) {
            objections.push_back(cat(candidate.name, " would refuse: ", refusal->reason));
        }
    }
    return objections;
}

std::vector<std::string> find_gaps(const MoveSituation& situation)
{
    std::vector<std::string> gaps;
    const auto note = [&gaps](const HostFacts& host) {
        if (!host.facts) {
            gaps.push_back(cat("the server of ", host.name, " could not be asked: ", host.error));
        }
    };
    note(situation.candidate);
    std::ranges::for_each(situation.others, note);
    const auto* writer = find_writer(situation);
    if (writer != nullptr && writer->facts && !situation.blockers) {
        gaps.push_back(
            cat("the clients of ",
                situation.writer,
                " could not be looked at: ",
                situation.blockers_error));
    }
    return gaps;
}

std::string render_preview(const MovePlan& plan, const MoveSituation& situation)
{
    const auto objections = find_objections(situation);
    auto text = cat(demotion(plan, situation), promotion(plan, situation));
    if (!text.empty()) {
        text += cat(
            "then the role ", plan.role, " follows, and the other hosts follow ", plan.host, "\n");
    }
    if (const auto lag = lag_of(situation.candidate)) {
        text += cat(plan.host, " is ", *lag, " s behind\n");
    }
    text += clients(situation);
    text += bullets("not known:", find_gaps(situation));
    text += objections.empty() ? "nothing speaks against it\n"
                               : bullets("against it, and move_role would refuse:", objections);
    return text;
}

std::string objection_reply(const MovePlan& plan, const std::vector<std::string>& objections)
{
    return cat(
        "ERROR: Can't move role '",
        plan.role,
        "' to host '",
        plan.host,
        "': ",
        join(objections, "; "),
        ". Nothing was changed. Please, wait some time or use move_role --now.");
}

} // namespace mmm::model
