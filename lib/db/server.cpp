// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/server.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/db/mariadb_server.h"
#include "lib/db/mysql_dialect.h"
#include "lib/db/mysql_server.h"

#include <utility>

namespace mmm::db {

namespace {

/// "10.11.6-MariaDB" -> {10, 11}
std::pair<int, int> series(std::string_view version)
{
    const auto numbers = split(version, ".-");
    const auto number = [&](std::size_t i) {
        return i < numbers.size() ? parse_number<int>(numbers[i]).value_or(0) : 0;
    };
    return {number(0), number(1)};
}

} // namespace

Result<std::unique_ptr<Server>>
connect_server(const Endpoint& endpoint, const Account& account, Deadline deadline)
{
    auto connection = Connection::open(endpoint, account, deadline);
    if (!connection) {
        return std::move(connection).error();
    }
    const auto version = connection->server_version();
    if (version.find("MariaDB") != std::string::npos) {
        if (series(version) >= std::pair{10, 5}) {
            return make_mariadb_server(std::move(*connection));
        }
    } else if (const auto mysql = parse_mysql_version(version);
               mysql && *mysql >= MysqlVersion{5, 6, 0}) {
        return make_mysql_server(std::move(*connection), mysql_dialect(*mysql));
    }
    return Error{
        Errc::unsupported,
        cat("the server at ",
            endpoint.to_text(),
            " is version ",
            version,
            "; this release supports MariaDB 10.5 and later, and MySQL 5.6 and later")};
}

} // namespace mmm::db
