// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/connection.h"

#include "lib/base/cat.h"

#include <mysql.h>

#include <nss.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace mmm::db {

namespace {

// Server error numbers, from both families' manuals ("Server Error Message Reference"); the
// symbolic names differ between the client libraries.
constexpr unsigned too_many_connections = 1040;
constexpr unsigned access_denied = 1045;
constexpr unsigned database_access_denied = 1044;
constexpr unsigned host_not_privileged = 1130;
constexpr unsigned privilege_missing = 1227;
constexpr unsigned secure_transport_required = 3159; // the same in MariaDB since 10.5
constexpr unsigned client_server_gone = 2006;
constexpr unsigned client_server_lost = 2013;
constexpr unsigned client_tls_failed = 2026;

/// MariaDB 10 greets with "5.5.5-" in front, for the sake of old replicas.
constexpr std::string_view replication_version_hack = "5.5.5-";

unsigned whole_seconds(Deadline deadline)
{
    const auto milliseconds = deadline.remaining().count();
    return static_cast<unsigned>(std::max<long>((milliseconds + 999) / 1000, 1));
}

Errc kind_of(unsigned number)
{
    switch (number) {
    case too_many_connections:
        return Errc::conflict;
    case access_denied:
    case database_access_denied:
    case host_not_privileged:
    case privilege_missing:
        return Errc::access_denied;
    case client_server_gone:
    case client_server_lost:
        return Errc::timeout;
    case secure_transport_required:
    case client_tls_failed:
        return Errc::refused;
    default:
        return number >= 2000 && number < 3000 ? Errc::unreachable : Errc::query_failed;
    }
}

struct ResultCloser {
    void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};

Rows read_rows(MYSQL_RES* result)
{
    const unsigned count = mysql_num_fields(result);
    const MYSQL_FIELD* fields = mysql_fetch_fields(result);
    std::vector<std::string> columns;
    for (unsigned i = 0; i < count; ++i) {
        columns.emplace_back(fields[i].name);
    }
    std::vector<Rows::Row> rows;
    while (MYSQL_ROW row = mysql_fetch_row(result)) {
        const unsigned long* lengths = mysql_fetch_lengths(result);
        auto& values = rows.emplace_back();
        for (unsigned i = 0; i < count; ++i) {
            values.push_back(
                row[i] == nullptr ? std::nullopt
                                  : std::optional<std::string>(std::in_place, row[i], lengths[i]));
        }
    }
    return {std::move(columns), std::move(rows)};
}

#ifdef LIBMYSQL_VERSION_ID // MySQL's library

void set_tls(MYSQL* mysql, Tls tls, const std::string& ca)
{
    unsigned mode = tls == Tls::off ? SSL_MODE_DISABLED : SSL_MODE_PREFERRED;
    if (tls == Tls::required) {
        mode = ca.empty() ? SSL_MODE_REQUIRED : SSL_MODE_VERIFY_IDENTITY;
        mysql_options(mysql, MYSQL_OPT_SSL_CA, ca.empty() ? nullptr : ca.c_str());
    }
    mysql_options(mysql, MYSQL_OPT_SSL_MODE, &mode);
    const bool yes = true; // else caching_sha2_password lets nobody in without TLS
    mysql_options(mysql, MYSQL_OPT_GET_SERVER_PUBLIC_KEY, &yes);
}

#else // MariaDB's, which always asks for the key

void set_tls(MYSQL* mysql, Tls tls, const std::string& ca)
{
    const my_bool wanted = tls != Tls::off;
    const my_bool verified = tls == Tls::required && !ca.empty();
    if (verified) {
        mysql_options(mysql, MYSQL_OPT_SSL_CA, ca.c_str());
    }
    mysql_options(mysql, MYSQL_OPT_SSL_ENFORCE, &wanted);
    mysql_options(mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verified);
}

#endif

/// Once, and before any thread of ours: the library's own initialisation is not thread-safe.
void initialise_library()
{
    static const bool done = [] {
        // The library looks its port up by name, which on Debian means to search some forty places
        // for libnss_db in every monitor; the port is never left to it here.
        __nss_configure_lookup("services", "files");
        return mysql_library_init(0, nullptr, nullptr) == 0;
    }();
    if (!done) {
        std::abort();
    }
}

} // namespace

struct Connection::Handle {
    Handle()
    {
        initialise_library();
        mysql_init(&mysql);
    }

    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    Handle(Handle&&) = delete;
    Handle& operator=(Handle&&) = delete;

    ~Handle() { mysql_close(&mysql); }

    MYSQL mysql{};
    std::string server_version;
};

std::string Endpoint::to_text() const
{
    return socket.empty() ? cat(address, ":", port) : cat("socket \"", socket, "\"");
}

