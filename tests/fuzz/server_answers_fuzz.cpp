// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Answers of a database server as rows, and its binary log as a file, whatever is in them: reading
// ends, and what was received covers what is left to apply.
#include "lib/base/text.h"
#include "lib/db/binlog_file.h"
#include "lib/db/grants.h"
#include "lib/db/mariadb_answers.h"
#include "lib/db/mysql_answers.h"
#include "lib/db/mysql_dialect.h"
#include "lib/db/mysql_relay_log.h"
#include "lib/db/relay_log_scan.h"
#include "lib/model/event_groups.h"
#include "tests/fuzz/fuzz_input.h"

#include <array>

namespace {

using namespace mmm;
using fuzz::require;

/// Lines of words between tabs; the first line has the names. A word "NULL" is one.
db::Rows rows_of(std::string_view text)
{
    const auto lines = split(text, "\n");
    if (lines.empty()) {
        return {};
    }
    const auto columns = split(lines.front(), "\t");
    std::vector<db::Rows::Row> rows;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        auto& row = rows.emplace_back();
        for (const auto& word : split(lines[i], "\t")) {
            row.push_back(word == "NULL" ? std::nullopt : std::optional(word));
        }
        row.resize(columns.size());
    }
    return {columns, std::move(rows)};
}

void check_facts(std::string_view text)
{
    const auto [version, rest] = fuzz::halves(text, '\n');
    const auto [first, second] = fuzz::halves(rest, '\0');
    const auto variables = rows_of(first);
    const auto status = rows_of(second);
    const auto mariadb = db::parse_facts(std::string(version), variables, status);
    require(!mariadb || !variables.empty());
    model::SemiSync semi_sync;
    db::parse_semi_sync_status(status, semi_sync);
    db::parse_mysql_semi_sync_status(status, semi_sync);
    db::parse_privileges(status, "Grants");
    db::semi_sync_names(variables);
    if (const auto found = db::parse_mysql_version(version)) {
        const auto mysql = db::parse_mysql_facts(
            std::string(version),
            db::mysql_dialect(*found),
            {.variables = variables,
             .replica_status = status,
             .binlog_status = variables,
             .semi_sync = status});
        require(!mysql || !variables.empty());
    }
}

void check_relay_log(std::string_view text)
{
    const auto [executed, rest] = fuzz::halves(text, '\n');
    const auto set = model::Transactions::parse(executed);
    const auto rows = rows_of(rest);
    db::previous_gtids(rows);
    db::RelayLogScan scan(set ? *set : model::Transactions{});
    scan.add("relay.000002", rows);
    scan.tear();
    require(scan.received().covers(scan.received()));
    require(!scan.first_unapplied() || scan.first_unapplied()->known());
    require(!db::next_log_file(std::string(executed)).empty() || executed.empty());
}

std::uint64_t number(const db::Rows& rows, std::size_t row, std::string_view column)
{
    return parse_number<std::uint64_t>(rows.text(row, column)).value_or(0);
}

/// As one relay log, and as one binary log.
void check_groups(std::string_view text)
{
    const auto rows = rows_of(text);
    model::LogExcerpt excerpt;
    excerpt.server_id = 1;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        excerpt.events.push_back(
            {.place = {rows.text(row, "Log_name"), number(rows, row, "Pos")},
             .type = rows.text(row, "Event_type"),
             .server_id = static_cast<std::uint32_t>(number(rows, row, "Server_id")),
             .end_position = number(rows, row, "End_log_pos"),
             .info = rows.text(row, "Info")});
    }
    for (const auto kind : {model::LogKind::binary, model::LogKind::relay}) {
        excerpt.kind = kind;
        for (const auto at_gap :
             {model::AtGap::start_anew, model::AtGap::stop, model::AtGap::go_on}) {
            const model::GroupedLog log(excerpt, at_gap);
            const auto count = log.count_before(log.last_place());
            require(!count || *count <= log.groups().size());
        }
    }
}

void check_binary_log(std::string_view bytes)
{
    db::is_in_use(bytes);
    for (const auto& range : db::mariadb_transactions_from(bytes, bytes.size() / 4)) {
        require(range.first == range.last);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto [kind, bytes] = fuzz::choice_of(data, size);
    constexpr std::array checks{check_facts, check_relay_log, check_groups, check_binary_log};
    checks[kind % checks.size()](fuzz::text_of(bytes));
    return 0;
}
