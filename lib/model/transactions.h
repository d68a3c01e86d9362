// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Which transactions a server has, in the terms of its family. Pure.
#pragma once

#include "lib/base/result.h"
#include "lib/model/mariadb_gtid.h"
#include "lib/model/mysql_gtid.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace mmm::model {

/// Who a server is in its own transactions: MariaDB marks them with the server_id, MySQL with the
/// server_uuid.
struct ServerIdentity {
    std::uint32_t server_id = 0;
    std::string uuid; ///< empty on MariaDB

    bool operator==(const ServerIdentity&) const = default;
};

/// What a MariaDB server has: how far it got in each domain, and who wrote what.
struct MariadbHistory {
    MariadbPosition position;
    MariadbState state;

    bool operator==(const MariadbHistory&) const = default;
};

/// Transactions of one server: those it executed, holds, or is to reach. Those of different
/// families have nothing in common; without GTID there are none.
class Transactions {
public:
    Transactions() = default;
    explicit Transactions(MariadbHistory history);
    explicit Transactions(MysqlGtidSet set);

    /// Everything up to a position of a MariaDB server.
    static Transactions up_to(const MariadbPosition& position);

    /// Text of to_text(), of either family. Errors: malformed_input.
    static Result<Transactions> parse(std::string_view text);

    /// MariaDB's position or MySQL's set, as the servers' functions take it.
    [[nodiscard]] std::string to_text() const;

    [[nodiscard]] bool empty() const;

    /// A server with these has got to where `other` is.
    [[nodiscard]] bool covers(const Transactions& other) const;

    /// What either has.
    [[nodiscard]] Transactions merged_with(const Transactions& other) const;

    /// What a server with `other` still has to wait for to get to these. (It waits for its applier
    /// only; its own writes never come that way.)
    [[nodiscard]] Transactions ahead_of(const Transactions& other) const;

    /// How many transactions `other` is ahead.
    [[nodiscard]] std::uint64_t missing_up_to(const Transactions& other) const;

    /// What these have and `other` has not, as text; empty when there is nothing. Unlike covers(),
    /// this tells apart two transactions of different MariaDB servers with the same number.
    [[nodiscard]] std::string beyond(const Transactions& other) const;

    /// How many those are.
    [[nodiscard]] std::uint64_t count_beyond(const Transactions& other) const;

    /// What `other` has of the numbers that these have passed by: a MariaDB replica goes on after
    /// the last one of each domain, so nothing brings them any more. MySQL's sets have no order,
    /// and whatever is missing is fetched. Empty when there is nothing.
    [[nodiscard]] std::string passed_by(const Transactions& other) const;

    [[nodiscard]] bool within(const Transactions& other) const { return beyond(other).empty(); }

    /// There is something beyond `other`, and that server wrote all of it.
    [[nodiscard]] bool
    beyond_is_written_by(const ServerIdentity& server, const Transactions& other) const;

    bool operator==(const Transactions&) const = default;

private:
    std::variant<std::monostate, MariadbHistory, MysqlGtidSet> value_;
};

} // namespace mmm::model
