// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/event_groups.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace mmm::model {

namespace {

enum class Kind {
    control,   ///< belongs to the file, not to the data
    prefix,    ///< belongs to the statement that follows
    statement, ///< Query
    rows,
    commit,
    other
};

bool is_row_event(std::string_view type)
{
    return type == "Table_map" || type.starts_with("Write_rows") ||
           type.starts_with("Update_rows") || type.starts_with("Delete_rows");
}

Kind kind_of(std::string_view type)
{
    constexpr std::array control{
        "Format_desc", "Rotate", "Stop", "Previous_gtids", "Heartbeat", "Heartbeat_v2"};
    constexpr std::array prefix{"Anonymous_Gtid", "Intvar", "RAND", "User var", "Rows_query"};
    if (std::ranges::find(control, type) != control.end()) {
        return Kind::control;
    }
    if (std::ranges::find(prefix, type) != prefix.end()) {
        return Kind::prefix;
    }
    if (type == "Query") {
        return Kind::statement;
    }
    if (type == "Xid") {
        return Kind::commit;
    }
    return is_row_event(type) ? Kind::rows : Kind::other;
}

/// MySQL 8 writes the transaction's number behind DDL, too: "create table t (i int) /* xid=7 */".
std::string_view without_xid(std::string_view text)
{
    const auto comment = text.rfind(" /* xid=");
    return comment != std::string_view::npos && text.ends_with("*/") ? text.substr(0, comment)
                                                                     : text;
}

/// "use `app`; COMMIT" commits just as well.
std::string_view without_use(std::string_view text)
{
    constexpr std::string_view end_mark = "`; ";
    const auto end = text.starts_with("use `") ? text.find(end_mark) : std::string_view::npos;
    return end == std::string_view::npos ? text : text.substr(end + end_mark.size());
}

} // namespace

std::string to_text(const EventMark& mark)
{
    const auto size = mark.size == 0 ? std::string() : cat(", ", mark.size, " bytes");
    return cat(mark.type, " of server ", mark.server_id, " (", mark.text, size, ")");
}

GroupedLog::GroupedLog(const LogExcerpt& excerpt, AtGap at_gap)
    : at_gap_(at_gap)
{
    if (excerpt.begin.known()) {
        set_boundary(excerpt.begin);
    }
    for (const auto& placed : place_events(excerpt)) {
        if (!placed.gap.empty()) {
            meet_gap(placed.gap);
        }
        if (stopped_) {
            break;
        }
        const bool length_unknown = !placed.gap.empty() && placed.size == 0;
        if (!length_unknown || kind_of(placed.event.type) == Kind::control) {
            add(placed);
        }
    }
}

std::optional<std::size_t> GroupedLog::count_before(const LogPlace& place) const
{
    const auto found =
        std::ranges::find(boundaries_, place, &std::pair<LogPlace, std::size_t>::first);
    return found == boundaries_.end() ? std::nullopt : std::optional(found->second);
}

LogPlace GroupedLog::last_place() const
{
    return boundaries_.empty() ? LogPlace{} : boundaries_.back().first;
}

void GroupedLog::add(const PlacedEvent& placed)
{
    const auto kind = kind_of(placed.event.type);
    crashed_ = crashed_ || placed.after_crash;
    if (placed.event.type == "Anonymous_Gtid" && (open_ || lost_)) {
        restart(placed);
    }
    if (!open_ && !lost_ && kind != Kind::rows && kind != Kind::commit) {
        set_boundary(placed.begin);
    }
    switch (kind) {
    case Kind::control:
        if (!open_ && !lost_) {
            set_boundary(placed.end);
        }
        break;
    case Kind::prefix:
        append(placed, placed.event.info);
        break;
    case Kind::statement:
        add_statement(placed);
        break;
    case Kind::rows:
        add_rows(placed);
        break;
    case Kind::commit:
        end_transaction(placed);
        break;
    case Kind::other:
        meet_incomparable(placed, placed.event.type);
        break;
    }
}

void GroupedLog::add_statement(const PlacedEvent& placed)
{
    const auto text = without_xid(placed.event.info);
    const auto statement = without_use(text);
    if (statement == "BEGIN") {
        if (in_transaction_ || lost_) {
            restart(placed);
        }
        append(placed, std::string(text));
        in_transaction_ = true;
    } else if (statement == "COMMIT" || statement == "ROLLBACK") {
        end_transaction(placed);
    } else if (statement.starts_with("XA ")) {
        meet_incomparable(placed, statement);
    } else if (!lost_) {
        append(placed, std::string(text));
        if (!in_transaction_) {
            end_group(placed);
        }
    }
}

