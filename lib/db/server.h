// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A database server as the agent sees it: what it can be asked and told. Which SQL says so on which
// version is the business of the implementations.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/result.h"
#include "lib/db/connection.h"
#include "lib/model/preflight.h"
#include "lib/model/server_facts.h"

#include <memory>
#include <string>

namespace mmm::db {

/// From where, and as whom, a replica fetches.
struct Source {
    std::string address;
    unsigned port = 3306;
    Account account;
    /// Go on after everything this server executed; otherwise after what its applier executed.
    bool after_own_writes = true;
};

class Server {
public:
    Server() = default;
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    Server(Server&&) = delete;
    Server& operator=(Server&&) = delete;
    virtual ~Server() = default;

    /// Role, positions and replication, in two statements.
    virtual Result<model::ServerFacts> read_facts() = 0;

    /// Completes the facts with what is in the relay log of a link that stands still, which the
    /// server itself knows no more after a restart. Of other links, does nothing. Takes its time
    /// when there is much to apply: not for a monitor. Errors: timeout.
    virtual Result<> read_relay_log(model::ServerFacts& facts, Deadline deadline) = 0;

    /// Settings, privileges and filters that a preflight judges.
    virtual Result<model::ServerSettings> read_settings() = 0;

    virtual Result<> open_for_writes() = 0;

    /// Refuses further writes of ordinary accounts; commits under way end first. Waits at most
    /// lock_wait for statements and locks in the way, then fails with Errc::timeout: nothing
    /// changed.
    virtual Result<> close_for_writes(std::chrono::seconds lock_wait) = 0;

    /// Ends the connections of all clients but replicas and ourselves; returns how many.
    virtual Result<int> end_client_sessions() = 0;

    virtual Result<> start_applier() = 0;
    /// Starts the applier at a place of the relay log of a link that stands still. The link is by
    /// position then; set_source() or forget_source() ends that.
    virtual Result<> apply_relay_log(const model::RelayLogPlace& from) = 0;

    virtual Result<> start_replication() = 0;
    virtual Result<> stop_replication() = 0;

    /// The applier goes on with what has been received.
    virtual Result<> stop_receiver() = 0;

    /// Forgets the source. Replication must be stopped.
    virtual Result<> forget_source() = 0;

    /// Points stopped replication at a source.
    /// Relay log that is not applied yet is dropped by the server: apply it before, or know that
    /// the new source has it.
    virtual Result<> set_source(const Source& source) = 0;

    /// Waits until the applier has executed everything up to the position. False at the deadline,
    /// or when the applier stopped.
    virtual Result<bool>
    wait_until_applied(const model::MariadbPosition& position, Deadline deadline) = 0;
};

/// Logs in and picks the implementation by the version the server names.
/// Errors: those of Connection::open; unsupported for a server this release has no dialect for.
Result<std::unique_ptr<Server>>
connect_server(const Endpoint& endpoint, const Account& account, Deadline deadline);

} // namespace mmm::db
