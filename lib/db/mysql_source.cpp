// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/mysql_source.h"

#include "lib/base/cat.h"
#include "lib/db/mysql_answers.h"
#include "lib/db/mysql_semi_sync.h"
#include "lib/db/mysql_wait.h"

#include <utility>
#include <vector>

namespace mmm::db {

namespace {

/// ER_MTS_CHANGE_MASTER_CANT_RUN_WITH_GAPS: 5.6 and 5.7 after a crash with parallel workers.
constexpr unsigned workers_left_gaps = 1802;
constexpr std::chrono::seconds gaps_limit{30};

/// All hosts are taken to be set up alike: what this server offers, its source does. The receiver
/// itself cannot prefer TLS, only demand it.
Result<bool> offers_tls(Connection& connection)
{
    auto status = connection.query("SHOW GLOBAL STATUS LIKE 'Ssl\\_server\\_not\\_after'");
    if (!status) {
        return std::move(status).error().during("looking for TLS");
    }
    return !variable_value(*status, "Ssl_server_not_after").empty();
}

Result<bool> uses_gtid(Connection& connection)
{
    auto mode = connection.query("SELECT @@global.gtid_mode AS gtid_mode");
    if (!mode) {
        return std::move(mode).error().during("reading gtid_mode");
    }
    return mode->text(0, "gtid_mode") == "ON";
}

/// Lets the applier execute what parallel workers left out between them when they were killed.
Result<> fill_gaps(Connection& connection, const MysqlDialect& dialect)
{
    auto started =
        connection.execute(cat("START ", dialect.replica, " SQL_THREAD UNTIL SQL_AFTER_MTS_GAPS"));
    if (!started) {
        return std::move(started).error().during("filling the gaps of the applier");
    }
    auto stopped = wait_until_applier_stops(connection, dialect, Deadline::after(gaps_limit));
    if (!stopped) {
        return std::move(stopped).error();
    }
    return *stopped ? Result<>()
                    : Result<>(Error{Errc::timeout, "the applier did not fill its gaps in time"});
}

} // namespace

std::string change_source_statement(const MysqlDialect& dialect, const SourceOptions& options)
{
    std::vector<std::string> list;
    const auto add = [&](std::string_view name, std::string_view value) {
        list.push_back(cat(dialect.source_option, name, "=", value));
    };
    add("HOST", options.address);
    add("PORT", std::to_string(options.port));
    add("USER", options.user);
    add("PASSWORD", options.password);
    add("CONNECT_RETRY", "1");
    add("RETRY_COUNT", "0");
    add("HEARTBEAT_PERIOD", "1");
    if (options.at_once) {
        add("DELAY", "0");
    }
    add("BIND", "''");
    add("SSL", options.tls ? "1" : "0");
    add("SSL_VERIFY_SERVER_CERT", "0");
    for (const std::string_view file :
         {"CA", "CAPATH", "CERT", "KEY", "CIPHER", "CRL", "CRLPATH"}) {
        add(cat("SSL_", file), "''");
    }
    if (dialect.has_public_key_option) {
        // Else caching_sha2_password lets nobody in without TLS.
        list.push_back(
            dialect.source_option == "SOURCE_" ? "GET_SOURCE_PUBLIC_KEY=1"
                                               : "GET_MASTER_PUBLIC_KEY=1");
    }
    list.push_back("IGNORE_SERVER_IDS=()");
    if (options.log_file.empty()) {
        add("AUTO_POSITION", "1");
    } else {
        add("AUTO_POSITION", "0");
        add("LOG_FILE", options.log_file);
        add("LOG_POS", std::to_string(options.log_position));
    }
    return cat(dialect.change_source, " ", join(list, ", "));
}

Result<> point_at_source(Connection& connection, const MysqlDialect& dialect, const Source& source)
{
    const auto by_gtid = uses_gtid(connection);
    if (!by_gtid) {
        return Error(by_gtid.error());
    }
    if (!*by_gtid && !source.place) {
        return Error{
            Errc::refused,
            cat("without GTID a place in the binary log of ",
                source.address,
                " is needed to go on from; point replication at it by hand, or set gtid_mode=ON "
                "on all hosts")};
    }
    const auto tls = offers_tls(connection);
    if (!tls) {
        return Error(tls.error());
    }
    if (auto acknowledging = acknowledge_received(connection); !acknowledging) {
        return acknowledging;
    }
    SourceOptions options{
        connection.quoted(source.address),
        source.port,
        connection.quoted(source.account.user),
        connection.quoted(source.account.password),
        *tls,
        source.at_once};
    if (!*by_gtid) {
        options.log_file = connection.quoted(source.place->file);
        options.log_position = source.place->position;
    }
    const auto statement = change_source_statement(dialect, options);
    auto changed = connection.execute(statement);
    if (!changed && connection.last_error_number() == workers_left_gaps) {
        auto filled = fill_gaps(connection, dialect);
        changed = filled ? connection.execute(statement) : std::move(filled);
    }
    return changed ? std::move(changed)
                   : Result<>(std::move(changed).error().during(
                         cat("pointing replication at ", source.address)));
}

} // namespace mmm::db