Connection::Connection(std::unique_ptr<Handle> handle)
    : handle_(std::move(handle))
{
}

Connection::Connection(Connection&& other) noexcept = default;
Connection& Connection::operator=(Connection&& other) noexcept = default;
Connection::~Connection() = default;

Result<Connection>
Connection::connect(const Endpoint& endpoint, const Account& account, Deadline deadline)
{
    auto handle = std::make_unique<Handle>();
    MYSQL* mysql = &handle->mysql;
    const unsigned seconds = whole_seconds(deadline);
    const unsigned to_connect = whole_seconds(deadline.within(endpoint.connect_limit));
    mysql_options(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &to_connect);
    mysql_options(mysql, MYSQL_OPT_READ_TIMEOUT, &seconds);
    mysql_options(mysql, MYSQL_OPT_WRITE_TIMEOUT, &seconds);
    const bool local = !endpoint.socket.empty();
    const bool plain = local || endpoint.tls == Tls::if_demanded;
    set_tls(mysql, plain ? Tls::off : endpoint.tls, endpoint.tls_ca);
    if (mysql_real_connect(
            mysql,
            local ? "localhost" : endpoint.address.c_str(),
            account.user.c_str(),
            account.password.c_str(),
            nullptr,
            local ? 0 : endpoint.port,
            local ? endpoint.socket.c_str() : nullptr,
            0) == nullptr) {
        return Error{
            kind_of(mysql_errno(mysql)),
            cat("could not connect to ",
                endpoint.to_text(),
                " as ",
                account.user,
                ": ",
                mysql_error(mysql))};
    }
    std::string_view version = mysql_get_server_info(mysql);
    if (version.starts_with(replication_version_hack)) {
        version.remove_prefix(replication_version_hack.size());
    }
    handle->server_version = version;
    return Connection(std::move(handle));
}

Result<Connection>
Connection::open(const Endpoint& endpoint, const Account& account, Deadline deadline)
{
    auto connection = connect(endpoint, account, deadline);
    const bool over_network = endpoint.socket.empty();
    // Not the other way round: with TLS, MariaDB's library reports "too many connections" as a
    // failure of its own, which looks like a dead server.
    if (!connection && over_network && endpoint.tls == Tls::if_demanded &&
        (connection.error().code == Errc::refused ||
         connection.error().code == Errc::access_denied)) { // an account may demand it as well
        auto secure = endpoint;
        secure.tls = Tls::required;
        auto again = connect(secure, account, deadline);
        return again ? std::move(again) : std::move(connection);
    }
    if (!connection && over_network && endpoint.tls == Tls::preferred &&
        connection.error().code == Errc::refused) {
        // It offers TLS of a kind that this library does not speak any more (MySQL 5.6).
        auto plain = endpoint;
        plain.tls = Tls::off;
        return connect(plain, account, deadline);
    }
    // MariaDB's library goes on in plain text when the server has no TLS, whatever it was told.
    if (connection && over_network && endpoint.tls == Tls::required &&
        mysql_get_ssl_cipher(&connection->handle_->mysql) == nullptr) {
        return Error{
            Errc::refused,
            cat("could not connect to ",
                endpoint.to_text(),
                " as ",
                account.user,
                ": TLS is required, and the server has none; give it a certificate")};
    }
    return connection;
}

Result<Rows> Connection::query(const std::string& sql)
{
    MYSQL* mysql = &handle_->mysql;
    if (mysql_real_query(mysql, sql.data(), sql.size()) != 0) {
        return Error{
            kind_of(mysql_errno(mysql)),
            cat("statement failed: ", mysql_error(mysql), " (error ", mysql_errno(mysql), ")")};
    }
    const std::unique_ptr<MYSQL_RES, ResultCloser> result(mysql_store_result(mysql));
    if (result == nullptr) {
        if (mysql_errno(mysql) != 0) {
            return Error{kind_of(mysql_errno(mysql)), cat("no answer: ", mysql_error(mysql))};
        }
        return Rows{};
    }
    return read_rows(result.get());
}

Result<> Connection::execute(const std::string& sql)
{
    auto rows = query(sql);
    if (!rows) {
        return std::move(rows).error();
    }
    return {};
}

unsigned Connection::last_error_number() const
{
    return mysql_errno(&handle_->mysql);
}

std::string Connection::quoted(std::string_view text) const
{
    std::string escaped(text.size() * 2 + 1, '\0');
    const auto length =
        mysql_real_escape_string(&handle_->mysql, escaped.data(), text.data(), text.size());
    escaped.resize(length);
    return cat("'", escaped, "'");
}

const std::string& Connection::server_version() const
{
    return handle_->server_version;
}

int Connection::socket() const
{
    return static_cast<int>(handle_->mysql.net.fd);
}

} // namespace mmm::db
