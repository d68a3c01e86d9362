// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/log_reader.h"

#include "lib/base/cat.h"
#include "lib/db/relay_log_scan.h"

#include <optional>
#include <utility>

namespace mmm::mysql {

namespace {

/// Rows of one answer; and so many events are kept of a log, some ten megabytes.
constexpr std::size_t page = 2000;
constexpr std::size_t most_events = 100000;
/// So many files are looked into for a transaction.
constexpr int most_files = 5;

constexpr std::uint64_t beginning_of_file = 4;

using Events = std::vector<model::LogEvent>;

enum class TooMuch { refuse, forget_the_first };

/// Goes through a log from a place on, to its end or up to a place.
class LogWalk {
public:
    LogWalk(db::Server& server, model::LogKind kind, TooMuch too_much, Deadline deadline)
        : server_(server)
        , kind_(kind)
        , too_much_(too_much)
        , deadline_(deadline)
    {
    }

    /// Without `until`: to the end of the last file there is.
    Result<Events> read(model::LogPlace from, const std::optional<model::LogPlace>& until)
    {
        for (;;) {
            auto file = read_file(from, until);
            if (!file) {
                // Behind the end, if anything was read before.
                const bool no_more = file.error().code == Errc::conflict && !until && begun_;
                return no_more ? std::move(events_) : Result<Events>(std::move(file).error());
            }
            begun_ = true;
            if (*file) {
                return std::move(events_);
            }
            from = {db::next_log_file(from.file), beginning_of_file};
        }
    }

private:
    /// True when `until` was reached.
    Result<bool> read_file(model::LogPlace from, const std::optional<model::LogPlace>& until)
    {
        if (until && from == *until) {
            return true;
        }
        for (bool again = false;; again = true) {
            if (deadline_.passed()) {
                return Error{
                    Errc::timeout,
                    cat("reading the log from ", from.to_text(), " on takes too long")};
            }
            auto rows = server_.read_log_events(kind_, from, page);
            if (!rows) {
                return std::move(rows).error();
            }
            // A page begins with the last event of the one before, as nothing else is known to be
            // the beginning of one.
            for (std::size_t i = again ? 1 : 0; i < rows->size(); ++i) {
                auto& event = (*rows)[i];
                if (until && !(event.place < *until)) {
                    return true;
                }
                from = event.place;
                events_.push_back(std::move(event));
            }
            if (events_.size() > most_events) {
                if (too_much_ == TooMuch::refuse) {
                    return Error{
                        Errc::refused,
                        cat("there is too much of the log up to ",
                            from.to_text(),
                            " to compare it")};
                }
                events_.erase(events_.begin(), events_.end() - most_events / 2);
            }
            if (rows->size() < page) {
                return until && until->file == from.file;
            }
        }
    }

    db::Server& server_;
    model::LogKind kind_;
    TooMuch too_much_;
    Deadline deadline_;
    Events events_;
    bool begun_ = false;
};

Result<model::LogExcerpt> read_binary_part(
    const LogHost& host,
    const model::LogPlace& from,
    const model::LogPlace& until,
    TooMuch too_much,
    Deadline deadline)
{
    auto events =
        LogWalk(*host.server, model::LogKind::binary, too_much, deadline).read(from, until);
    if (!events) {
        return std::move(events).error();
    }
    return model::LogExcerpt{
        model::LogKind::binary, host.facts.identity.server_id, std::move(*events), until, {}, from};
}

/// The end of a binary log up to a place, of so many files.
Result<model::LogExcerpt> read_binary_log_before(
    const LogHost& host, const model::LogPlace& until, int files, Deadline deadline)
{
    auto file = until.file;
    for (int i = 1; i < files; ++i) {
        file = model::log_file_before(file);
    }
    return read_binary_part(
        host, {file, beginning_of_file}, until, TooMuch::forget_the_first, deadline);
}

/// The relay log of a host that has applied all of it, of so many files.
Result<model::LogExcerpt> read_relay_log(const LogHost& host, int files, Deadline deadline)
{
    const auto& link = *host.facts.link;
    auto file = link.applier_place.file;
    for (int i = 1; i < files; ++i) {
        file = model::log_file_before(file);
    }
    auto events = LogWalk(*host.server, model::LogKind::relay, TooMuch::forget_the_first, deadline)
                      .read({file, beginning_of_file}, link.applier_place);
    if (!events) {
        return std::move(events).error();
    }
    return model::LogExcerpt{
        model::LogKind::relay,
        host.facts.identity.server_id,
        std::move(*events),
        link.applier_place,
        link.executed_place,
        {}};
}

/// What the relay log holds and the applier has not executed.
Result<Events>
read_unapplied(db::Server& server, const model::ServerFacts& facts, Deadline deadline)
{
    const auto& link = facts.link;
    if (facts.uses_gtid || !link || !link->applier_place.known() ||
        link->executed_place == link->received_place) {
        return Events{};
    }
    return LogWalk(server, model::LogKind::relay, TooMuch::refuse, deadline)
        .read(link->applier_place, std::nullopt);
}

class Relocator {
public:
    Relocator(const RelocationTask& task, Deadline deadline)
        : task_(task)
        , deadline_(deadline)
        , behind_(task.executed < task.known.in_old)
    {
    }

