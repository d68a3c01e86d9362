// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/binlog_file.h"

#include <cstdint>

namespace mmm::db {

namespace {

constexpr std::string_view magic{"\xfe\x62\x69\x6e", 4};
constexpr std::size_t header_size = 19;
constexpr std::size_t type_at = 4;
constexpr std::size_t server_id_at = 5;
constexpr std::size_t size_at = 9;
constexpr std::size_t flags_at = 17;
constexpr std::uint64_t in_use_flag = 0x1; ///< LOG_EVENT_BINLOG_IN_USE_F
constexpr std::uint64_t mariadb_gtid_event = 162;
constexpr std::size_t gtid_body_size = 12; ///< sequence number, then domain

/// An unsigned number of `size` bytes, the lowest first.
std::uint64_t number_at(std::string_view bytes, std::size_t at, std::size_t size)
{
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < size; ++i) {
        number |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    }
    return number;
}

} // namespace

bool is_in_use(std::string_view binlog)
{
    return binlog.starts_with(magic) && binlog.size() >= magic.size() + header_size &&
           (number_at(binlog, magic.size() + flags_at, 2) & in_use_flag) != 0;
}

std::vector<model::GtidRange> mariadb_transactions_from(std::string_view binlog, std::size_t offset)
{
    std::vector<model::GtidRange> transactions;
    if (!binlog.starts_with(magic)) {
        return transactions;
    }
    std::size_t at = magic.size();
    while (at + header_size <= binlog.size()) {
        const auto size = static_cast<std::size_t>(number_at(binlog, at + size_at, 4));
        if (size < header_size || size > binlog.size() - at) {
            break;
        }
        const bool begins = number_at(binlog, at + type_at, 1) == mariadb_gtid_event &&
                            size >= header_size + gtid_body_size;
        if (begins && at >= offset) {
            const auto sequence = number_at(binlog, at + header_size, 8);
            transactions.push_back(
                {static_cast<std::uint32_t>(number_at(binlog, at + header_size + 8, 4)),
                 static_cast<std::uint32_t>(number_at(binlog, at + server_id_at, 4)),
                 sequence,
                 sequence});
        }
        at += size;
    }
    return transactions;
}

} // namespace mmm::db
