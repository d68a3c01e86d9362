// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Keeps what happened: the record of the last writer in the cluster's configuration, and the
// history of moves on every node.
#pragma once

#include "lib/model/move_history.h"
#include "lib/model/plan.h"
#include "lib/model/writer_record.h"
#include "ocf-agent/runtime/agent.h"

#include <string>

namespace mmm::mysql {

/// Tells the cluster of a writer that has just opened. The others learn it at once; the record goes
/// into the configuration, in the background, as soon as the cluster has nothing else to do.
void record_move(const ocf::Call& call, const model::WriterRecord& record, const model::Plan& plan);

/// Adds the move that made `writer` the writer to this node's history, once it is told, and the
/// losses that were told till then. Waits some seconds for it: for a process in the background.
void keep_history(const std::string& resource, const std::string& writer);

/// The same for a host that was away, without waiting.
void catch_up_history(const std::string& resource, const std::string& writer);

/// Adds what became of transactions that only this host had, and tells the others.
void keep_loss(const std::string& resource, const model::LossEntry& loss);

/// Adds what the others have told of such transactions.
void collect_losses(const std::string& resource);

} // namespace mmm::mysql