    Result<model::LogPlace> run()
    {
        for (const auto& witness : task_.witnesses) {
            if (witness.facts.identity == task_.old_identity) {
                if (auto place = by_the_writers_log(witness)) {
                    return *place;
                }
            } else if (replicates_old(witness)) {
                if (auto place = by_relay_log(witness)) {
                    return *place;
                }
            }
        }
        return std::move(doubt_);
    }

private:
    [[nodiscard]] bool replicates_old(const LogHost& host) const
    {
        const auto& link = host.facts.link;
        return link && !host.facts.uses_gtid && link->source == task_.old_identity &&
               link->applier_place.known();
    }

    std::optional<model::LogPlace> by_the_writers_log(const LogHost& witness)
    {
        const auto& one = task_.executed;
        const auto& other = task_.known.in_old;
        return compare(
            witness,
            read_binary_log(witness, behind_ ? one : other, behind_ ? other : one, deadline_));
    }

    std::optional<model::LogPlace> by_relay_log(const LogHost& witness)
    {
        for (int files = 1; files <= most_files; ++files) {
            auto relay = read_relay_log(witness, files, deadline_);
            const bool more = relay.has_value();
            if (auto place = compare(witness, std::move(relay))) {
                return place;
            }
            if (!more) {
                return std::nullopt; // the files before are purged
            }
        }
        return std::nullopt;
    }

    /// With more and more of the target's log until it is enough.
    std::optional<model::LogPlace>
    compare(const LogHost& witness, Result<model::LogExcerpt> old_log)
    {
        if (!old_log) {
            note(witness, std::move(old_log).error());
            return std::nullopt;
        }
        for (int files = 1; files <= (behind_ ? most_files : 1); ++files) {
            auto new_log = read_target(files);
            if (!new_log) {
                note(task_.target, std::move(new_log).error());
                return std::nullopt;
            }
            auto place = model::locate(
                {task_.old_writer,
                 task_.new_writer,
                 task_.old_identity.server_id,
                 task_.target.facts.identity.server_id,
                 task_.executed,
                 task_.known,
                 *old_log,
                 std::move(*new_log)});
            if (place) {
                return *place;
            }
            note(witness, std::move(place).error());
        }
        return std::nullopt;
    }

    [[nodiscard]] Result<model::LogExcerpt> read_target(int files) const
    {
        const auto& target = task_.target;
        return behind_ ? read_binary_log_before(target, task_.known.in_new, files, deadline_)
                       : read_binary_log(
                             target, task_.known.in_new, target.facts.binlog_place, deadline_);
    }

    /// The first doubt is that of the best witness; a file that is not there explains nothing.
    void note(const LogHost& host, Error doubt)
    {
        if (!doubted_ && doubt.code != Errc::conflict) {
            doubt_ = Error{Errc::refused, cat("by the log of ", host.name, ": ", doubt.message)};
            doubted_ = true;
        }
    }

    const RelocationTask& task_;
    Deadline deadline_;
    bool behind_;
    bool doubted_ = false;
    Error doubt_{Errc::refused, "no host that answers has the log of that time any more"};
};

} // namespace

Result<> complete_received_place(db::Server& server, model::ServerFacts& facts, Deadline deadline)
{
    auto events = read_unapplied(server, facts, deadline);
    if (!events && events.error().code == Errc::conflict) {
        // The applier went on meanwhile, and its file was purged behind it.
        auto now = server.read_facts();
        if (!now) {
            return std::move(now).error();
        }
        facts = std::move(*now);
        events = read_unapplied(server, facts, deadline);
    }
    if (!events) {
        return std::move(events).error();
    }
    auto& link = facts.link;
    if (link && !facts.uses_gtid && link->executed_place != link->received_place) {
        link->received_place = model::last_complete_place(
            {model::LogKind::relay,
             facts.identity.server_id,
             std::move(*events),
             {},
             link->received_place,
             link->executed_place});
    }
    return {};
}

Result<model::LogExcerpt> read_binary_log(
    const LogHost& host,
    const model::LogPlace& from,
    const model::LogPlace& until,
    Deadline deadline)
{
    return read_binary_part(host, from, until, TooMuch::refuse, deadline);
}

Result<model::LogPlace> relocate(const RelocationTask& task, Deadline deadline)
{
    return Relocator(task, deadline).run();
}

} // namespace mmm::mysql
