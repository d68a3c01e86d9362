// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/cluster_memory.h"

#include "lib/base/at_once.h"
#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/config/history_file.h"

#include <poll.h>

#include <utility>

namespace mmm::mysql {

namespace {

constexpr int idle_poll_ms = 100;
/// Between lines of the history in one attribute, which holds no line breaks.
constexpr std::string_view loss_separator = ";";

/// A value that was read, or nothing for one that is not set.
template<typename Value>
Result<std::optional<Value>> parsed(Result<std::string> text)
{
    if (!text) {
        return std::move(text).error();
    }
    if (text->empty()) {
        return std::optional<Value>();
    }
    auto value = Value::parse(*text);
    if (!value) {
        return std::move(value).error();
    }
    return std::optional<Value>(std::move(*value));
}

/// Not set, and set to "no transactions", are different things.
constexpr std::string_view no_transactions = "none";

std::string text_of(const model::Transactions& transactions)
{
    return transactions.empty() ? std::string(no_transactions) : transactions.to_text();
}

Result<std::optional<model::Transactions>> parsed_transactions(Result<std::string> text)
{
    if (text && *text == no_transactions) {
        return std::optional<model::Transactions>(model::Transactions());
    }
    return parsed<model::Transactions>(std::move(text));
}

} // namespace

ClusterMemory::ClusterMemory(std::string resource)
    : resource_(std::move(resource))
{
}

std::string ClusterMemory::name(std::string_view what) const
{
    return cat("mmm-", what, "-", resource_);
}

Result<std::optional<model::WriterRecord>>
ClusterMemory::read_record(const std::string& host, Deadline deadline) const
{
    auto record = parsed<model::WriterRecord>(
        tools_.read_permanent_attribute(name("writer"), host, deadline));
    if (record || record.error().code != Errc::malformed_input) {
        return record;
    }
    // No host starts or is promoted meanwhile: without the record old data may pass for the latest.
    return Error{
        Errc::malformed_input,
        cat(record.error().message,
            ": the node attribute ",
            name("writer"),
            " of ",
            host,
            " was changed by hand; when you are sure that a host with the latest data is up, "
            "remove "
            "it (pcs node attribute ",
            host,
            " ",
            name("writer"),
            "=) and clean up the resource's failures")};
}

Result<std::optional<model::WriterRecord>>
ClusterMemory::read_last_record(const std::vector<std::string>& hosts, Deadline deadline) const
{
    struct Reading {
        std::string host;
        Result<std::optional<model::WriterRecord>> record;
    };

    std::vector<Reading> readings;
    for (const auto& host : hosts) {
        readings.push_back({host, {}});
    }
    for_each_at_once(
        readings, [&](Reading& each) { each.record = read_record(each.host, deadline); });
    std::optional<model::WriterRecord> last;
    for (auto& each : readings) {
        if (!each.record) {
            return std::move(each.record).error();
        }
        last = later_of(std::move(last), std::move(*each.record));
    }
    if (last) {
        // A history that cannot be read tells nothing.
        const auto history = config::HistoryFile(resource_).read().value_or({});
        auto behind = model::record_behind(*last, history); // before last is moved from
        last = later_of(std::move(last), std::move(behind));
    }
    return last;
}

Result<> ClusterMemory::write_record(const model::WriterRecord& record, Deadline deadline) const
{
    return tools_.set_permanent_attribute(
        name("writer"), record.to_text(), record.writer, deadline);
}

Result<std::optional<model::Transactions>>
ClusterMemory::read_departure(const std::string& host, Deadline deadline) const
{
    return parsed_transactions(tools_.read_permanent_attribute(name("gone"), host, deadline));
}

Result<> ClusterMemory::write_departure(
    const std::string& host, const model::Transactions& had, Deadline deadline) const
{
    return tools_.set_permanent_attribute(name("gone"), text_of(had), host, deadline);
}

Result<> ClusterMemory::forget_departure(const std::string& host, Deadline deadline) const
{
    auto there = tools_.read_permanent_attribute(name("gone"), host, deadline);
    if (!there) {
        return std::move(there).error();
    }
    return there->empty() ? Result<>()
                          : tools_.delete_permanent_attribute(name("gone"), host, deadline);
}

Result<std::uint64_t> ClusterMemory::read_return(const std::string& host, Deadline deadline) const
{
    auto text = tools_.read_permanent_attribute(name("back"), host, deadline);
    if (!text) {
        return std::move(text).error();
    }
    return parse_number<std::uint64_t>(*text).value_or(0);
}

Result<>
ClusterMemory::write_return(const std::string& host, std::uint64_t move, Deadline deadline) const
{
    return tools_.set_permanent_attribute(name("back"), std::to_string(move), host, deadline);
}

Result<Closing> Closing::parse(std::string_view text)
{
    const auto blank = text.find(' ');
    const auto at = parse_number<std::int64_t>(text.substr(0, blank));
    if (!at || blank == std::string_view::npos) {
        return Error{Errc::malformed_input, cat("\"", text, "\" tells no closing of a writer")};
    }
    const auto words = text.substr(blank + 1);
    auto had = words == no_transactions ? Result<model::Transactions>()
                                        : model::Transactions::parse(words);
    return had ? Result<Closing>(Closing{std::move(*had), *at})
               : Result<Closing>(std::move(had).error());
}

std::string Closing::to_text() const
{
    return cat(at_ms, " ", text_of(had));
}

Result<std::optional<Closing>>
ClusterMemory::read_closing(const std::string& host, Deadline deadline) const
{
    return parsed<Closing>(tools_.read_node_attribute(name("closed"), host, deadline));
}

Result<> ClusterMemory::write_closing(const Closing& closing, Deadline deadline) const
{
    return tools_.set_private_attribute(name("closed"), closing.to_text(), deadline);
}

Result<> ClusterMemory::forget_closing(Deadline deadline) const
{
    return tools_.set_private_attribute(name("closed"), "", deadline);
}

Result<std::optional<model::WriterRecord>>
ClusterMemory::read_opening(const std::string& host, Deadline deadline) const
{
    return parsed<model::WriterRecord>(tools_.read_node_attribute(name("opened"), host, deadline));
}

Result<> ClusterMemory::write_opening(const model::WriterRecord& record, Deadline deadline) const
{
    return tools_.set_private_attribute(name("opened"), record.to_text(), deadline);
}

std::string ClusterMemory::read_move(const std::string& host, Deadline deadline) const
{
    auto text = tools_.read_node_attribute(name("move"), host, deadline);
    return text ? std::move(*text) : "";
}

Result<> ClusterMemory::write_move(const std::string& line, Deadline deadline) const
{
    return tools_.set_private_attribute(name("move"), line, deadline);
}

std::vector<std::string> ClusterMemory::read_losses(Deadline deadline) const
{
    std::vector<std::string> lines;
    const auto told = tools_.read_attribute_of_all(name("loss"), deadline);
    if (told) {
        for (const auto& [host, text] : *told) {
            for (auto& line : split(text, loss_separator)) {
                lines.push_back(std::move(line));
            }
        }
    }
    return lines;
}

Result<> ClusterMemory::write_losses(const std::vector<std::string>& lines, Deadline deadline) const
{
    return tools_.set_private_attribute(name("loss"), join(lines, loss_separator), deadline);
}

std::string ClusterMemory::read_acceptance(const std::string& host, Deadline deadline) const
{
    auto text = tools_.read_node_attribute(name("accept-loss"), host, deadline);
    return text ? std::move(*text) : "";
}

std::string ClusterMemory::read_request(const std::string& host, Deadline deadline) const
{
    auto text = tools_.read_node_attribute(name("request"), host, deadline);
    return text ? std::move(*text) : "";
}

void ClusterMemory::forget_wishes(const std::string& host, Deadline deadline) const
{
    for (const std::string_view wish : {"accept-loss", "request"}) {
        // What is left over is too old to count at the next move.
        static_cast<void>(tools_.set_private_attribute(name(wish), "", deadline, host));
    }
}

std::optional<model::WriterRecord>
later_of(std::optional<model::WriterRecord> one, std::optional<model::WriterRecord> other)
{
    return !one || (other && other->move > one->move) ? std::move(other) : std::move(one);
}

bool wait_until_idle(Deadline deadline)
{
    const cluster::PacemakerTools tools;
    while (!deadline.passed()) {
        const auto coordinator = tools.read_coordinator(deadline);
        const auto idle = coordinator ? tools.is_idle(*coordinator, deadline) : Result<bool>(false);
        if (idle && *idle) {
            return true;
        }
        ::poll(nullptr, 0, idle_poll_ms);
    }
    return false;
}

} // namespace mmm::mysql