/// "table_id: 70 (app.t)" names the table that "table_id: 70 flags: STMT_END_F" then means.
void GroupedLog::add_rows(const PlacedEvent& placed)
{
    if (!in_transaction_) {
        if (!lost_) {
            meet_gap(cat("a transaction without a beginning at ", placed.begin.to_text()));
        }
        lost_ = true;
        return;
    }
    constexpr std::string_view mark = "table_id:";
    const auto& info = placed.event.info;
    const auto words = split(info);
    const auto id = info.starts_with(mark) && words.size() > 1 ? cat(" ", words[1], " ") : "";
    const auto rest = info.substr(id.empty() ? 0 : std::min(mark.size() + id.size(), info.size()));
    if (placed.event.type == "Table_map") {
        tables_.insert(tables_.begin(), {id, rest});
    }
    const auto table = std::ranges::find(tables_, id, &std::pair<std::string, std::string>::first);
    const auto name =
        table == tables_.end() || table->second == rest ? std::string() : table->second;
    append(placed, name.empty() ? rest : cat(name, " ", rest), placed.size);
}

void GroupedLog::append(const PlacedEvent& placed, std::string text, std::uint64_t size)
{
    if (lost_ || stopped_) {
        return;
    }
    if (!open_) {
        open_ = EventGroup{{}, placed.begin, {}, crashed_};
        crashed_ = false;
    }
    open_->events.push_back({placed.event.type, placed.event.server_id, std::move(text), size});
}

/// A replica logs the end of a transaction in its own way: with a number, or as a statement when
/// its tables know no transactions.
void GroupedLog::end_transaction(const PlacedEvent& placed)
{
    if (!in_transaction_ || lost_) {
        if (!lost_) {
            meet_gap(cat("a transaction without a beginning before ", placed.end.to_text()));
        }
        lost_ = in_transaction_ = false;
        if (!stopped_) {
            set_boundary(placed.end);
        }
        return;
    }
    const bool rolled_back = without_use(placed.event.info) == "ROLLBACK";
    append(placed, rolled_back ? "ROLLBACK" : "COMMIT");
    open_->events.back().type = "end";
    end_group(placed);
}

void GroupedLog::end_group(const PlacedEvent& placed)
{
    if (open_) {
        open_->end = placed.end;
        groups_.push_back(std::move(*open_));
        set_boundary(placed.end);
    }
    open_.reset();
    in_transaction_ = false;
    tables_.clear();
}

void GroupedLog::meet_gap(std::string why)
{
    gap_ = std::move(why);
    open_.reset();
    in_transaction_ = false;
    tables_.clear();
    stopped_ = at_gap_ == AtGap::stop;
    if (at_gap_ == AtGap::start_anew) {
        groups_.clear();
        boundaries_.clear();
    }
}

/// What cannot be compared inside of a transaction makes all of it unknown.
void GroupedLog::meet_incomparable(const PlacedEvent& placed, std::string_view what)
{
    if (at_gap_ == AtGap::go_on) {
        append(placed, std::string(what));
        if (what == "XA_prepare" || !(in_transaction_ || what.starts_with("XA "))) {
            end_group(placed);
        } else {
            in_transaction_ = true;
        }
        return;
    }
    const bool inside = in_transaction_ || lost_;
    meet_gap(cat(what, " at ", placed.begin.to_text(), ", which cannot be compared"));
    lost_ = inside;
    if (!inside && !stopped_) {
        set_boundary(placed.end);
    }
}

/// A transaction begins although the one before has not ended.
void GroupedLog::restart(const PlacedEvent& placed)
{
    if (!lost_) {
        meet_gap(cat("a transaction without an end before ", placed.begin.to_text()));
    }
    lost_ = false;
    if (!stopped_) {
        set_boundary(placed.begin);
    }
}

void GroupedLog::set_boundary(const LogPlace& place)
{
    if (boundaries_.empty() || boundaries_.back().first != place) {
        boundaries_.emplace_back(place, groups_.size());
    }
}

} // namespace mmm::model
