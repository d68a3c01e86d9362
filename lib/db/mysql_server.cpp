// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/mysql_server.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/db/grants.h"
#include "lib/db/log_events.h"
#include "lib/db/mysql_answers.h"
#include "lib/db/mysql_relay_log.h"
#include "lib/db/mysql_semi_sync.h"
#include "lib/db/mysql_source.h"
#include "lib/db/mysql_wait.h"
#include "lib/db/relay_log_reader.h"
#include "lib/db/scheduled_events.h"
#include "lib/db/sessions.h"

#include <algorithm>
#include <utility>

namespace mmm::db {

namespace {

constexpr unsigned lock_wait_timeout = 1205;
constexpr unsigned workers_left_gaps = 1802;

class MysqlServer final : public Server {
public:
    MysqlServer(Connection connection, const MysqlDialect& dialect)
        : connection_(std::move(connection))
        , dialect_(dialect)
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
        model::Durability durability, std::chrono::milliseconds timeout) override
    {
        return db::require_acknowledgement(connection_, dialect_, durability, timeout);
    }

    Result<> stop_acknowledgement() override { return db::stop_acknowledgement(connection_); }

    Result<std::vector<model::ScheduledEvent>> read_scheduled_events() override
    {
        return db::read_scheduled_events(connection_);
    }

    Result<> set_scheduled_event(const model::ScheduledEvent& event, bool enabled) override;

    Result<> run_scheduled_events(bool run) override
    {
        return db::run_scheduled_events(connection_, run);
    }

    Result<std::vector<model::LogEvent>>
    read_log_events(model::LogKind kind, const model::LogPlace& from, std::size_t limit) override
    {
        return db::read_log_events(connection_, kind, from, limit);
    }

    Result<> start_applier() override { return tell("START", " SQL_THREAD"); }

    Result<> apply_relay_log(const model::LogPlace& from) override;

    Result<> start_replication() override { return tell("START"); }

    Result<> stop_replication() override { return tell("STOP"); }

    Result<> stop_receiver() override { return tell("STOP", " IO_THREAD"); }

    Result<> forget_source() override { return tell("RESET", " ALL"); }

    Result<> set_source(const Source& source) override
    {
        return point_at_source(connection_, dialect_, source);
    }

    Result<bool>
    wait_until_applied(const model::Transactions& transactions, Deadline deadline) override
    {
        return wait_for_gtids(connection_, dialect_, transactions.to_text(), deadline);
    }

    Result<bool> wait_until_place_applied(const model::LogPlace& place, Deadline deadline) override
    {
        return wait_for_place(connection_, dialect_, place, deadline);
    }

private:
    /// "START REPLICA SQL_THREAD"
    Result<> tell(std::string_view verb, std::string_view what = "")
    {
        return connection_.execute(cat(verb, " ", dialect_.replica, what));
    }

    Result<bool> is_closed_to_administrators();

