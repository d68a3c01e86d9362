// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// How much a host is worth promoting, in Pacemaker's numbers.
#pragma once

namespace mmm::model::score {

// Far inside Pacemaker's +-1,000,000 but for "never". The writer stands so far above every
// candidate that no change of theirs moves it, unless it has lost its network.
constexpr int writer = 1000;
constexpr int following = 500;     ///< replicates, and is not behind
constexpr int unattached = 400;    ///< has no source, as in a cluster that never had a writer
constexpr int detached = 200;      ///< does not reach its source: likely to lack transactions
constexpr int behind = 100;        ///< replicates, but is far behind
constexpr int recovering = 75;     ///< AWAITING_RECOVERY: only when nobody else is there
constexpr int cut_off_writer = 50; ///< reaches none of ping_ips, while other hosts do
constexpr int cut_off = 25;        ///< the same, and it is not the writer
constexpr int never = -1000000;    ///< -INFINITY: not even on an operator's preference

/// What a master's place in the list may take off, so that no meaning reaches into the next one.
constexpr int most_for_rank = 24;

} // namespace mmm::model::score
