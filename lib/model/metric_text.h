// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A snapshot as Prometheus reads it (text exposition format 0.0.4). Pure.
#pragma once

#include "lib/model/cluster_snapshot.h"

#include <string>

namespace mmm::model {

/// Every sample has the label "resource". What nobody knows has no sample.
std::string render_metrics(const ClusterSnapshot& snapshot, std::string_view version);

/// A table of all metrics with their labels and meanings, in Markdown.
std::string metric_table();

} // namespace mmm::model