    Connection connection_;
    MysqlDialect dialect_;
};

Result<model::ServerFacts> MysqlServer::read_facts()
{
    auto variables = connection_.query(
        "SELECT @@global.server_id AS server_id, @@global.server_uuid AS server_uuid,"
        " @@global.read_only AS read_only, @@global.gtid_mode AS gtid_mode,"
        " @@global.gtid_executed AS gtid_executed");
    if (!variables) {
        return std::move(variables).error().during("reading the server's role and position");
    }
    auto status = connection_.query(std::string(dialect_.show_replica_status));
    if (!status) {
        return std::move(status).error().during("reading the replication status");
    }
    auto binlog = connection_.query(std::string(dialect_.show_binlog_status));
    if (!binlog) {
        return std::move(binlog).error().during("reading the position in the binary log");
    }
    auto semi_sync = read_semi_sync_variables(connection_);
    if (!semi_sync) {
        return std::move(semi_sync).error();
    }
    auto facts = parse_mysql_facts(
        connection_.server_version(), dialect_, {*variables, *status, *binlog, *semi_sync});
    if (facts && facts->semi_sync.source_enabled) {
        auto state = connection_.query("SHOW GLOBAL STATUS LIKE 'Rpl\\_semi\\_sync\\_%'");
        if (!state) {
            return std::move(state).error().during("reading the state of semi-sync");
        }
        parse_mysql_semi_sync_status(*state, facts->semi_sync);
    }
    return facts;
}

Result<> MysqlServer::read_relay_log(model::ServerFacts& facts, Deadline deadline)
{
    auto& link = facts.link;
    if (!facts.uses_gtid || !link || !link->stands_still() || !link->applier_place.known()) {
        return {};
    }
    const auto executed = model::MysqlGtidSet::parse(facts.executed.to_text());
    if (!executed) {
        return Error(executed.error());
    }
    RelayLogScan scan(facts.executed);
    if (auto read =
            scan_mysql_relay_log(connection_, scan, link->applier_place, *executed, deadline);
        !read) {
        return read;
    }
    // Not what the server says: 5.6 counts a transaction whose end never came.
    link->received = scan.received();
    link->first_unapplied = scan.first_unapplied();
    link->relay_log_read = true;
    return {};
}

Result<model::ServerSettings> MysqlServer::read_settings()
{
    auto variables = connection_.query(
        "SHOW GLOBAL VARIABLES WHERE Variable_name IN ("
        "'server_id','log_bin','log_slave_updates','log_replica_updates','gtid_mode',"
        "'enforce_gtid_consistency','binlog_format','sync_binlog',"
        "'innodb_flush_log_at_trx_commit','auto_increment_increment','auto_increment_offset',"
        "'skip_name_resolve','slave_parallel_workers')");
    auto status = connection_.query(std::string(dialect_.show_replica_status));
    if (!variables || !status) {
        return (variables ? std::move(status).error() : std::move(variables).error())
            .during("reading the server's settings");
    }
    model::ServerSettings settings;
    for (std::size_t row = 0; row < variables->size(); ++row) {
        settings.variables[to_lower(variables->text(row, "Variable_name"))] =
            variables->text(row, "Value");
    }
    add_filters(*status, settings.variables);
    if (dialect_.has_filter_table) {
        auto filters =
            connection_.query("SELECT FILTER_NAME AS Variable_name, FILTER_RULE AS Value"
                              " FROM performance_schema.replication_applier_global_filters");
        if (!filters) {
            return std::move(filters).error().during("reading the replication filters");
        }
        for (std::size_t row = 0; row < filters->size(); ++row) {
            settings.variables[to_lower(filters->text(row, "Variable_name"))] =
                filters->text(row, "Value");
        }
    }
    auto privileges = read_privileges(connection_);
    if (!privileges) {
        return std::move(privileges).error();
    }
    settings.privileges = std::move(*privileges);
    return settings;
}

Result<> MysqlServer::open_for_writes()
{
    // Clears super_read_only as well (manual, "read_only").
    auto done = connection_.execute("SET GLOBAL read_only=OFF");
    return done ? std::move(done) : Result<>(std::move(done).error().during("opening for writes"));
}

Result<> MysqlServer::close_for_writes(std::chrono::seconds lock_wait)
{
    auto bounded = connection_.execute(
        cat("SET SESSION lock_wait_timeout=", std::max<long>(lock_wait.count(), 1)));
    if (!bounded) {
        return bounded;
    }
    // super_read_only sets read_only as well.
    auto done = connection_.execute(
        cat("SET GLOBAL ", dialect_.has_super_read_only ? "super_read_only" : "read_only", "=ON"));
    if (!done && connection_.last_error_number() == lock_wait_timeout) {
        return Error{
            Errc::timeout, "statements or table locks of clients stand in the way of read_only"};
    }
    return done;
}

Result<bool> MysqlServer::is_closed_to_administrators()
{
    if (!dialect_.has_super_read_only) {
        return false;
    }
    auto rows = connection_.query("SELECT @@global.super_read_only AS closed");
    if (!rows) {
        return std::move(rows).error().during("reading super_read_only");
    }
    return rows->text(0, "closed") == "1";
}

Result<> MysqlServer::set_scheduled_event(const model::ScheduledEvent& event, bool enabled)
{
    const auto closed = is_closed_to_administrators();
    if (!closed) {
        return Error(closed.error());
    }
    if (!*closed) {
        return db::set_scheduled_event(connection_, event, enabled);
    }
    // super_read_only stops even us; read_only goes on keeping clients out.
    if (auto eased = connection_.execute("SET GLOBAL super_read_only=OFF"); !eased) {
        return std::move(eased).error().during("changing an event of a closed server");
    }
    auto done = db::set_scheduled_event(connection_, event, enabled);
    auto closed_again = connection_.execute("SET GLOBAL super_read_only=ON");
    return done ? std::move(closed_again) : std::move(done);
}

Result<> MysqlServer::apply_relay_log(const model::LogPlace& from)
{
    auto placed = connection_.execute(
        cat(dialect_.change_source,
            " ",
            dialect_.source_option,
            "AUTO_POSITION=0, ",
            dialect_.source_option,
            "DELAY=0, RELAY_LOG_FILE=",
            connection_.quoted(from.file),
            ", RELAY_LOG_POS=",
            from.position));
    // After a crash 5.6 and 5.7 let parallel workers fill the gaps between them before anything is
    // changed; the applier does so, and goes on, from the place it kept.
    const bool has_gaps = connection_.last_error_number() == workers_left_gaps;
    if (!placed && !has_gaps) {
        return placed;
    }
    const auto until = has_gaps ? "" : until_tear(connection_, from);
    return tell("START", cat(" SQL_THREAD", until));
}

} // namespace

std::unique_ptr<Server> make_mysql_server(Connection connection, const MysqlDialect& dialect)
{
    return std::make_unique<MysqlServer>(std::move(connection), dialect);
}

} // namespace mmm::db
