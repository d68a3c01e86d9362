// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// One connection to a MySQL or MariaDB server. The only user of the client library.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/result.h"
#include "lib/db/rows.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace mmm::db {

/// Whether what goes over the network is encrypted. Nothing that goes through a unix socket is.
enum class Tls {
    off,
    if_demanded, ///< with a server that lets nobody in without (require_secure_transport)
    preferred,   ///< with a server that has it, whoever that is
    required
};

/// Where a server listens: a unix socket of this host, or an address and port.
struct Endpoint {
    std::string socket;
    std::string address;
    unsigned port = 3306;
    Tls tls = Tls::off;
    /// File of the certificate authorities that must have signed the server's certificate, which
    /// must name the address; with Tls::required only. Empty: any certificate will do.
    std::string tls_ca = "";
    /// How long one attempt waits for the server to greet, rounded up to seconds.
    std::chrono::milliseconds connect_limit{2000};

    [[nodiscard]] std::string to_text() const;
};

struct Account {
    std::string user;
    std::string password;
};

class Connection {
public:
    /// Connects, within two seconds at most, and logs in. The deadline also bounds every later
    /// statement on this connection (in whole seconds, rounded up: the client library knows no
    /// finer unit). Errors: unreachable, access_denied, timeout; conflict for "too many
    /// connections", which is a living server; refused when TLS is required and the server has
    /// none, or a certificate that will not do.
    static Result<Connection>
    open(const Endpoint& endpoint, const Account& account, Deadline deadline);

    Connection(Connection&& other) noexcept;
    Connection& operator=(Connection&& other) noexcept;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    /// Runs one statement. Errors: query_failed with the server's number and text, access_denied
    /// when a privilege is missing, timeout when the connection was lost or the server is mute.
    Result<Rows> query(const std::string& sql);

    /// Runs one statement whose rows, if any, do not matter.
    Result<> execute(const std::string& sql);

    /// The server's error number of the last failed statement; 0 after success.
    [[nodiscard]] unsigned last_error_number() const;

    /// The text as a quoted SQL string of this connection's character set.
    [[nodiscard]] std::string quoted(std::string_view text) const;

    /// The version the server named in its greeting: "10.11.6-MariaDB-..."
    [[nodiscard]] const std::string& server_version() const;

    /// The connection's socket, for whoever goes on without the client library.
    [[nodiscard]] int socket() const;

private:
    struct Handle;
    explicit Connection(std::unique_ptr<Handle> handle);
    static Result<Connection>
    connect(const Endpoint& endpoint, const Account& account, Deadline deadline);

    std::unique_ptr<Handle> handle_;
};

} // namespace mmm::db
