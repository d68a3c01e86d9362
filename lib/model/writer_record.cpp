// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/writer_record.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <map>
#include <utility>

namespace mmm::model {

namespace {

using Fields = std::map<std::string, std::string, std::less<>>;

Fields fields_in(std::string_view text)
{
    Fields fields;
    for (const auto& part : split(text, ";")) {
        const auto equals = part.find('=');
        if (equals != std::string::npos) {
            fields[part.substr(0, equals)] = part.substr(equals + 1);
        }
    }
    return fields;
}

std::string field(const Fields& fields, std::string_view name)
{
    const auto found = fields.find(name);
    return found == fields.end() ? "" : found->second;
}

Error unreadable(std::string_view name, const Fields& fields)
{
    return Error{
        Errc::malformed_input,
        cat("the record of the last writer has no usable \"",
            name,
            "\" (\"",
            field(fields, name),
            "\")")};
}

/// A place that is not known is an empty text.
Result<LogPlace> place_in(const Fields& fields, std::string_view name)
{
    const auto text = field(fields, name);
    auto place = text.empty() ? Result<LogPlace>(LogPlace{}) : LogPlace::parse(text);
    return place ? place : Result<LogPlace>(unreadable(name, fields));
}

std::string text_of(const LogPlace& place)
{
    return place.known() ? place.to_text() : "";
}

/// Names may hold any character; those that mean something here are written as %XX.
constexpr std::string_view special = "%,;= ";
constexpr std::string_view hexadecimal = "0123456789ABCDEF";

std::string text_of(const std::vector<std::string>& names)
{
    std::vector<std::string> words;
    for (const auto& name : names) {
        auto& word = words.emplace_back();
        for (const char letter : name) {
            const auto byte = static_cast<unsigned char>(letter);
            if (special.find(letter) == std::string_view::npos && byte > 0x20) {
                word += letter;
            } else {
                word += {'%', hexadecimal[byte >> 4U], hexadecimal[byte & 0xfU]};
            }
        }
    }
    return join(words, ",");
}

std::vector<std::string> names_in(std::string_view text)
{
    std::vector<std::string> names;
    for (const auto& word : split(text, ",")) {
        auto& name = names.emplace_back();
        for (std::size_t i = 0; i < word.size(); ++i) {
            const bool coded = word[i] == '%' && i + 2 < word.size();
            const auto high = coded ? hexadecimal.find(word[i + 1]) : std::string_view::npos;
            const auto low = coded ? hexadecimal.find(word[i + 2]) : std::string_view::npos;
            if (high == std::string_view::npos || low == std::string_view::npos) {
                name += word[i];
                continue;
            }
            name += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return names;
}

} // namespace

std::string WriterRecord::to_text() const
{
    return cat(
        "move=",
        move,
        ";writer=",
        writer,
        ";durability=",
        model::to_text(durability),
        ";opened=",
        opened.to_text(),
        ";opened_place=",
        text_of(opened_place),
        ";former=",
        former,
        ";former_place=",
        text_of(former_place),
        ";opened_at=",
        opened_at_ms,
        ";absent=",
        join(absent, ","),
        events ? cat(";events=", text_of(*events)) : "");
}

Result<WriterRecord> WriterRecord::parse(std::string_view text)
{
    const auto fields = fields_in(text);
    WriterRecord record;
    const auto move = parse_number<std::uint64_t>(field(fields, "move"));
    if (!move) {
        return unreadable("move", fields);
    }
    record.move = *move;
    record.writer = field(fields, "writer");
    if (record.writer.empty()) {
        return unreadable("writer", fields);
    }
    const auto durability = parse_durability(field(fields, "durability"));
    if (!durability) {
        return unreadable("durability", fields);
    }
    record.durability = *durability;
    auto opened = Transactions::parse(field(fields, "opened"));
    if (!opened) {
        return unreadable("opened", fields);
    }
    record.opened = std::move(*opened);
    auto opened_place = place_in(fields, "opened_place");
    auto former_place = place_in(fields, "former_place");
    if (!opened_place || !former_place) {
        return opened_place ? std::move(former_place).error() : std::move(opened_place).error();
    }
    record.opened_place = std::move(*opened_place);
    record.former_place = std::move(*former_place);
    record.former = field(fields, "former");
    record.opened_at_ms = parse_number<std::int64_t>(field(fields, "opened_at")).value_or(0);
    if (const auto events = fields.find("events"); events != fields.end()) {
        record.events = names_in(events->second);
    }
    record.absent = split(field(fields, "absent"), ",");
    return record;
}

std::optional<WriterRecord>
record_behind(const WriterRecord& record, const std::vector<HistoryEntry>& history)
{
    const MoveEntry* last = nullptr;
    bool has_the_record = false;
    for (const auto& entry : history) {
        const auto* move = std::get_if<MoveEntry>(&entry);
        if (move == nullptr) {
            continue;
        }
        has_the_record =
            has_the_record || (move->number == record.move && move->to == record.writer &&
                               move->time_ms == record.opened_at_ms);
        if (last == nullptr || move->number > last->number) {
            last = move;
        }
    }
    if (!has_the_record || last->number <= record.move) {
        return std::nullopt;
    }
    WriterRecord behind;
    behind.move = last->number;
    behind.writer = last->to;
    behind.durability = record.durability;
    behind.former = last->from;
    behind.opened_at_ms = last->time_ms;
    behind.events = record.events;
    if (auto opened = Transactions::parse(last->opened_at)) {
        behind.opened = std::move(*opened);
    } else if (auto place = LogPlace::parse(last->opened_at)) {
        behind.opened_place = std::move(*place);
    }
    return behind;
}

} // namespace mmm::model
