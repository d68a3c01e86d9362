// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A database server as the agent sees it: what it can be asked and told. Which SQL says so on which
// version is the business of the implementations.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/result.h"
#include "lib/db/connection.h"
#include "lib/model/durability.h"
#include "lib/model/preflight.h"
#include "lib/model/server_activity.h"
#include "lib/model/server_facts.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mmm::db {

/// From where, and as whom, a replica fetches.
struct Source {
    std::string address;
    unsigned port = 3306;
    Account account;
    /// Go on after everything this server executed; otherwise after what its applier executed.
    bool after_own_writes = true;
    /// Without GTID: the place in the source's binary log to go on from.
    std::optional<model::LogPlace> place = std::nullopt;
    /// Applies what is received at once; else with the delay that is set.
    bool at_once = false;
};

/// Where the binary log is, and whether every commit in it outlasts a crash of the host.
struct BinaryLog {
    std::string base;    ///< path of its files without their numbers (@@log_bin_basename)
    bool synced = false; ///< sync_binlog and innodb_flush_log_at_trx_commit are 1
};

class Server {
public:
    Server() = default;
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    Server(Server&&) = delete;
    Server& operator=(Server&&) = delete;
    virtual ~Server() = default;

    /// Role, positions, replication and semi-sync, in few statements: a monitor asks it.
    virtual Result<model::ServerFacts> read_facts() = 0;

    /// Completes the facts with what is in the relay log of a link that stands still, which the
    /// server itself knows no more after a restart. Of other links, does nothing. Takes its time
    /// when there is much to apply: not for a monitor. Errors: timeout.
    virtual Result<> read_relay_log(model::ServerFacts& facts, Deadline deadline) = 0;

    /// Settings, privileges and filters that a preflight judges.
    virtual Result<model::ServerSettings> read_settings() = 0;

    virtual Result<BinaryLog> read_binary_log() = 0;

    /// Asks where the binary log ends, for the sake of an answer: none comes while a write to the
    /// log waits (log_end_statement()). Errors: timeout.
    virtual Result<> ask_for_log_end() = 0;

    virtual Result<> open_for_writes() = 0;

    /// Refuses further writes of ordinary accounts; commits under way end first. Waits at most
    /// lock_wait for statements and locks in the way, then fails with Errc::timeout: nothing
    /// changed.
    virtual Result<> close_for_writes(std::chrono::seconds lock_wait) = 0;

    /// Ends the connections of all clients, administrators included, but replicas and ourselves;
    /// returns how many.
    virtual Result<int> end_client_sessions() = 0;

    /// Clients' work that holds up close_for_writes(), or that it would end.
    virtual Result<std::vector<model::Blocker>> read_blockers() = 0;

    /// From now on a commit waits until a replica has it: with Durability::lossless for ever, else
    /// for the time-out. Errors: unsupported when the server has no semi-synchronous replication.
    virtual Result<>
    require_acknowledgement(model::Durability durability, std::chrono::milliseconds timeout) = 0;

    /// Commits do not wait any more; those that wait now go on. Closed servers only: it would
    /// acknowledge what no replica has.
    virtual Result<> stop_acknowledgement() = 0;

    virtual Result<std::vector<model::ScheduledEvent>> read_scheduled_events() = 0;

    /// Enables or disables one event on this server only, not through the binary log, and keeps its
    /// definer.
    virtual Result<> set_scheduled_event(const model::ScheduledEvent& event, bool enabled) = 0;

    /// Starts or stops the event scheduler.
    virtual Result<> run_scheduled_events(bool run) = 0;

    /// At most `limit` events of a log from a place on. Errors: refused for a place that is no
    /// event's beginning; conflict when there is no such file.
    virtual Result<std::vector<model::LogEvent>>
    read_log_events(model::LogKind kind, const model::LogPlace& from, std::size_t limit) = 0;

    virtual Result<> start_applier() = 0;
    /// Starts the applier at a place of the relay log of a link that stands still. The link is by
    /// position then; set_source() or forget_source() ends that.
    virtual Result<> apply_relay_log(const model::LogPlace& from) = 0;

    virtual Result<> start_replication() = 0;
    virtual Result<> stop_replication() = 0;

    /// The applier goes on with what has been received.
    virtual Result<> stop_receiver() = 0;

    /// Forgets the source. Replication must be stopped.
    virtual Result<> forget_source() = 0;

    /// Points stopped replication at a source, with TLS where the server has it, and acknowledges
    /// what it receives where the server can (semi-sync).
    /// Relay log that is not applied yet is dropped by the server: apply it before, or know that
    /// the new source has it.
    virtual Result<> set_source(const Source& source) = 0;

    /// Waits until the applier has executed everything up to the position. False at the deadline,
    /// or when the applier stopped.
    virtual Result<bool>
    wait_until_applied(const model::Transactions& transactions, Deadline deadline) = 0;

    /// The same without GTID, for a place in the source's binary log.
    virtual Result<bool>
    wait_until_place_applied(const model::LogPlace& place, Deadline deadline) = 0;
};

/// Logs in and picks the implementation by the version the server names.
/// Errors: those of Connection::open; unsupported for a server this release has no dialect for.
Result<std::unique_ptr<Server>>
connect_server(const Endpoint& endpoint, const Account& account, Deadline deadline);

} // namespace mmm::db
