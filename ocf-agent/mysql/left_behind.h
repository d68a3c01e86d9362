// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Frees a server that greets nobody because of a replica that came back.
//
// A replica that was cut off and logs in anew makes MariaDB end the sender of its former
// connection. Since 10.11 that waits, with the lock that every new connection needs, until the
// former connection (or another replica that acknowledges) stirs
// (Ack_receiver::remove_slave in sql/semisync_master_ack_receiver.cc does not wake the thread it
// waits for). TCP would notice only when it next repeats what it had sent: after as long again as
// the replica was away, minutes at most.
#pragma once

namespace mmm::mysql {

/// Ends the connections to the server's port that other hosts have left behind, and says which ones
/// in the log.
void end_connections_left_behind(unsigned port);

} // namespace mmm::mysql
