// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/log_relocation.h"

#include "lib/base/cat.h"

#include <algorithm>
#include <cstdint>
#include <span>

namespace mmm::model {

namespace {

using Groups = std::span<const EventGroup>;

/// So many transactions before the place are compared as well.
constexpr std::size_t margin = 20;

bool written_by(const EventGroup& group, std::uint32_t server_id)
{
    return group.events.back().server_id == server_id;
}

Error refused(std::string why)
{
    return Error{Errc::refused, std::move(why)};
}

std::string describe_first(const EventGroup& group)
{
    const auto tells = [](const EventMark& mark) {
        return mark.type != "end" && mark.type != "Anonymous_Gtid" && mark.text != "BEGIN";
    };
    const auto telling = std::ranges::find_if(group.events, tells);
    return telling == group.events.end() ? "an empty transaction" : to_text(*telling);
}

/// Why two groups are not the same transaction; empty if they may be.
std::string difference(const EventGroup& in_old, const EventGroup& in_new)
{
    if (in_old.events == in_new.events) {
        return {};
    }
    const auto [mine, theirs] = std::ranges::mismatch(in_old.events, in_new.events);
    const auto text = [](const EventGroup& group, auto mark) {
        return mark == group.events.end() ? std::string("nothing") : to_text(*mark);
    };
    return cat(
        in_old.begin.to_text(),
        " has ",
        text(in_old, mine),
        " where ",
        in_new.begin.to_text(),
        " has ",
        text(in_new, theirs));
}

/// The groups of a log that the new writer did not write itself, the last ones first.
std::vector<const EventGroup*> foreign_backwards(Groups groups, std::uint32_t new_server_id)
{
    std::vector<const EventGroup*> found;
    for (auto group = groups.rbegin(); group != groups.rend() && found.size() < margin; ++group) {
        if (!written_by(*group, new_server_id)) {
            found.push_back(&*group);
        }
    }
    return found;
}

class Locator {
public:
    explicit Locator(const Relocation& relocation)
        : relocation_(relocation)
        , behind_((relocation.executed <=> relocation.known.in_old) < 0)
        , old_(relocation.old_log, behind_ ? AtGap::start_anew : AtGap::stop)
        , new_(relocation.new_log, behind_ ? AtGap::start_anew : AtGap::stop)
    {
    }

    [[nodiscard]] Result<LogPlace> locate() const
    {
        const auto own = old_.count_before(relocation_.executed);
        const auto known_old = old_.count_before(relocation_.known.in_old);
        const auto known_new = new_.count_before(relocation_.known.in_new);
        if (!own || !known_old) {
            return not_found(
                own ? relocation_.known.in_old : relocation_.executed,
                relocation_.old_writer,
                old_);
        }
        if (!known_new) {
            return not_found(relocation_.known.in_new, relocation_.new_writer, new_);
        }
        return behind_ ? locate_behind(*own, *known_old, *known_new)
                       : locate_ahead(*own, *known_old, *known_new);
    }

private:
    static Error not_found(const LogPlace& place, const std::string& writer, const GroupedLog& log)
    {
        return refused(cat(
            "no transaction of ",
            writer,
            " is seen to end at ",
            place.to_text(),
            log.gap().empty() ? "; the log that is left does not reach there" : "; in the way: ",
            log.gap()));
    }

    static Error killed(const std::string& host)
    {
        return refused(cat(
            "the server of ", host, " was killed meanwhile, so that its log may lack something"));
    }

    [[nodiscard]] Error too_few(std::size_t logged, std::size_t wanted) const
    {
        return refused(
            cat("the log of ",
                relocation_.new_writer,
                " shows ",
                logged,
                " of ",
                wanted,
                " transactions",
                new_.gap().empty() ? "" : "; in the way: ",
                new_.gap()));
    }

