// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/mariadb_server.h"

#include "lib/base/cat.h"
#include "lib/db/grants.h"
#include "lib/db/log_events.h"
#include "lib/db/mariadb_answers.h"
#include "lib/db/relay_log_reader.h"
#include "lib/db/scheduled_events.h"
#include "lib/db/sessions.h"
#include "lib/model/writer_plans.h"

#include <algorithm>
#include <utility>

namespace mmm::db {

namespace {

constexpr unsigned lock_wait_timeout = 1205;
/// Some 49 days, the longest that every version takes.
constexpr auto never_ms = static_cast<std::int64_t>(model::acknowledgement_forever_ms);
constexpr std::chrono::milliseconds applier_check_interval{500};

class MariadbServer final : public Server {
public:
    explicit MariadbServer(Connection connection)
        : connection_(std::move(connection))
    {
    }

    Result<model::ServerFacts> read_facts() override;
    Result<> read_relay_log(model::ServerFacts& facts, Deadline deadline) override;
    Result<model::ServerSettings> read_settings() override;

    Result<BinaryLog> read_binary_log() override { return db::read_binary_log(connection_); }

    Result<> ask_for_log_end() override
    {
        return connection_.execute(std::string(log_end_statement(connection_.server_version())));
    }

    Result<> open_for_writes() override;
    Result<> close_for_writes(std::chrono::seconds lock_wait) override;

    Result<int> end_client_sessions() override { return db::end_client_sessions(connection_); }

    Result<std::vector<model::Blocker>> read_blockers() override
    {
        return db::read_blockers(connection_);
    }

    Result<> require_acknowledgement(
        model::Durability durability, std::chrono::milliseconds timeout) override;
    Result<> stop_acknowledgement() override;

    Result<std::vector<model::ScheduledEvent>> read_scheduled_events() override
    {
        return db::read_scheduled_events(connection_);
    }

    Result<> set_scheduled_event(const model::ScheduledEvent& event, bool enabled) override
    {
        return db::set_scheduled_event(connection_, event, enabled);
    }

    Result<> run_scheduled_events(bool run) override
    {
        return db::run_scheduled_events(connection_, run);
    }

    Result<std::vector<model::LogEvent>>
    read_log_events(model::LogKind kind, const model::LogPlace& from, std::size_t limit) override
    {
        return db::read_log_events(connection_, kind, from, limit);
    }

    Result<> start_applier() override;
    Result<> apply_relay_log(const model::LogPlace& from) override;
    Result<> start_replication() override;
    Result<> stop_replication() override;
    Result<> stop_receiver() override;
    Result<> forget_source() override;
    Result<> set_source(const Source& source) override;
    Result<bool>
    wait_until_applied(const model::Transactions& transactions, Deadline deadline) override;
    Result<bool> wait_until_place_applied(const model::LogPlace& place, Deadline deadline) override;

private:
    Result<> set_position(const Source& source);
    Result<bool>
    wait_for_slice(const model::Transactions& transactions, std::chrono::milliseconds slice);
    Result<bool> is_applying();

