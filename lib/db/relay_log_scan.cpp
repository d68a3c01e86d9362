// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/relay_log_scan.h"

#include "lib/base/text.h"

#include <utility>

namespace mmm::db {

std::uint64_t RelayLogScan::add(const std::string& file, const Rows& events)
{
    for (std::size_t row = 0; row < events.size(); ++row) {
        const model::LogPlace place{
            file, parse_number<std::uint64_t>(events.text(row, "Pos")).value_or(0)};
        if (place.file != last_.file || place.position > last_.position) {
            add_event(place, events.text(row, "Event_type"), events.text(row, "Info"));
            last_ = place;
        }
    }
    return last_.position;
}

void RelayLogScan::add_event(
    const model::LogPlace& place, std::string_view type, std::string_view info)
{
    const bool ends_statement =
        type == "Query" && open_ && (open_->single_statement || info.starts_with("COMMIT"));
    const bool begins = type == "Gtid"; // what came before is complete then
    if (begins || ends_statement || type == "Xid" || type == "XA_prepare") {
        end_transaction();
    }
    if (begins) {
        begin_transaction(place, info);
    }
}

/// "BEGIN GTID 0-1-7 cid=3" opens a transaction, "GTID 0-1-7" stands before a single statement.
void RelayLogScan::begin_transaction(const model::LogPlace& place, std::string_view info)
{
    const auto words = split(info);
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        auto position = words[i] == "GTID" ? model::MariadbPosition::parse(words[i + 1])
                                           : model::MariadbPosition();
        if (position && !position->empty()) {
            open_ = Open{place, model::Transactions::up_to(*position), i == 0};
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