    [[nodiscard]] Result<LogPlace>
    locate_behind(std::size_t own, std::size_t known_old, std::size_t known_new) const
    {
        const auto missing = Groups(old_.groups()).subspan(own, known_old - own);
        const auto logged = Groups(new_.groups()).first(known_new);
        if (missing.empty()) {
            return relocation_.known.in_new;
        }
        if (logged.size() < missing.size()) {
            return too_few(logged.size(), missing.size());
        }
        const auto same = logged.last(missing.size());
        if (auto doubt = doubt_about(missing, same); !doubt.empty()) {
            return refused(std::move(doubt));
        }
        if (new_.crashed_at_end() || std::ranges::any_of(same, &EventGroup::after_crash)) {
            return killed(relocation_.new_writer);
        }
        const auto before_old = Groups(old_.groups()).first(own);
        const auto before_new = logged.first(logged.size() - missing.size());
        if (auto doubt = doubt_before(before_old, before_new); !doubt.empty()) {
            return refused(std::move(doubt));
        }
        return same.front().begin;
    }

    [[nodiscard]] Result<LogPlace>
    locate_ahead(std::size_t own, std::size_t known_old, std::size_t known_new) const
    {
        const auto extra = Groups(old_.groups()).subspan(known_old, own - known_old);
        const auto logged = Groups(new_.groups()).subspan(known_new);
        if (extra.empty()) {
            return relocation_.known.in_new;
        }
        for (const auto& group : extra) {
            if (!written_by(group, relocation_.new_server_id)) {
                return refused(
                    cat("a transaction that ",
                        relocation_.new_writer,
                        " lacks was executed: ",
                        describe_first(group),
                        " at ",
                        group.begin.to_text(),
                        " of ",
                        relocation_.old_writer));
            }
        }
        if (logged.size() < extra.size()) {
            return too_few(logged.size(), extra.size());
        }
        if (std::ranges::any_of(extra, &EventGroup::after_crash)) {
            return killed(relocation_.old_writer);
        }
        const auto same = logged.first(extra.size());
        if (auto doubt = doubt_about(extra, same); !doubt.empty()) {
            return refused(std::move(doubt));
        }
        return same.back().end;
    }

    /// The counted groups must be one another's, and none may stand elsewhere in the new writer's
    /// log, as its own ones do.
    [[nodiscard]] std::string doubt_about(Groups in_old, Groups in_new) const
    {
        for (std::size_t i = 0; i < in_old.size(); ++i) {
            if (auto found = difference(in_old[i], in_new[i]); !found.empty()) {
                return cat("the logs differ: ", found);
            }
            if (behind_ && written_by(in_old[i], relocation_.new_server_id)) {
                return cat(
                    relocation_.new_writer,
                    " wrote the transaction at ",
                    in_old[i].begin.to_text(),
                    " itself");
            }
        }
        return {};
    }

    [[nodiscard]] std::string doubt_before(Groups in_old, Groups in_new) const
    {
        const auto olds = foreign_backwards(in_old, relocation_.new_server_id);
        const auto news = foreign_backwards(in_new, relocation_.new_server_id);
        for (std::size_t i = 0; i < std::min(olds.size(), news.size()); ++i) {
            if (auto found = difference(*olds[i], *news[i]); !found.empty()) {
                return cat("the logs differ already before the place: ", found);
            }
        }
        return {};
    }

    const Relocation& relocation_;
    bool behind_;
    GroupedLog old_;
    GroupedLog new_;
};

} // namespace

Result<LogPlace> locate(const Relocation& relocation)
{
    if (relocation.executed == relocation.known.in_old) {
        return relocation.known.in_new;
    }
    const auto& relay = relocation.old_log;
    if (relay.kind == LogKind::relay && !relay.end.known()) {
        return refused("it is unknown where the relay log ends");
    }
    return Locator(relocation).locate();
}

LogPlace last_complete_place(const LogExcerpt& relay_log)
{
    const auto place = GroupedLog(relay_log, AtGap::go_on).last_place();
    return place.known() ? place : relay_log.begin;
}

Result<std::string> own_writes(const LogExcerpt& binary_log)
{
    const GroupedLog log(binary_log, AtGap::stop);
    if (!log.gap().empty()) {
        return refused(cat("the binary log cannot be followed: ", log.gap()));
    }
    const auto own = [&](const EventGroup& group) {
        return written_by(group, binary_log.server_id);
    };
    const auto first = std::ranges::find_if(log.groups(), own);
    if (first == log.groups().end()) {
        return std::string();
    }
    return cat(
        std::ranges::count_if(log.groups(), own),
        " transactions from ",
        first->begin.to_text(),
        " of its binary log on, the first: ",
        describe_first(*first));
}

} // namespace mmm::model