    Connection connection_;
};

Result<model::ServerFacts> MariadbServer::read_facts()
{
    auto rows = connection_.query(
        "SELECT @@global.server_id AS server_id, @@global.read_only AS read_only,"
        " @@global.gtid_binlog_pos AS gtid_binlog_pos, @@global.gtid_slave_pos AS gtid_slave_pos,"
        " @@global.gtid_binlog_state AS gtid_binlog_state,"
        " @@global.rpl_semi_sync_master_enabled AS semi_sync_source,"
        " @@global.rpl_semi_sync_master_wait_point AS semi_sync_wait_point,"
        " @@global.rpl_semi_sync_master_timeout AS semi_sync_timeout,"
        " @@global.rpl_semi_sync_slave_enabled AS semi_sync_replica");
    if (!rows) {
        return std::move(rows).error().during("reading the server's role and position");
    }
    auto status = connection_.query("SHOW SLAVE STATUS");
    if (!status) {
        return std::move(status).error().during("reading the replication status");
    }
    auto facts = parse_facts(connection_.server_version(), *rows, *status);
    if (facts && facts->semi_sync.source_enabled) {
        auto semi_sync = connection_.query("SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_master%'");
        if (!semi_sync) {
            return std::move(semi_sync).error().during("reading the state of semi-sync");
        }
        parse_semi_sync_status(*semi_sync, facts->semi_sync);
    }
    return facts;
}

Result<> MariadbServer::read_relay_log(model::ServerFacts& facts, Deadline deadline)
{
    auto& link = facts.link;
    if (!link || !link->stands_still() || link->applier_place.file.empty()) {
        return {};
    }
    auto oldest = oldest_relay_log(connection_);
    if (!oldest) {
        return std::move(oldest).error();
    }
    link->relay_log_lost = oldest->empty();
    if (link->relay_log_lost) {
        return {};
    }
    RelayLogScan scan(facts.executed);
    const bool is_applied_from = *oldest == link->applier_place.file;
    const auto from =
        is_applied_from ? link->applier_place : model::LogPlace{*oldest, first_event_position};
    if (auto read = scan_relay_log(connection_, scan, from, deadline); !read) {
        return read;
    }
    link->received = link->received.merged_with(scan.received());
    link->first_unapplied = scan.first_unapplied();
    link->relay_log_read = true;
    return {};
}

Result<model::ServerSettings> MariadbServer::read_settings()
{
    auto variables = connection_.query(
        "SELECT LOWER(VARIABLE_NAME) AS name, VARIABLE_VALUE AS value"
        " FROM information_schema.GLOBAL_VARIABLES WHERE VARIABLE_NAME IN ("
        "'server_id','log_bin','log_slave_updates','gtid_strict_mode','binlog_format',"
        "'sync_binlog','innodb_flush_log_at_trx_commit','auto_increment_increment',"
        "'auto_increment_offset','skip_name_resolve','replicate_do_db','replicate_ignore_db',"
        "'replicate_do_table','replicate_ignore_table','replicate_wild_do_table',"
        "'replicate_wild_ignore_table')");
    if (!variables) {
        return std::move(variables).error().during("reading the server's settings");
    }
    model::ServerSettings settings;
    for (std::size_t row = 0; row < variables->size(); ++row) {
        settings.variables[variables->text(row, "name")] = variables->text(row, "value");
    }
    auto privileges = read_privileges(connection_);
    if (!privileges) {
        return std::move(privileges).error();
    }
    settings.privileges = std::move(*privileges);
    return settings;
}

Result<> MariadbServer::open_for_writes()
{
    auto done = connection_.execute("SET GLOBAL read_only=OFF");
    return done ? std::move(done) : Result<>(std::move(done).error().during("opening for writes"));
}

Result<> MariadbServer::close_for_writes(std::chrono::seconds lock_wait)
{
    auto bounded = connection_.execute(
        cat("SET SESSION lock_wait_timeout=", std::max<long>(lock_wait.count(), 1)));
    if (!bounded) {
        return bounded;
    }
    auto done = connection_.execute("SET GLOBAL read_only=ON");
    if (!done && connection_.last_error_number() == lock_wait_timeout) {
        return Error{
            Errc::timeout, "statements or table locks of clients stand in the way of read_only"};
    }
    return done;
}

Result<> MariadbServer::require_acknowledgement(
    model::Durability durability, std::chrono::milliseconds timeout)
{
    const bool lossless = durability == model::Durability::lossless;
    for (const auto& setting :
         {std::string("rpl_semi_sync_master_wait_point='AFTER_SYNC'"),
          cat("rpl_semi_sync_master_timeout=", lossless ? never_ms : timeout.count()),
          cat("rpl_semi_sync_master_wait_no_slave=", lossless ? "ON" : "OFF"),
          std::string("rpl_semi_sync_master_enabled=ON")}) {
        if (auto set = connection_.execute(cat("SET GLOBAL ", setting)); !set) {
            return std::move(set).error().during("making commits wait for a replica");
        }
    }
    return {};
}

Result<> MariadbServer::stop_acknowledgement()
{
    return connection_.execute("SET GLOBAL rpl_semi_sync_master_enabled=OFF");
}

Result<> MariadbServer::start_applier()
{
    return connection_.execute("START SLAVE SQL_THREAD");
}

Result<> MariadbServer::apply_relay_log(const model::LogPlace& from)
{
    // With MASTER_USE_GTID=slave_pos the server would drop the relay log and ask its source for
    // the same again, which may be dead. A place in the source's log must be named with it: after a
    // crash the server may know none, and a parallel applier that compares places then crashes it
    // (seen on 10.11.19). Nothing goes on from there: by position only the applier is started.
    auto placed = connection_.execute(
        cat("CHANGE MASTER TO MASTER_USE_GTID=no, MASTER_DELAY=0, MASTER_LOG_FILE='unknown.000000',"
            " MASTER_LOG_POS=4, RELAY_LOG_FILE=",
            connection_.quoted(from.file),
            ", RELAY_LOG_POS=",
            from.position));
    if (!placed) {
        return placed;
    }
    return connection_.execute(cat("START SLAVE SQL_THREAD", until_tear(connection_, from)));
}

Result<> MariadbServer::start_replication()
{
    return connection_.execute("START SLAVE");
}

Result<> MariadbServer::stop_replication()
{
    return connection_.execute("STOP SLAVE");
}

Result<> MariadbServer::stop_receiver()
{
    return connection_.execute("STOP SLAVE IO_THREAD");
}

Result<> MariadbServer::forget_source()
{
    return connection_.execute("RESET SLAVE ALL");
}

Result<> MariadbServer::set_position(const Source& source)
{
    // The log's state last: the writer's own transactions are in it before they can come back.
    auto positions = connection_.query(
        "SELECT @@global.server_id AS server_id, @@global.gtid_binlog_pos AS gtid_binlog_pos,"
        " @@global.gtid_slave_pos AS gtid_slave_pos,"
        " @@global.gtid_binlog_state AS gtid_binlog_state");
    auto corrected = positions ? corrected_position(*positions)
                               : Result<std::optional<std::string>>(std::move(positions).error());
    if (!corrected) {
        return std::move(corrected).error();
    }
    if (*corrected) {
        return connection_.execute(
            cat("SET GLOBAL gtid_slave_pos=", connection_.quoted(**corrected)));
    }
    // What a former writer wrote itself is in its binary log, but not in gtid_slave_pos, from where
    // a replica asks its source to go on; gtid_current_pos is the later of both, per domain
    // (MariaDB KB, "gtid_current_pos").
    return source.after_own_writes
               ? connection_.execute("SET GLOBAL gtid_slave_pos=@@global.gtid_current_pos")
               : Result<>();
}

Result<> MariadbServer::set_source(const Source& source)
{
    if (auto set = set_position(source); !set) {
        return std::move(set).error().during("setting the position to go on from");
    }
    // Before the receiver starts: it tells its source then whether it acknowledges.
    if (auto acknowledging = connection_.execute("SET GLOBAL rpl_semi_sync_slave_enabled=ON");
        !acknowledging) {
        return std::move(acknowledging).error().during("acknowledging what is received");
    }
    auto changed = connection_.execute(
        cat("CHANGE MASTER TO MASTER_HOST=",
            connection_.quoted(source.address),
            ", MASTER_PORT=",
            source.port,
            ", MASTER_USER=",
            connection_.quoted(source.account.user),
            ", MASTER_PASSWORD=",
            connection_.quoted(source.account.password),
            ", MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=1, MASTER_HEARTBEAT_PERIOD=1",
            source.at_once ? ", MASTER_DELAY=0" : ""));
    return changed ? std::move(changed)
                   : Result<>(std::move(changed).error().during(
                         cat("pointing replication at ", source.address)));
}

Result<bool> MariadbServer::wait_for_slice(
    const model::Transactions& transactions, std::chrono::milliseconds slice)
{
    const auto thousandths = std::to_string(1000 + slice.count() % 1000).substr(1);
    auto rows = connection_.query(
        cat("SELECT MASTER_GTID_WAIT(",
            connection_.quoted(transactions.to_text()),
            ", ",
            slice.count() / 1000,
            ".",
            thousandths,
            ") AS waited"));
    if (!rows) {
        return std::move(rows).error().during(
            cat("waiting until ", transactions.to_text(), " is applied"));
    }
    return rows->text(0, "waited") == "0";
}

Result<bool> MariadbServer::is_applying()
{
    auto status = connection_.query("SHOW SLAVE STATUS");
    if (!status) {
        return std::move(status).error().during("reading the replication status");
    }
    return !status->empty() && status->text(0, "Slave_SQL_Running") == "Yes";
}

Result<bool>
MariadbServer::wait_until_applied(const model::Transactions& transactions, Deadline deadline)
{
    for (;;) {
        // MASTER_GTID_WAIT does not notice when the applier stops, so it gets the time in slices.
        const auto slice = std::min(deadline.remaining(), applier_check_interval);
        auto applied = wait_for_slice(transactions, slice);
        if (!applied || *applied || deadline.passed()) {
            return applied;
        }
        auto applying = is_applying();
        if (!applying || !*applying) {
            return applying;
        }
    }
}

Result<bool> MariadbServer::wait_until_place_applied(const model::LogPlace& place, Deadline)
{
    return Error{
        Errc::unsupported,
        cat("could not wait for ", place.to_text(), ": on MariaDB replication goes by GTID")};
}

} // namespace

std::unique_ptr<Server> make_mariadb_server(Connection connection)
{
    return std::make_unique<MariadbServer>(std::move(connection));
}

} // namespace mmm::db
