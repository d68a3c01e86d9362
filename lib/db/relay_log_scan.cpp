// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/relay_log_scan.h"

#include "lib/base/text.h"

#include <utility>

namespace mmm::db {

namespace {

/// MySQL 8.0.20 and later: a whole transaction, compressed.
constexpr std::string_view payload = "Transaction_payload";

} // namespace

std::uint64_t RelayLogScan::add(const std::string& file, const Rows& events)
{
    std::uint64_t position = 0;
    for (std::size_t row = 0; row < events.size(); ++row) {
        position = parse_number<std::uint64_t>(events.text(row, "Pos")).value_or(0);
        const auto type = events.text(row, "Event_type");
        in_payload_ = in_payload_ && is_part_of_payload(type);
        const model::LogPlace place{file, position};
        if (!in_payload_ && (place.file != last_.file || place.position > last_.position)) {
            add_event(place, type, events.text(row, "Info"));
            last_ = place;
        }
        in_payload_ = in_payload_ || type == payload;
    }
    return position;
}

void RelayLogScan::tear()
{
    if (!tear_ && open_) {
        tear_ = open_->place;
    } else if (!tear_ && last_.known()) {
        tear_ = model::LogPlace{last_.file, last_.position + 1}; // within the last whole event
    }
    open_.reset();
}

/// What MySQL shows of a compressed transaction after its Transaction_payload: events that are
/// placed where the next one begins.
bool RelayLogScan::is_part_of_payload(std::string_view type)
{
    return !begins_transaction(type) && type != "Rotate" && type != "Stop" &&
           type != "Format_desc" && type != "Previous_gtids" && type != payload;
}

bool RelayLogScan::begins_transaction(std::string_view type)
{
    return type == "Gtid" || type == "Gtid_tagged_log_event" || type == "Anonymous_Gtid";
}

void RelayLogScan::add_event(
    const model::LogPlace& place, std::string_view type, std::string_view info)
{
    if (begins_transaction(type)) {
        if (open_ && open_->ends_with_the_next) {
            end_transaction();
        }
        open_.reset();
        begin_transaction(place, info);
    } else if (type == "Query") {
        add_query(info);
    } else if (type == payload || type == "Xid" || type == "XA_prepare") {
        end_transaction();
    }
}

void RelayLogScan::add_query(std::string_view statement)
{
    if (!open_) {
        return;
    }
    const bool begins = statement == "BEGIN" || statement.starts_with("XA START ");
    const bool ends = statement.starts_with("COMMIT") || statement == "ROLLBACK" ||
                      statement.starts_with("ROLLBACK /*");
    if (begins) {
        open_->single_statement = false;
    } else if (ends || open_->single_statement) {
        end_transaction();
    }
}

/// MariaDB: "BEGIN GTID 0-1-7 cid=3" opens a transaction, "GTID 0-1-7" stands before a single
/// statement. MySQL: "SET @@SESSION.GTID_NEXT= 'UUID:7'", and the next Query tells which.
void RelayLogScan::begin_transaction(const model::LogPlace& place, std::string_view info)
{
    const auto words = split(info, " '");
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (words[i] == "GTID") {
            auto position = model::MariadbPosition::parse(words[i + 1]);
            if (position && !position->empty()) {
                open_ = Open{place, model::Transactions::up_to(*position), i == 0, true};
                return;
            }
        }
        if (words[i] == "@@SESSION.GTID_NEXT=") {
            if (auto set = model::MysqlGtidSet::parse(words[i + 1]); set && !set->empty()) {
                open_ = Open{place, model::Transactions(std::move(*set)), true, false};
            }
            return;
        }
    }
}

void RelayLogScan::end_transaction()
{
    if (!open_) {
        return;
    }
    if (!first_unapplied_ && !executed_.covers(open_->transaction)) {
        first_unapplied_ = open_->place;
    }
    received_ = received_.merged_with(open_->transaction);
    open_.reset();
}

std::string next_log_file(const std::string& file)
{
    const auto dot = file.rfind('.') + 1;
    const auto number = parse_number<std::uint64_t>(file.substr(dot)).value_or(0) + 1;
    auto digits = std::to_string(number);
    const auto width = file.size() - dot;
    if (digits.size() < width) {
        digits.insert(0, width - digits.size(), '0');
    }
    return file.substr(0, dot) + digits;
}

} // namespace mmm::db
