// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What a server says of itself at one moment. Plain values; unknown is std::optional.
#pragma once

#include "lib/model/mariadb_gtid.h"

#include <cstdint>
#include <optional>
#include <string>

namespace mmm::model {

/// State of the thread that fetches events from the source (Slave_IO_Running).
enum class Receiver { stopped, connecting, running };

/// Where an event begins in a server's relay log.
struct RelayLogPlace {
    std::string file;
    std::uint64_t position = 0;

    bool operator==(const RelayLogPlace&) const = default;
};

/// A configured replication connection, whether its threads run or not.
struct ReplicationLink {
    std::string source_host;
    unsigned source_port = 0;
    Receiver receiver = Receiver::stopped;
    bool applier_running = false;
    int receiver_errno = 0;
    std::string receiver_error;
    int applier_errno = 0;
    std::string applier_error;
    /// Seconds_Behind_Master; the server does not know it while a thread stands still.
    std::optional<std::int64_t> lag_seconds;
    bool uses_gtid = false;
    /// Gtid_IO_Pos: the last transaction written to the relay log. After a restart the server knows
    /// it no more; Server::read_relay_log() finds it again.
    MariadbPosition received;
    /// How far the applier has read (Relay_Log_File, Relay_Log_Pos).
    RelayLogPlace applier_place;
    /// The relay log itself was looked at: received is what it holds.
    bool relay_log_read = false;
    /// Where the first transaction begins that is not applied, if the relay log was looked at.
    std::optional<RelayLogPlace> first_unapplied;

    /// Both threads are off. MariaDB drops the relay log of a link by GTID as soon as either is
    /// started again.
    [[nodiscard]] bool stands_still() const
    {
        return receiver == Receiver::stopped && !applier_running;
    }

    [[nodiscard]] bool running() const { return receiver == Receiver::running && applier_running; }
};

struct ServerFacts {
    std::string version;
    std::uint32_t server_id = 0;
    bool read_only = true;
    MariadbPosition binlog_position; ///< @@gtid_binlog_pos: last transaction it logged
    MariadbPosition slave_position;  ///< @@gtid_slave_pos: last transaction its applier executed
    MariadbState binlog_state;       ///< @@gtid_binlog_state: everything it ever logged
    std::optional<ReplicationLink> link;

    /// Everything it has executed, written itself or replicated.
    [[nodiscard]] MariadbPosition executed() const
    {
        return binlog_position.merged_with(slave_position);
    }

    /// Everything it holds: executed, or received and still to be applied.
    [[nodiscard]] MariadbPosition held() const
    {
        return link ? executed().merged_with(link->received) : executed();
    }

    /// What it has received and still has to apply.
    [[nodiscard]] MariadbPosition unapplied() const
    {
        return link ? link->received.ahead_of(executed()) : MariadbPosition{};
    }

    /// Each transaction it has executed, as far as it knows: unlike a position, this tells apart
    /// two transactions of different servers with the same number.
    [[nodiscard]] MariadbState history() const { return binlog_state.with(slave_position); }

    /// The same with what it has received and still has to apply.
    [[nodiscard]] MariadbState held_history() const
    {
        return link ? history().with(link->received) : history();
    }
};

} // namespace mmm::model
