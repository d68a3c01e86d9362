// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/move_history.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <algorithm>
#include <array>

namespace mmm::model {

namespace {

constexpr std::string_view hexadecimal = "0123456789ABCDEF";
constexpr std::array kinds{MoveKind::first, MoveKind::planned, MoveKind::failover};
constexpr std::array fates{LossEntry::Fate::rolled_back, LossEntry::Fate::quarantined};

bool must_be_encoded(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7f || c == '%' || c == '=' || c == '"' || c == '&' ||
           c == '<' || c == '>' || c == ';';
}

std::string encode(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (must_be_encoded(c)) {
            const auto byte = static_cast<unsigned char>(c);
            out += {'%', hexadecimal[byte >> 4U], hexadecimal[byte & 0xfU]};
        } else {
            out += c;
        }
    }
    return out;
}

/// What was never encoded stays as it is.
std::string decode(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto high = i + 2 < text.size() ? hexadecimal.find(text[i + 1]) : std::string::npos;
        const auto low = i + 2 < text.size() ? hexadecimal.find(text[i + 2]) : std::string::npos;
        if (text[i] == '%' && high != std::string::npos && low != std::string::npos) {
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

class LinePrinter {
public:
    explicit LinePrinter(std::string_view kind)
        : line_(kind)
    {
    }

    LinePrinter& field(std::string_view name, std::string_view value)
    {
        if (!value.empty()) {
            line_ += cat(" ", encode(name), "=", encode(value));
        }
        return *this;
    }

    LinePrinter& field(std::string_view name, const std::vector<std::string>& values)
    {
        for (const auto& value : values) {
            field(name, value);
        }
        return *this;
    }

    LinePrinter& fields(const UnknownFields& unknown)
    {
        for (const auto& [name, value] : unknown) {
            line_ += cat(" ", encode(name), "=", encode(value));
        }
        return *this;
    }

    [[nodiscard]] std::string take() && { return std::move(line_); }

private:
    std::string line_;
};

/// The fields of a line in turn; each is taken once, and what is left is unknown.
class LineReader {
public:
    explicit LineReader(std::string_view line)
    {
        auto words = split(line, " ");
        kind_ = words.empty() ? "" : words.front();
        for (std::size_t i = 1; i < words.size(); ++i) {
            const auto equals = words[i].find('=');
            const auto value = equals == std::string::npos ? "" : words[i].substr(equals + 1);
            left_.emplace_back(decode(words[i].substr(0, equals)), decode(value));
        }
    }

    [[nodiscard]] const std::string& kind() const { return kind_; }

    std::vector<std::string> take_all(std::string_view name)
    {
        std::vector<std::string> values;
        for (const auto& [known, value] : left_) {
            if (known == name && !value.empty()) { // none is written
                values.push_back(value);
            }
        }
        std::erase_if(left_, [name](const auto& field) { return field.first == name; });
        return values;
    }

    std::string take(std::string_view name)
    {
        auto values = take_all(name);
        return values.empty() ? std::string{} : std::move(values.front());
    }

    template<std::integral Number>
    std::optional<Number> take_number(std::string_view name)
    {
        return parse_number<Number>(take(name));
    }

    [[nodiscard]] UnknownFields rest() && { return std::move(left_); }

private:
    std::string kind_;
    UnknownFields left_;
};

Error unreadable(std::string_view kind, std::string_view name)
{
    return Error{
        Errc::malformed_input,
        cat("a \"", kind, "\" line of the history has no usable \"", name, "\"")};
}

template<typename Values>
auto named(const Values& values, std::string_view text)
{
    const auto found =
        std::ranges::find_if(values, [text](auto value) { return to_text(value) == text; });
    return found == values.end() ? std::nullopt : std::optional(*found);
}

std::string print(const MoveEntry& move)
{
    LinePrinter line("move");
    line.field("number", cat(move.number)).field("time", cat(move.time_ms));
    line.field("kind", to_text(move.kind)).field("who", move.who);
    line.field("from", move.from).field("to", move.to);
    line.field("closed", move.closed_at).field("opened", move.opened_at);
    line.field("interruption", move.interruption_ms ? cat(*move.interruption_ms) : "");
    line.field("loss", move.possible_loss).field("override", move.overrides);
    return std::move(line.fields(move.unknown)).take();
}

std::string print(const LossEntry& loss)
{
    LinePrinter line("loss");
    line.field("time", cat(loss.time_ms)).field("host", loss.host);
    line.field("transactions", loss.transactions).field("count", cat(loss.count));
    line.field("fate", to_text(loss.fate)).field("archive", loss.archive);
    return std::move(line.fields(loss.unknown)).take();
}

Result<HistoryEntry> parse_move(LineReader line)
{
    const auto number = line.take_number<std::uint64_t>("number");
    const auto time = line.take_number<std::int64_t>("time");
    const auto kind = named(kinds, line.take("kind"));
    MoveEntry move;
    move.to = line.take("to");
    if (!number || !time || !kind || move.to.empty()) {
        return unreadable("move", !number ? "number" : !time ? "time" : !kind ? "kind" : "to");
    }
    move.number = *number;
    move.time_ms = *time;
    move.kind = *kind;
    move.who = line.take("who");
    move.from = line.take("from");
    move.closed_at = line.take("closed");
    move.opened_at = line.take("opened");
    move.interruption_ms = line.take_number<std::int64_t>("interruption");
    move.possible_loss = line.take_all("loss");
    move.overrides = line.take_all("override");
    move.unknown = std::move(line).rest();
    return HistoryEntry{std::move(move)};
}

Result<HistoryEntry> parse_loss(LineReader line)
{
    const auto time = line.take_number<std::int64_t>("time");
    const auto fate = named(fates, line.take("fate"));
    LossEntry loss;
    loss.host = line.take("host");
    if (!time || !fate || loss.host.empty()) {
        return unreadable("loss", !time ? "time" : !fate ? "fate" : "host");
    }
    loss.time_ms = *time;
    loss.fate = *fate;
    loss.transactions = line.take("transactions");
    loss.count = line.take_number<std::uint64_t>("count").value_or(0);
    loss.archive = line.take("archive");
    loss.unknown = std::move(line).rest();
    return HistoryEntry{std::move(loss)};
}

bool is_the_same(const HistoryEntry& a, const HistoryEntry& b)
{
    if (const auto* move = std::get_if<MoveEntry>(&a), *other = std::get_if<MoveEntry>(&b);
        move != nullptr && other != nullptr) {
        return move->number == other->number;
    }
    const auto *loss = std::get_if<LossEntry>(&a), *other = std::get_if<LossEntry>(&b);
    return loss != nullptr && other != nullptr && loss->host == other->host &&
           loss->transactions == other->transactions && loss->fate == other->fate;
}

/// Whole lines; the last one counts without its line break if it can be read.
std::vector<std::string> whole_lines(std::string_view text)
{
    auto lines = split(text, "\n");
    if (!lines.empty() && !text.ends_with('\n') && !parse_entry(lines.back())) {
        lines.pop_back();
    }
    return lines;
}

} // namespace

std::string_view to_text(MoveKind kind)
{
    switch (kind) {
    case MoveKind::first:
        return "first";
    case MoveKind::planned:
        return "planned";
    case MoveKind::failover:
        return "failover";
    }
    return "";
}

std::string_view to_text(LossEntry::Fate fate)
{
    return fate == LossEntry::Fate::rolled_back ? "rolled-back" : "quarantined";
}

std::string print_entry(const HistoryEntry& entry)
{
    return std::visit([](const auto& each) { return print(each); }, entry);
}

Result<HistoryEntry> parse_entry(std::string_view line)
{
    LineReader reader(line);
    if (reader.kind() == "move") {
        return parse_move(std::move(reader));
    }
    if (reader.kind() == "loss") {
        return parse_loss(std::move(reader));
    }
    return Error{
        Errc::malformed_input,
        cat("a line of the history is of an unknown kind (\"", reader.kind(), "\")")};
}

std::string add_to_history(std::string_view text, const HistoryEntry& entry, std::size_t limit)
{
    auto lines = whole_lines(text);
    const auto same = std::ranges::find_if(lines, [&entry](const std::string& line) {
        const auto other = parse_entry(line);
        return other && is_the_same(*other, entry);
    });
    if (same == lines.end()) {
        lines.push_back(print_entry(entry));
    } else if (std::holds_alternative<MoveEntry>(entry)) {
        *same = print_entry(entry);
    }
    if (lines.size() > limit) {
        lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(limit));
    }
    return join(lines, "\n") + "\n";
}

std::vector<HistoryEntry> parse_history(std::string_view text)
{
    std::vector<HistoryEntry> entries;
    for (const auto& line : whole_lines(text)) {
        if (auto entry = parse_entry(line)) {
            entries.push_back(std::move(*entry));
        }
    }
    return entries;
}

} // namespace mmm::model
