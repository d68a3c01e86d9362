// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Servers without GTID for tests: what they write, log, relay and execute, and the rows that SHOW
// BINLOG EVENTS and SHOW RELAYLOG EVENTS give of it, in the forms that MySQL 5.6 was seen to give.
#pragma once

#include "lib/base/cat.h"
#include "lib/model/log_relocation.h"

#include <cstdint>
#include <iomanip>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace mmm::model {

/// A transaction, wherever it is logged.
struct TestTransaction {
    int id = 0;
    std::uint32_t server_id = 1; ///< who wrote it
    bool ddl = false;
    /// Each a table map and a row event of so many bytes; all alike in a dull history.
    std::vector<std::uint64_t> rows;

    bool operator==(const TestTransaction&) const = default;
};

inline std::string log_file(const std::string& base, int number)
{
    std::ostringstream out;
    out << base << '.' << std::setw(6) << std::setfill('0') << number;
    return out.str();
}

/// The binary log of a server. A replica logs what it executed with another length of BEGIN and
/// other numbers of tables and transactions.
class TestLog {
public:
    TestLog(std::uint32_t server_id, std::uint64_t length_of_begin)
        : server_id_(server_id)
        , length_of_begin_(length_of_begin)
    {
        start_file();
    }

    void add(const TestTransaction& transaction)
    {
        begins.push_back(end());
        transactions.push_back(transaction);
        const auto by = transaction.server_id;
        if (transaction.ddl) {
            append("Query", by, 91, cat("create database d", transaction.id));
        } else {
            append("Query", by, length_of_begin_, "BEGIN");
            const auto table = cat("table_id: ", 70 + server_id_);
            for (const auto size : transaction.rows) {
                append("Table_map", by, 47, cat(table, " (app.t)"));
                append("Write_rows", by, size, cat(table, " flags: STMT_END_F"));
            }
            append("Xid", by, 31, cat("COMMIT /* xid=", ++xid_ + server_id_, " */"));
        }
        ends.push_back(end());
    }

    /// FLUSH LOGS, or the file is full.
    void rotate()
    {
        const auto next = log_file("binlog", file_ + 1);
        append("Rotate", server_id_, 44, cat(next, ";pos=4"));
        start_file();
    }

    /// The server is killed and started again.
    void crash() { start_file(); }

    [[nodiscard]] LogPlace end() const { return {log_file("binlog", file_), position_}; }

    [[nodiscard]] LogExcerpt excerpt() const
    {
        return {LogKind::binary, server_id_, events, end(), {}, {}};
    }

    /// From a place on, as it is read when the place is known.
    [[nodiscard]] LogExcerpt excerpt_from(const LogPlace& place) const
    {
        auto part = excerpt();
        part.begin = place;
        std::erase_if(part.events, [&](const LogEvent& event) { return event.place < place; });
        return part;
    }

    /// What a replica executes that is pointed there; a place within a transaction breaks it.
    [[nodiscard]] std::vector<TestTransaction> from(const LogPlace& place) const
    {
        std::vector<TestTransaction> found;
        for (std::size_t i = 0; i < transactions.size(); ++i) {
            if (!(begins[i] < place)) {
                found.push_back(transactions[i]);
            }
        }
        return found;
    }

    std::vector<LogEvent> events;
    std::vector<TestTransaction> transactions;
    std::vector<LogPlace> begins;
    std::vector<LogPlace> ends;

private:
    void start_file()
    {
        ++file_;
        position_ = 4;
        append("Format_desc", server_id_, 116, "Server ver: 5.6.24-log, Binlog ver: 4");
    }

    void append(const std::string& type, std::uint32_t by, std::uint64_t size, std::string info)
    {
        const auto place = end();
        position_ += size;
        events.push_back({place, type, by, position_, std::move(info)});
    }

    std::uint32_t server_id_;
    std::uint64_t length_of_begin_;
    int file_ = 0;
    std::uint64_t position_ = 4;
    std::uint32_t xid_ = 7;
};

/// The relay log of a replica. What it wrote itself first it does not receive again.
class TestRelay {
public:
    explicit TestRelay(std::uint32_t server_id)
        : server_id_(server_id)
    {
        start_file();
    }

    /// Connects at a place of the source's log.
    void connect(const LogPlace& place, std::uint32_t source_id)
    {
        source_ = source_id;
        append("Rotate", source_id, 44, 0, cat(place.file, ";pos=", place.position));
        append("Format_desc", source_id, 116, 0, "Server ver: 5.6.24-log, Binlog ver: 4");
        at_ = place;
    }

    /// Receives what the source has from where the receiver stands up to a place. A new file begins
    /// with some likelihood, also within a transaction.
    void receive(const TestLog& source, const LogPlace& until, std::mt19937& random)
    {
        for (const auto& event : source.events) {
            if (event.place < at_ || !(event.place < until)) {
                continue;
            }
            follow_file(event);
            const auto size = event.end_position - event.place.position;
            at_ = {event.place.file, event.end_position};
            if (event.server_id == server_id_) {
                left_out_ = true;
                continue;
            }
            if (std::exchange(left_out_, false)) {
                append("Rotate", 0, 44, 0, cat(event.place.file, ";pos=", event.place.position));
            }
            append(event.type, event.server_id, size, event.end_position, event.info);
            if (event.type == "Rotate") {
                const auto mark = event.info.find(';');
                at_ = {event.info.substr(0, mark), 4};
            }
            if (std::uniform_int_distribution(0, 30)(random) == 0) {
                rotate();
            }
        }
    }

    void rotate()
    {
        append(
            "Rotate", server_id_, 43, position_ + 43, cat(log_file("relay", file_ + 1), ";pos=4"));
        start_file();
        append("Format_desc", source_, 116, 0, "Server ver: 5.6.24-log, Binlog ver: 4");
    }

    [[nodiscard]] LogPlace end() const { return {log_file("relay", file_), position_}; }

    /// The last `files` files, as the applier purges what it has applied. Everything is applied.
    [[nodiscard]] LogExcerpt excerpt(int files) const
    {
        LogExcerpt part{LogKind::relay, server_id_, events, end(), at_, {}};
        const auto first = log_file("relay", std::max(1, file_ - files + 1));
        std::erase_if(part.events, [&](const LogEvent& event) { return event.place.file < first; });
        return part;
    }

    [[nodiscard]] const LogPlace& received() const { return at_; }

    std::vector<LogEvent> events;

private:
    /// The source was killed: its next file begins without a Rotate.
    void follow_file(const LogEvent& event)
    {
        if (event.place.file != at_.file) {
            append("Rotate", source_, 44, 0, cat(event.place.file, ";pos=4"));
        }
    }

    void start_file()
    {
        ++file_;
        position_ = 4;
        append("Format_desc", server_id_, 116, 120, "Server ver: 5.6.24-log, Binlog ver: 4");
    }

    void append(
        const std::string& type,
        std::uint32_t by,
        std::uint64_t size,
        std::uint64_t end_position,
        std::string info)
    {
        events.push_back({end(), type, by, end_position, std::move(info)});
        position_ += size;
    }

    std::uint32_t server_id_;
    std::uint32_t source_ = 0;
    int file_ = 0;
    std::uint64_t position_ = 4;
    LogPlace at_;
    bool left_out_ = false;
};

} // namespace mmm::model
