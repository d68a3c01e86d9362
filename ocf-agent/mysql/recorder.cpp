// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/recorder.h"

#include "lib/base/background.h"
#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/base/text.h"
#include "lib/config/history_file.h"
#include "ocf-agent/mysql/agent_state.h"
#include "ocf-agent/mysql/cluster_memory.h"
#include "ocf-agent/mysql/report.h"

#include <poll.h>

#include <algorithm>
#include <chrono>

namespace mmm::mysql {

namespace {

using std::chrono::seconds;

constexpr seconds record_budget{120};
constexpr seconds tell_budget{10};
/// A change of the configuration breaks off what the cluster is about, but until then nobody's
/// memory outlasts the new writer's host.
constexpr seconds patience_for_idle{10};
constexpr int poll_interval_ms = 100;
/// Losses that a host tells the others of; one return may find two.
constexpr std::ptrdiff_t most_told = 5;
/// An older request, or notice, was about another move.
constexpr std::int64_t recent_ms = 120000;

void log_failure(const Result<>& done)
{
    if (!done) {
        log::warning(done.error().message);
    }
}

std::string last_word(const std::string& text)
{
    const auto words = split(text);
    return words.empty() ? "" : words.back();
}

/// "root by mmm_control on M2", from a request that ends with its time.
std::string who_asked(const ClusterMemory& memory, const std::string& host, Deadline deadline)
{
    const auto request = memory.read_request(host, deadline);
    const auto when = parse_number<std::int64_t>(last_word(request));
    const auto at = request.rfind(" at ");
    const bool recent = when && at != std::string::npos && wall_clock_ms() - *when < recent_ms;
    return recent ? request.substr(0, at) : "cluster";
}

struct MoveStory {
    model::WriterRecord record;
    std::vector<std::string> losses;
    std::int64_t noticed_at_ms = 0;
};

model::MoveEntry entry_of(const MoveStory& story, const ClusterMemory& memory, Deadline deadline)
{
    const auto& record = story.record;
    model::MoveEntry entry;
    entry.number = record.move;
    entry.time_ms = record.opened_at_ms;
    entry.who = who_asked(memory, record.writer, deadline);
    entry.from = record.former;
    entry.to = record.writer;
    const auto place = record.opened_place.known() ? record.opened_place.to_text() : "";
    entry.opened_at = record.opened.empty() ? place : record.opened.to_text();
    auto since = story.noticed_at_ms;
    const auto closing = memory.read_closing(record.former, deadline).value_or(std::nullopt);
    if (closing) {
        entry.closed_at = closing->had.to_text();
        since = closing->at_ms;
    }
    if (!record.former.empty()) {
        entry.kind = closing ? model::MoveKind::planned : model::MoveKind::failover;
        if (since > 0 && record.opened_at_ms - since < recent_ms) {
            entry.interruption_ms = std::max<std::int64_t>(record.opened_at_ms - since, 0);
        }
    }
    for (const auto& loss : story.losses) {
        (loss.starts_with("accepted ") ? entry.overrides : entry.possible_loss).push_back(loss);
    }
    return entry;
}

/// Adds the move that made `writer` the writer, if it is told and not in the history yet.
bool add_told_move(const std::string& resource, const std::string& writer, Deadline deadline)
{
    const config::HistoryFile history(resource);
    std::uint64_t last = 0;
    for (const auto& entry : history.read().value_or({})) {
        if (const auto* move = std::get_if<model::MoveEntry>(&entry)) {
            last = std::max(last, move->number);
        }
    }
    const auto line = ClusterMemory(resource).read_move(writer, deadline);
    const auto entry = model::parse_entry(line);
    const auto* move = entry ? std::get_if<model::MoveEntry>(&*entry) : nullptr;
    if (move == nullptr || move->number <= last) {
        return false;
    }
    log_failure(history.append(*entry, deadline));
    return true;
}

} // namespace

void record_move(const ocf::Call& call, const model::WriterRecord& record, const model::Plan& plan)
{
    const MoveStory story{
        record, plan.possible_loss, read_agent_state(call.environment.resource).noticed_at_ms};
    const auto resource = call.environment.resource;
    auto begun = run_in_background("mmm-recorder", {}, [&] {
        const ClusterMemory memory(resource);
        const auto soon = Deadline::after(tell_budget);
        log_failure(memory.write_opening(record, soon));
        log_failure(memory.write_move(print_entry(entry_of(story, memory, soon)), soon));
        log_failure(memory.forget_closing(soon));
        memory.forget_wishes(record.writer, soon);
        const auto later = Deadline::after(record_budget);
        wait_until_idle(later.within(patience_for_idle));
        log_failure(memory.write_record(record, later));
    });
    log_failure(begun);
}

void keep_history(const std::string& resource, const std::string& writer)
{
    const auto deadline = Deadline::after(tell_budget);
    while (!add_told_move(resource, writer, deadline)) {
        if (deadline.passed()) {
            log::warning(cat("the history lacks the move to ", writer, ": nobody told of it"));
            return;
        }
        ::poll(nullptr, 0, poll_interval_ms);
    }
    collect_losses(resource);
}

void catch_up_history(const std::string& resource, const std::string& writer)
{
    static_cast<void>(add_told_move(resource, writer, Deadline::after(tell_budget)));
}

void keep_loss(const std::string& resource, const model::LossEntry& loss)
{
    const auto deadline = Deadline::after(tell_budget);
    const config::HistoryFile history(resource);
    log_failure(history.append(loss, deadline));
    std::vector<std::string> lines;
    for (const auto& entry : history.read().value_or({})) {
        const auto* own = std::get_if<model::LossEntry>(&entry);
        if (own != nullptr && own->host == loss.host) {
            lines.push_back(print_entry(entry));
        }
    }
    lines.erase(lines.begin(), lines.end() - std::min(std::ssize(lines), most_told));
    log_failure(ClusterMemory(resource).write_losses(lines, deadline));
}

void collect_losses(const std::string& resource)
{
    const auto deadline = Deadline::after(tell_budget);
    for (const auto& line : ClusterMemory(resource).read_losses(deadline)) {
        const auto entry = model::parse_entry(line);
        if (entry && std::holds_alternative<model::LossEntry>(*entry)) {
            log_failure(config::HistoryFile(resource).append(*entry, deadline));
        }
    }
}

} // namespace mmm::mysql
