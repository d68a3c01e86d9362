// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// mmm_metrics: what Prometheus asks of a cluster.
#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/model/metric_text.h"
#include "snmp/metrics_command_line.h"
#include "snmp/metrics_listener.h"
#include "snmp/public_file.h"
#include "snmp/snapshot_reader.h"

#include <cstdio>
#include <cstdlib>

namespace {

using mmm::monitoring::MetricsCommand;
using Kind = MetricsCommand::Kind;

constexpr const char* usage =
    "usage: mmm_metrics [--resource NAME] [--output FILE | --listen ADDRESS:PORT] [--max-age S]\n"
    "Prints the metrics of the cluster, writes them into FILE at once, or serves them at\n"
    "http://ADDRESS:PORT/metrics, where ADDRESS is of the loopback interface; see "
    "mmm_metrics(8).\n";

int told(const mmm::Result<>& done)
{
    if (!done) {
        std::fprintf(stderr, "mmm_metrics: %s\n", done.error().message.c_str());
    }
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}

int print(const std::string& text)
{
    return std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0 ? EXIT_FAILURE
                                                                            : EXIT_SUCCESS;
}

int run(const MetricsCommand& command)
{
    auto sources = mmm::monitoring::SnapshotSources::of_environment();
    sources.resource = command.resource;
    mmm::monitoring::SnapshotCache cache(
        mmm::monitoring::SnapshotReader(std::move(sources)), command.max_age);
    const auto page = [&cache] { return mmm::model::render_metrics(cache.get(), MMM_VERSION); };
    switch (command.kind) {
    case Kind::print:
        return print(page());
    case Kind::write_file:
        return told(mmm::monitoring::replace_public_file(command.file, page()));
    case Kind::listen:
        return told(mmm::monitoring::serve_metrics(command.address, command.port, page));
    case Kind::table:
        return print(mmm::model::metric_table());
    case Kind::version:
        return print(mmm::cat("mmm_metrics ", MMM_VERSION, "\n"));
    case Kind::help:
        return print(usage);
    }
    return EXIT_FAILURE;
}

} // namespace

int main(int argc, char** argv)
{
    const auto command = mmm::monitoring::parse_metrics_command({argv + 1, argv + argc});
    if (!command) {
        std::fprintf(stderr, "mmm_metrics: %s\n", command.error().message.c_str());
        return 2;
    }
    mmm::log::open_for_agent("mmm_metrics");
    return run(*command);
}
