// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What hosts write for each other and for later: node attributes, the state file, the record of the
// last writer, the history of moves. Whatever the text, reading ends, and what was read prints and
// reads back.
#include "lib/base/text.h"
#include "lib/model/admin_order.h"
#include "lib/model/host_report.h"
#include "lib/model/move_history.h"
#include "lib/model/prospects.h"
#include "lib/model/writer_record.h"
#include "ocf-agent/mysql/host_memory.h"
#include "tests/fuzz/fuzz_input.h"

#include <array>

namespace {

using namespace mmm;
using fuzz::require;

/// Of the four checks: others are not written.
void check_attributes(std::string_view text)
{
    const auto encoded = model::encode_checks(model::parse_checks(text));
    require(model::encode_checks(model::parse_checks(encoded)) == encoded);
    const auto state = model::parse_host_state(text);
    require(state == model::HostState::unknown || model::to_text(state) == text);
    const auto order = model::parse_admin_order(text);
    require(model::parse_admin_order(model::to_text(order)) == order);
    model::parse_interval(text);
}

void check_state_file(std::string_view text)
{
    StateValues values;
    for (const auto& line : split(text, "\n")) {
        const auto [name, value] = fuzz::halves(line, '=');
        values[std::string(name)] = value;
    }
    StateValues printed;
    mysql::print_host_memory(mysql::parse_host_memory(values), printed);
    StateValues again;
    mysql::print_host_memory(mysql::parse_host_memory(printed), again);
    require(again == printed || printed.at("state") == "UNKNOWN");
}

void check_writer_record(std::string_view text)
{
    const auto record = model::WriterRecord::parse(text);
    if (record) {
        const auto again = model::WriterRecord::parse(record->to_text());
        require(again && *again == *record);
    }
}

void check_history(std::string_view text)
{
    const auto entries = model::parse_history(text);
    model::render_history(entries, [](std::int64_t seconds) { return std::to_string(seconds); });
    model::render_history_json(entries);
    for (const auto& entry : entries) {
        const auto line = model::print_entry(entry);
        require(line.find('\n') == std::string::npos);
        const auto again = model::parse_entry(line);
        require(again && *again == entry);
        require(!model::parse_history(model::add_to_history(text, entry, text.size() + 1)).empty());
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto [kind, bytes] = fuzz::choice_of(data, size);
    constexpr std::array checks{
        check_attributes, check_state_file, check_writer_record, check_history};
    checks[kind % checks.size()](fuzz::text_of(bytes));
    return 0;
}
