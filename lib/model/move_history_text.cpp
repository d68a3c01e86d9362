// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The history for people and for programs.
#include "lib/base/cat.h"
#include "lib/base/json_text.h"
#include "lib/model/move_history.h"

#include <algorithm>
#include <array>

namespace mmm::model {

namespace {

using Row = std::array<std::string, 6>;

constexpr std::string_view indent = "    ";

std::string moved(const MoveEntry& move)
{
    return cat(move.from.empty() ? "-" : move.from, " -> ", move.to);
}

std::string duration(const std::optional<std::int64_t>& milliseconds)
{
    return milliseconds ? cat(*milliseconds, " ms") : "unknown";
}

Row row_of(const MoveEntry& move, std::string (*local_time)(std::int64_t))
{
    return {
        cat(move.number),
        local_time(move.time_ms / 1000),
        moved(move),
        std::string(to_text(move.kind)),
        move.kind == MoveKind::first && !move.interruption_ms ? "-"
                                                              : duration(move.interruption_ms),
        move.possible_loss.empty() ? "none" : "possible"};
}

std::string describe(const LossEntry& loss, std::string (*local_time)(std::int64_t))
{
    return cat(
        local_time(loss.time_ms / 1000),
        "  ",
        loss.host,
        loss.fate == LossEntry::Fate::rolled_back ? " rolled back " : " is quarantined with ",
        loss.count == 0 ? ""
                        : cat(loss.count, loss.count == 1 ? " transaction: " : " transactions: "),
        loss.transactions,
        loss.archive.empty() ? "" : cat("; archived in ", loss.archive));
}

/// The table's columns, as wide as their widest cell; the last one is not padded.
std::string layout(const Row& row, const std::array<std::size_t, 6>& widths, std::string_view who)
{
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
        line += row[i];
        line.append(widths[i] - row[i].size() + 2, ' ');
    }
    return cat(line, who, "\n");
}

std::string details(const MoveEntry& move)
{
    std::string text;
    if (!move.closed_at.empty()) {
        text += cat(indent, "closed at ", move.closed_at, "\n");
    }
    if (!move.opened_at.empty()) {
        text += cat(indent, "opened at ", move.opened_at, "\n");
    }
    for (const auto& line : move.possible_loss) {
        text += cat(indent, "possible loss: ", line, "\n");
    }
    for (const auto& line : move.overrides) {
        text += cat(indent, "override: ", line, "\n");
    }
    return text;
}

// ------------------------------------------------------------------------------------------- JSON

std::string quoted_or_null(std::string_view text)
{
    return text.empty() ? "null" : json_text(text);
}

std::string list(const std::vector<std::string>& lines)
{
    std::vector<std::string> items;
    std::ranges::transform(
        lines, std::back_inserter(items), [](const std::string& line) { return json_text(line); });
    return cat("[", join(items, ", "), "]");
}

std::string object(const MoveEntry& move)
{
    return cat(
        "{\"number\": ",
        move.number,
        ", \"time_ms\": ",
        move.time_ms,
        ", \"kind\": ",
        json_text(to_text(move.kind)),
        ", \"who\": ",
        quoted_or_null(move.who),
        ", \"from\": ",
        quoted_or_null(move.from),
        ", \"to\": ",
        json_text(move.to),
        ", \"closed_at\": ",
        quoted_or_null(move.closed_at),
        ", \"opened_at\": ",
        quoted_or_null(move.opened_at),
        ", \"interruption_ms\": ",
        move.interruption_ms ? cat(*move.interruption_ms) : "null",
        ", \"possible_loss\": ",
        list(move.possible_loss),
        ", \"overrides\": ",
        list(move.overrides),
        "}");
}

std::string object(const LossEntry& loss)
{
    return cat(
        "{\"time_ms\": ",
        loss.time_ms,
        ", \"host\": ",
        json_text(loss.host),
        ", \"transactions\": ",
        json_text(loss.transactions),
        ", \"count\": ",
        loss.count == 0 ? "null" : cat(loss.count),
        ", \"fate\": ",
        json_text(to_text(loss.fate)),
        ", \"archive\": ",
        quoted_or_null(loss.archive),
        "}");
}

template<typename Entry>
std::string objects(const std::vector<HistoryEntry>& entries)
{
    std::vector<std::string> items;
    for (const auto& entry : entries) {
        if (const auto* each = std::get_if<Entry>(&entry)) {
            items.push_back(cat("\n    ", object(*each)));
        }
    }
    return items.empty() ? "[]" : cat("[", join(items, ","), "\n  ]");
}

} // namespace

std::string render_history(
    const std::vector<HistoryEntry>& entries, std::string (*local_time)(std::int64_t seconds))
{
    const Row heading{"No", "When", "Writer", "Kind", "Interruption", "Loss"};
    std::array<std::size_t, 6> widths{};
    const auto widen = [&widths](const Row& row) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], row[i].size());
        }
    };
    widen(heading);
    for (const auto& entry : entries) {
        if (const auto* move = std::get_if<MoveEntry>(&entry)) {
            widen(row_of(*move, local_time));
        }
    }
    std::string text = layout(heading, widths, "By");
    for (const auto& entry : entries) {
        if (const auto* move = std::get_if<MoveEntry>(&entry)) {
            text += layout(row_of(*move, local_time), widths, move->who.empty() ? "-" : move->who);
            text += details(*move);
        } else {
            text += cat(indent, describe(std::get<LossEntry>(entry), local_time), "\n");
        }
    }
    return text;
}

std::string render_history_json(const std::vector<HistoryEntry>& entries)
{
    return cat(
        "{\n  \"moves\": ",
        objects<MoveEntry>(entries),
        ",\n  \"losses\": ",
        objects<LossEntry>(entries),
        "\n}");
}

std::vector<HistoryEntry> last_moves(std::vector<HistoryEntry> entries, std::size_t count)
{
    std::size_t moves = 0;
    auto first = entries.end();
    while (first != entries.begin() && moves < count) {
        --first;
        moves += std::holds_alternative<MoveEntry>(*first) ? 1U : 0U;
    }
    if (moves == count) {
        entries.erase(entries.begin(), first);
    }
    return entries;
}

} // namespace mmm::model
