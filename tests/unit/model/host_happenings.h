// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What can happen to a host, and the ways into each state before noon.
#pragma once

#include "tests/unit/model/watched_host.h"

namespace mmm::model::happenings {

// What happens to a host

inline void nothing(WatchedHost&)
{
}

inline void stop_server(WatchedHost& host)
{
    host.go_down();
}

inline void start_server(WatchedHost& host)
{
    host.start();
}

inline void start_broken(WatchedHost& host)
{
    host.start();
    host.lose_source();
}

inline void start_behind(WatchedHost& host)
{
    host.start();
    host.fall_behind();
}

inline void lose_network(WatchedHost& host)
{
    host.rules().trap_period = 0;
    host.seen().ping_answered = false;
    host.seen().elsewhere = Elsewhere::somebody;
}

inline void break_replication(WatchedHost& host)
{
    host.lose_source();
}

inline void lag(WatchedHost& host)
{
    host.follow();
    host.fall_behind();
}

inline void mend(WatchedHost& host)
{
    host.follow();
}

inline void order_offline(WatchedHost& host)
{
    host.order(AdminOrder::Kind::offline);
}

inline void order_online(WatchedHost& host)
{
    host.order_online();
}

inline void lift_the_order(WatchedHost& host)
{
    host.order(AdminOrder::Kind::none);
}

inline void be_promoted(WatchedHost& host)
{
    host.seen().writer_known = false;
    host.seen().facts->read_only = false;
}

inline void allow_to_recover(WatchedHost& host)
{
    host.rules().auto_set_online = 30;
}

// States before noon

inline void online(WatchedHost& host)
{
    host.be_online();
}

/// Long after it was ONLINE.
inline void hard_offline(WatchedHost& host)
{
    host.look_at(-1000);
    host.look_at(-999);
    host.go_down();
    host.look_at(-900);
}

/// Never was ONLINE, and is not going to by itself.
inline void awaiting(WatchedHost& host)
{
    host.rules().auto_set_online = 0;
    host.look_at(-20);
}

/// Was ONLINE half a minute ago.
inline void away_for_a_moment(WatchedHost& host)
{
    host.rules().auto_set_online = 0;
    host.memory().state = HostState::online;
    host.go_down();
    host.look_at(-30);
}

inline void failed(WatchedHost& host)
{
    host.be_online();
    host.lose_source();
    host.look_at(-30);
    host.look_at(-20);
}

inline void delayed(WatchedHost& host)
{
    host.be_online();
    host.fall_behind();
    host.look_at(-30);
    host.look_at(-20);
}

inline void admin_offline(WatchedHost& host)
{
    host.be_online();
    host.order(AdminOrder::Kind::offline);
    host.look_at(-20);
}

inline void
drop_four_times(WatchedHost& host, void (*drop)(WatchedHost&), void (*back)(WatchedHost&))
{
    host.be_online();
    for (int time = -50; time < -10; time += 10) {
        drop(host);
        host.look_at(time);
        host.look_at(time + 1);
        if (time < -20) {
            back(host);
            host.look_at(time + 5);
        }
    }
}

inline void flapping_down(WatchedHost& host)
{
    drop_four_times(host, stop_server, start_server);
}

inline void flapping_recovered(WatchedHost& host)
{
    flapping_down(host);
    host.start();
    host.look_at(-10);
}

inline void flapping_failed(WatchedHost& host)
{
    host.rules().trap_period = 0;
    drop_four_times(host, break_replication, mend);
}

inline void flapping_delayed(WatchedHost& host)
{
    host.rules().trap_period = 0;
    drop_four_times(host, lag, mend);
}

/// Returned from HARD_OFFLINE with broken replication, and nobody is to be ONLINE by itself.
inline void returned_failed(WatchedHost& host)
{
    hard_offline(host);
    host.rules().auto_set_online = 0;
    start_broken(host);
    host.look_at(-20);
}

} // namespace mmm::model::happenings
