// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Clients' and replicas' TCP connections to the server, ended by the kernel where the server itself
// does not.
#pragma once

namespace mmm::mysql {

/// Frees a server that greets nobody because of a replica that came back: ends the connections to
/// its port that other hosts have left behind, and says which ones in the log.
///
/// A replica that was cut off and logs in anew makes MariaDB end the sender of its former
/// connection. Since 10.11 that waits, with the lock that every new connection needs, until the
/// former connection (or another replica that acknowledges) stirs
/// (Ack_receiver::remove_slave in sql/semisync_master_ack_receiver.cc does not wake the thread it
/// waits for). TCP would notice only when it next repeats what it had sent: after as long again as
/// the replica was away, minutes at most.
void end_connections_left_behind(unsigned port);

/// Ends all of them: a killed server that is left in the kernel keeps them open, and whoever waits
/// for its answer would not learn of its end.
void end_all_connections(unsigned port);

} // namespace mmm::mysql
