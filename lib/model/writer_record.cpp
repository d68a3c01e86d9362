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
        join(absent, ","));
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
    record.absent = split(field(fields, "absent"), ",");
    return record;
}

} // namespace mmm::model
