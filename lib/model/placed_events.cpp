// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/placed_events.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace mmm::model {

namespace {

/// Where the first event of a file stands, behind the magic number.
constexpr std::uint64_t beginning_of_file = 4;

std::uint64_t number_of(std::string_view file)
{
    return parse_number<std::uint64_t>(file.substr(file.rfind('.') + 1)).value_or(0);
}

/// "binlog.000002;pos=4", as a Rotate has it.
LogPlace rotated_to(const LogEvent& rotate)
{
    constexpr std::string_view mark = ";pos=";
    const auto at = rotate.info.rfind(mark);
    if (at == std::string::npos) {
        return {};
    }
    const auto position = std::string_view(rotate.info).substr(at + mark.size());
    return {rotate.info.substr(0, at), parse_number<std::uint64_t>(position).value_or(0)};
}

bool is_rotate(const LogEvent& event)
{
    return event.type == "Rotate";
}

/// Made up by who sent it; stands in no binary log.
bool is_made_up(const LogEvent& event)
{
    return event.end_position == 0;
}

std::vector<PlacedEvent> place_own(const LogExcerpt& excerpt)
{
    std::vector<PlacedEvent> placed;
    auto at = excerpt.begin;
    for (const auto& event : excerpt.events) {
        PlacedEvent next{event, event.place, {event.place.file, event.end_position}, 0, {}, false};
        next.size = event.end_position - std::min(event.end_position, event.place.position);
        if (event.place != at && at.known()) {
            const bool next_file = number_of(event.place.file) == number_of(at.file) + 1 &&
                                   event.place.position == beginning_of_file;
            if (!next_file) {
                next.gap =
                    cat("the log goes on at ", event.place.to_text(), " after ", at.to_text());
            }
            next.after_crash = placed.empty() || placed.back().event.type != "Stop";
        }
        if (is_rotate(event)) {
            next.end = rotated_to(event);
        }
        at = next.end;
        placed.push_back(std::move(next));
    }
    return placed;
}

class RelayReader {
public:
    explicit RelayReader(const LogExcerpt& excerpt)
        : excerpt_(excerpt)
        , at_(first_place())
    {
    }

    std::vector<PlacedEvent> read()
    {
        for (std::size_t i = 0; i < excerpt_.events.size(); ++i) {
            const auto& event = excerpt_.events[i];
            if (belongs_to_the_file(event)) {
                continue;
            }
            if (!is_made_up(event)) {
                add(event, size_of(i));
            } else if (is_rotate(event)) {
                go_on(event);
            }
        }
        return std::move(placed_);
    }

private:
    /// A file without a position, unless more is known: the position follows from the lengths.
    [[nodiscard]] LogPlace first_place() const
    {
        if (excerpt_.begin.known()) {
            return excerpt_.begin;
        }
        const auto rotate = std::ranges::find_if(excerpt_.events, [&](const LogEvent& event) {
            return is_rotate(event) && !belongs_to_the_file(event);
        });
        if (rotate == excerpt_.events.end()) {
            return {excerpt_.source_end.file, 0};
        }
        const auto file = rotated_to(*rotate).file;
        return {is_made_up(*rotate) ? file : log_file_before(file), 0};
    }

    [[nodiscard]] bool belongs_to_the_file(const LogEvent& event) const
    {
        return event.server_id == excerpt_.server_id;
    }

    /// Nothing for the last event of a file that has no end.
    [[nodiscard]] std::optional<std::uint64_t> size_of(std::size_t index) const
    {
        const auto& [place, type, server_id, end_position, info] = excerpt_.events[index];
        const bool last = index + 1 == excerpt_.events.size();
        if (last && !excerpt_.end.known() && at_.position != 0) {
            return end_position - std::min(end_position, at_.position);
        }
        const auto& next = last ? excerpt_.end : excerpt_.events[index + 1].place;
        if (next.file != place.file || next.position <= place.position) {
            return std::nullopt;
        }
        return next.position - place.position;
    }

    /// The receiver leaves out what this server wrote itself first: a hole in the source's log.
    void add(const LogEvent& event, std::optional<std::uint64_t> size)
    {
        PlacedEvent next{event, at_, {at_.file, event.end_position}, size.value_or(0), {}, false};
        next.begin.position = event.end_position - std::min(event.end_position, next.size);
        if (!size) {
            next.gap = cat("a file of the relay log ends at ", event.place.to_text());
        } else if (at_.position != 0 && at_ != next.begin) {
            next.gap = cat("what the receiver left out at ", at_.to_text());
        }
        if (is_rotate(event)) {
            next.end = rotated_to(event);
        }
        at_ = next.end;
        placed_.push_back(std::move(next));
    }

    /// The receiver has connected again, or the source's next file has begun. There is no Rotate at
    /// the end of the file in which the source was killed.
    void go_on(const LogEvent& rotate)
    {
        const auto place = rotated_to(rotate);
        PlacedEvent next{rotate, place, place, 0, {}, false};
        const bool next_file =
            place.position == beginning_of_file && number_of(place.file) == number_of(at_.file) + 1;
        if (at_.position != 0 && at_ != place && !next_file) {
            next.gap = cat("the receiver went on at ", place.to_text(), " after ", at_.to_text());
        }
        at_ = place;
        placed_.push_back(std::move(next));
    }

    const LogExcerpt& excerpt_;
    LogPlace at_; ///< in the source's log; without a position at first
    std::vector<PlacedEvent> placed_;
};

} // namespace

std::string log_file_before(const std::string& file)
{
    const auto dot = file.rfind('.') + 1;
    auto digits = std::to_string(number_of(file) - 1);
    const auto width = file.size() - dot;
    digits.insert(0, width - std::min(width, digits.size()), '0');
    return file.substr(0, dot) + digits;
}

std::vector<PlacedEvent> place_events(const LogExcerpt& excerpt)
{
    return excerpt.kind == LogKind::binary ? place_own(excerpt) : RelayReader(excerpt).read();
}

} // namespace mmm::model
