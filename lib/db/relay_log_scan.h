// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What a relay log holds, from the answers of either family to SHOW RELAYLOG EVENTS. Pure.
#pragma once

#include "lib/db/rows.h"
#include "lib/model/server_facts.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mmm::db {

/// Takes the events of the relay log in their order, a part at a time. An event that it has had
/// already is left out: the next part can only be asked for from the last one's last event on.
class RelayLogScan {
public:
    explicit RelayLogScan(model::Transactions executed)
        : executed_(std::move(executed))
    {
    }

    /// Returns the place from which to ask for the next part.
    std::uint64_t add(const std::string& file, const Rows& events);

    /// The file ends in the middle of an event, and with it the transaction that had begun.
    void tear();

    /// The applier has to stop here to apply all that is complete before the first tear.
    [[nodiscard]] const std::optional<model::LogPlace>& tear_place() const { return tear_; }

    /// The transactions that are there in full. One whose end is missing would
    /// keep the applier waiting for ever.
    [[nodiscard]] const model::Transactions& received() const { return received_; }

    /// Where the first one begins that was not executed.
    [[nodiscard]] const std::optional<model::LogPlace>& first_unapplied() const
    {
        return first_unapplied_;
    }

private:
    static bool is_part_of_payload(std::string_view type);
    static bool begins_transaction(std::string_view type);
    void begin_transaction(const model::LogPlace& place, std::string_view info);
    void end_transaction();

    /// A transaction that has begun. One statement outside a transaction has no end of its own.
    struct Open {
        model::LogPlace place;
        model::Transactions transaction;
        bool single_statement = false;
        /// Complete when another one begins. MySQL's always have an end: one without was cut off,
        /// when the connection to the source broke, and comes again.
        bool ends_with_the_next = false;
    };

    void add_event(const model::LogPlace& place, std::string_view type, std::string_view info);
    void add_query(std::string_view statement);

    model::Transactions executed_;
    model::Transactions received_;
    std::optional<model::LogPlace> first_unapplied_;
    std::optional<model::LogPlace> tear_;
    std::optional<Open> open_;
    model::LogPlace last_;
    bool in_payload_ = false;
};

/// The file that comes after "relay.000007": "relay.000008".
std::string next_log_file(const std::string& file);

} // namespace mmm::db
