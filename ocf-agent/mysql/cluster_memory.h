// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What the cluster remembers for the hosts of one database: durably, as attributes of nodes
// in its configuration, and for the time of a move, as private ones.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/result.h"
#include "lib/cluster/pacemaker_tools.h"
#include "lib/model/writer_record.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mmm::mysql {

/// A writer that was closed in good order.
struct Closing {
    model::Transactions had;
    std::int64_t at_ms = 0; ///< since the epoch

    /// Text of to_text(). Errors: malformed_input.
    static Result<Closing> parse(std::string_view text);
    [[nodiscard]] std::string to_text() const;
};

/// Every call runs one tool, some 10 ms. A change in the configuration aborts a transition under
/// way, so that is done when the cluster has nothing else to do, but for a host's departure.
class ClusterMemory {
public:
    explicit ClusterMemory(std::string resource);

    /// The last move that made this host the writer; nothing when none did. Errors: those of the
    /// tools, and malformed_input.
    [[nodiscard]] Result<std::optional<model::WriterRecord>>
    read_record(const std::string& host, Deadline deadline) const;

    /// The last move of all, by the records of these hosts, and by the history of this one where
    /// that goes on behind them. Errors: any of them cannot be read.
    [[nodiscard]] Result<std::optional<model::WriterRecord>>
    read_last_record(const std::vector<std::string>& hosts, Deadline deadline) const;

    [[nodiscard]] Result<> write_record(const model::WriterRecord& record, Deadline deadline) const;

    /// What a host that left had at most when it left; nothing while it is here.
    [[nodiscard]] Result<std::optional<model::Transactions>>
    read_departure(const std::string& host, Deadline deadline) const;
    [[nodiscard]] Result<> write_departure(
        const std::string& host, const model::Transactions& had, Deadline deadline) const;
    [[nodiscard]] Result<> forget_departure(const std::string& host, Deadline deadline) const;

    /// The number of the move since which a host that was absent at it is back; 0 for none.
    [[nodiscard]] Result<std::uint64_t>
    read_return(const std::string& host, Deadline deadline) const;
    [[nodiscard]] Result<>
    write_return(const std::string& host, std::uint64_t move, Deadline deadline) const;

    /// What a host had when it was closed in good order; nothing when it has been started since.
    [[nodiscard]] Result<std::optional<Closing>>
    read_closing(const std::string& host, Deadline deadline) const;
    [[nodiscard]] Result<> write_closing(const Closing& closing, Deadline deadline) const;
    [[nodiscard]] Result<> forget_closing(Deadline deadline) const;

    /// The record as the new writer tells it right when it opens, before it is in the
    /// configuration.
    [[nodiscard]] Result<std::optional<model::WriterRecord>>
    read_opening(const std::string& host, Deadline deadline) const;
    [[nodiscard]] Result<>
    write_opening(const model::WriterRecord& record, Deadline deadline) const;

    /// The history's line about the move that made a host the writer; empty when it is not known.
    [[nodiscard]] std::string read_move(const std::string& host, Deadline deadline) const;
    [[nodiscard]] Result<> write_move(const std::string& line, Deadline deadline) const;

    /// The history's lines about transactions that only one host had, as the hosts tell their last
    /// ones.
    [[nodiscard]] std::vector<std::string> read_losses(Deadline deadline) const;
    [[nodiscard]] Result<>
    write_losses(const std::vector<std::string>& lines, Deadline deadline) const;

    /// Who accepted that the promotion of a host loses something ("by root on M1 at ..."), and who
    /// asked for its promotion; empty when nobody did.
    [[nodiscard]] std::string read_acceptance(const std::string& host, Deadline deadline) const;
    [[nodiscard]] std::string read_request(const std::string& host, Deadline deadline) const;
    void forget_wishes(const std::string& host, Deadline deadline) const;

private:
    [[nodiscard]] std::string name(std::string_view what) const;

    cluster::PacemakerTools tools_;
    std::string resource_;
};

/// The one with the higher number.
std::optional<model::WriterRecord>
later_of(std::optional<model::WriterRecord> one, std::optional<model::WriterRecord> other);

/// Waits until the cluster neither computes nor executes a transition. False at the deadline.
bool wait_until_idle(Deadline deadline);

} // namespace mmm::mysql
