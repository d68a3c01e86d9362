// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What a server says of itself at one moment. Plain values; unknown is std::optional.
#pragma once

#include "lib/model/transactions.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace mmm::model {

enum class ServerFamily { mariadb, mysql };

/// State of the thread that fetches events from the source (Slave_IO_Running). A server with a full
/// disk says "running" and waits for room, which counts as a state of its own here. The MIB numbers
/// them so.
enum class Receiver { stopped, connecting, running, waiting_for_room };

/// Where an event begins in a binary or relay log. Places of one server's log are in the order of
/// file number and position; those of different servers have nothing in common.
struct LogPlace {
    std::string file;
    std::uint64_t position = 0;

    [[nodiscard]] bool known() const { return !file.empty(); }

    /// "binlog.000003:1234"
    [[nodiscard]] std::string to_text() const;

    /// Text of to_text(). Errors: malformed_input.
    static Result<LogPlace> parse(std::string_view text);

    bool operator==(const LogPlace&) const = default;
    /// "binlog.1000000" comes after "binlog.999999".
    std::strong_ordering operator<=>(const LogPlace& other) const;
};

/// A configured replication connection, whether its threads run or not.
struct ReplicationLink {
    std::string source_host;
    unsigned source_port = 0;
    /// Who the source is, as far as this replica ever learned it by connecting.
    ServerIdentity source;
    Receiver receiver = Receiver::stopped;
    bool applier_running = false;
    int receiver_errno = 0;
    std::string receiver_error;
    int applier_errno = 0;
    std::string applier_error;
    /// How much later the applier executes what was received, because somebody wants it so
    /// (SQL_Delay); 0: at once.
    std::int64_t delay_seconds = 0;
    /// Seconds_Behind_Master; the server does not know it while a thread stands still.
    std::optional<std::int64_t> lag_seconds;
    bool uses_gtid = false;
    /// What was written to the relay log (Gtid_IO_Pos, Retrieved_Gtid_Set). After a restart the
    /// server may know it no more; Server::read_relay_log() finds it again.
    Transactions received;
    /// In the source's binary log: how far it has been received (Master_Log_File,
    /// Read_Master_Log_Pos), and how far executed (Relay_Master_Log_File, Exec_Master_Log_Pos).
    LogPlace received_place;
    LogPlace executed_place;
    /// How far the applier has read (Relay_Log_File, Relay_Log_Pos).
    LogPlace applier_place;
    /// The relay log itself was looked at: received is what it holds.
    bool relay_log_read = false;
    /// The server could not open its relay log when it started, and neither shows nor applies it
    /// (as after a loss of power, when the file that names the applier's place is older than it).
    bool relay_log_lost = false;
    /// Where the first transaction begins that is not applied, if the relay log was looked at.
    std::optional<LogPlace> first_unapplied;

    /// Both threads are off. MariaDB drops the relay log of a link by GTID as soon as either is
    /// started again.
    [[nodiscard]] bool stands_still() const
    {
        return receiver == Receiver::stopped && !applier_running;
    }

    [[nodiscard]] bool running() const { return receiver == Receiver::running && applier_running; }
};

/// Semi-synchronous replication: a commit waits until a replica has the transaction in its relay
/// log.
struct SemiSync {
    bool available = false;         ///< the server has it (built in, or the plugins are loaded)
    bool source_enabled = false;    ///< commits shall wait
    bool source_active = false;     ///< they do wait at present
    bool after_sync = false;        ///< other clients see a transaction only when a replica has it
    bool replica_enabled = false;   ///< this server acknowledges what it receives
    std::uint64_t timeout_ms = 0;   ///< after which a commit goes on alone
    unsigned replicas = 0;          ///< connected ones that acknowledge
    unsigned waiting = 0;           ///< sessions whose commit waits
    std::uint64_t acknowledged = 0; ///< commits so far that a replica has acknowledged

    bool operator==(const SemiSync&) const = default;
};

struct ServerFacts {
    std::string version;
    ServerFamily family = ServerFamily::mariadb;
    ServerIdentity identity;
    bool read_only = true;
    /// Transactions have global ids; off on MySQL with gtid_mode=OFF, where places in logs are all
    /// there is.
    bool uses_gtid = true;
    /// Everything it has executed, written itself or replicated.
    Transactions executed;
    /// Where the next event goes in its own binary log.
    LogPlace binlog_place;
    std::optional<ReplicationLink> link;
    SemiSync semi_sync;

    /// Everything it holds: executed, or received and still to be applied.
    [[nodiscard]] Transactions held() const
    {
        return link ? executed.merged_with(link->received) : executed;
    }

    /// What it has received and still has to apply.
    [[nodiscard]] Transactions unapplied() const
    {
        return link ? link->received.ahead_of(executed) : Transactions{};
    }
};

} // namespace mmm::model
