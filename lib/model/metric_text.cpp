// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/metric_text.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <array>
#include <iterator>
#include <utility>

namespace mmm::model {

namespace {

using Labels = std::vector<std::pair<std::string_view, std::string>>;

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
        } else {
            out += c == '"' || c == '\\' ? cat('\\', c) : std::string(1, c);
        }
    }
    return out;
}

/// Milliseconds as seconds: "1.250".
std::string seconds(std::int64_t milliseconds)
{
    constexpr std::int64_t thousand = 1000;
    const auto rest = std::to_string(thousand + milliseconds % thousand).substr(1);
    return cat(milliseconds / thousand, ".", rest);
}

/// The samples of one metric.
class Samples {
public:
    Samples(std::string_view name, std::string resource, std::string_view version)
        : name_(name)
        , resource_(std::move(resource))
        , version_(version)
    {
    }

    void add(const Labels& labels, std::string_view value)
    {
        text_ += cat(name_, "{resource=\"", escaped(resource_), "\"");
        for (const auto& [label, content] : labels) {
            text_ += cat(",", label, "=\"", escaped(content), "\"");
        }
        text_ += cat("} ", value, "\n");
    }

    template<std::integral Number>
    void add(const Labels& labels, Number value)
    {
        add(labels, cat(static_cast<std::int64_t>(value)));
    }

    [[nodiscard]] const std::string& text() const { return text_; }

    [[nodiscard]] std::string version() const { return std::string(version_); }

private:
    std::string_view name_;
    std::string resource_;
    std::string_view version_;
    std::string text_;
};

struct Metric {
    std::string_view name;
    std::string_view type;
    std::string_view labels; ///< besides resource, for the table
    std::string_view help;
    void (*sample)(const ClusterSnapshot&, Samples&);
};

constexpr std::array modes{
    std::pair{MonitorMode::active, "active"},
    std::pair{MonitorMode::manual, "manual"},
    std::pair{MonitorMode::wait, "wait"},
    std::pair{MonitorMode::passive, "passive"}};

constexpr std::array states{
    HostState::online,
    HostState::admin_offline,
    HostState::hard_offline,
    HostState::awaiting_recovery,
    HostState::replication_fail,
    HostState::replication_delay,
    HostState::unknown};

std::string mode_of(const Host& host)
{
    return host.mode == HostMode::master ? "master" : "slave";
}

Labels of_link(const SnapshotLink& link)
{
    return {{"host", link.host}, {"source", link.source}};
}

using Snapshot = ClusterSnapshot;

const std::array cluster_metrics{
    Metric{
        "mmm_build_info",
        "gauge",
        "version",
        "1; the label is the version of mmm_metrics.",
        [](const Snapshot&, Samples& out) {
            out.add({{"version", out.version()}}, 1);
        }},
    Metric{
        "mmm_snapshot_timestamp_seconds",
        "gauge",
        "",
        "When the cluster was looked at.",
        [](const Snapshot& seen, Samples& out) { out.add({}, seen.taken_at); }},
    Metric{
        "mmm_cluster_reachable",
        "gauge",
        "",
        "1 when Pacemaker answers on this node; if not, only moves and their costs are told.",
        [](const Snapshot& seen, Samples& out) { out.add({}, seen.reachable ? 1 : 0); }},
    Metric{
        "mmm_cluster_quorate",
        "gauge",
        "",
        "1 when this node's part of the cluster has quorum.",
        [](const Snapshot& seen, Samples& out) {
            if (seen.reachable) {
                out.add({}, seen.quorate ? 1 : 0);
            }
        }},
    Metric{
        "mmm_cluster_mode",
        "gauge",
        "mode",
        "1 for the mode of the cluster, 0 for the others.",
        [](const Snapshot& seen, Samples& out) {
            for (const auto& [mode, name] : modes) {
                if (seen.reachable) {
                    out.add({{"mode", name}}, mode == seen.mode ? 1 : 0);
                }
            }
        }},
    Metric{
        "mmm_cluster_has_writer",
        "gauge",
        "",
        "1 when the database is promoted on some host.",
        [](const Snapshot& seen, Samples& out) {
            if (seen.reachable) {
                out.add({}, seen.writer.empty() ? 0 : 1);
            }
        }},
};

const std::array host_metrics{
    Metric{
        "mmm_host_info",
        "gauge",
        "host, address, mode",
        "1; what is known of a host and does not change.",
        [](const Snapshot& seen, Samples& out) {
            for (const auto& [host, quarantined, answers, server] : seen.hosts) {
                out.add(
                    {{"host", host.name}, {"address", host.address}, {"mode", mode_of(host)}}, 1);
            }
        }},
    Metric{
        "mmm_host_state",
        "gauge",
        "host, state",
        "1 for the state of the host, 0 for the others.",
        [](const Snapshot& seen, Samples& out) {
            for (const auto& each : seen.hosts) {
                for (const auto state : states) {
                    out.add(
                        {{"host", each.host.name}, {"state", std::string(to_text(state))}},
                        each.host.state == state ? 1 : 0);
                }
            }
        }},
    Metric{
        "mmm_host_state_since_timestamp_seconds",
        "gauge",
        "host",
        "When the state of the host last changed, as it published that.",
        [](const Snapshot& seen, Samples& out) {
            for (const auto& each : seen.hosts) {
                if (each.host.state_since) {
                    out.add({{"host", each.host.name}}, *each.host.state_since);
                }
            }
        }},
    Metric{
        "mmm_host_quarantined",
        "gauge",
        "host",
        "1 when the host waits for a decision about transactions that only it has.",
        [](const Snapshot& seen, Samples& out) {
            for (const auto& each : seen.hosts) {
                out.add({{"host", each.host.name}}, each.quarantined ? 1 : 0);
            }
        }},
    Metric{
        "mmm_host_is_writer",
        "gauge",
        "host",
        "1 when the database is promoted on the host.",
        [](const Snapshot& seen, Samples& out) {
            for (const auto& each : seen.hosts) {
                out.add({{"host", each.host.name}}, each.host.promoted ? 1 : 0);
            }
        }},
    Metric{
        "mmm_check_ok",
        "gauge",
        "host, check",
        "1 when the check passed: ping, mysql, rep_threads or rep_backlog.",
        [](const Snapshot& seen, Samples& out) {
            for (const auto& each : seen.checks) {
                out.add({{"host", each.host}, {"check", each.name}}, each.check.ok ? 1 : 0);
            }
        }},
    Metric{
        "mmm_check_since_timestamp_seconds",
        "gauge",
        "host, check",
        "When the result of the check last changed.",
        [](const Snapshot& seen, Samples& out) {
            for (const auto& each : seen.checks) {
                if (each.check.since > 0) {
                    out.add({{"host", each.host}, {"check", each.name}}, each.check.since);
                }
            }
        }},
};

const std::array role_metrics{
    Metric{
        "mmm_role_address_hosts",
        "gauge",
        "role, address",
        "How many hosts have the address: 0 is an outage of it, 2 a fault.",
        [](const Snapshot& seen, Samples& out) {
            for (const auto& role : seen.roles) {
                for (const auto& each : role.addresses) {
                    out.add(
                        {{"role", role.name}, {"address", each.address}}, std::ssize(each.hosts));
                }
            }
        }},
    Metric{
        "mmm_role_address_info",
        "gauge",
        "role, address, host",
        "1 for each host that has the address.",
        [](const Snapshot& seen, Samples& out) {
            for (const auto& role : seen.roles) {
                for (const auto& each : role.addresses) {
                    for (const auto& host : each.hosts) {
                        out.add(
                            {{"role", role.name}, {"address", each.address}, {"host", host}}, 1);
                    }
                }
            }
        }},
};

const std::array server_metrics{
    Metric{
        "mmm_server_answers",
        "gauge",
        "host",
        "1 when the server let mmm_monitor in; no sample where there is no such account.",
        [](const Snapshot& seen, Samples& out) {
            for (const auto& each : seen.hosts) {
                if (each.answers) {
                    out.add({{"host", each.host.name}}, *each.answers ? 1 : 0);
                }
            }
        }},
    Metric{
        "mmm_server_info",
        "gauge",
        "host, version",
        "1; the version of the server.",
        [](const Snapshot& seen, Samples& out) {
            for (const auto& each : seen.hosts) {
                if (each.server) {
                    out.add({{"host", each.host.name}, {"version", each.server->version}}, 1);
                }
            }
        }},
    Metric{
        "mmm_server_read_only",
        "gauge",
        "host",
        "1 when the server refuses writes of ordinary accounts.",
        [](const Snapshot& seen, Samples& out) {
            for (const auto& each : seen.hosts) {
                if (each.server) {
                    out.add({{"host", each.host.name}}, each.server->read_only ? 1 : 0);
                }
            }
        }},
    Metric{
        "mmm_replication_receiver_running",
        "gauge",
        "host, source",
        "1 when the replica fetches from its source.",
        [](const Snapshot& seen, Samples& out) {
            for (const auto& each : seen.links) {
                out.add(of_link(each), each.link.receiver == Receiver::running ? 1 : 0);
            }
        }},
    Metric{
        "mmm_replication_applier_running",
        "gauge",
        "host, source",
        "1 when the replica applies what it fetched.",
        [](const Snapshot& seen, Samples& out) {
            for (const auto& each : seen.links) {
                out.add(of_link(each), each.link.applier_running ? 1 : 0);
            }
        }},
    Metric{
        "mmm_replication_lag_seconds",
        "gauge",
        "host, source",
        "How far the replica is behind, as it says; no sample while it does not know.",
        [](const Snapshot& seen, Samples& out) {
            for (const auto& each : seen.links) {
                if (each.link.lag_seconds) {
                    out.add(of_link(each), *each.link.lag_seconds);
                }
            }
        }},
};

const std::array move_metrics{
    Metric{
        "mmm_writer_moves_total",
        "counter",
        "",
        "Moves of the writer since the cluster was made, the first writer included.",
        [](const Snapshot& seen, Samples& out) { out.add({}, seen.totals.moves); }},
    Metric{
        "mmm_last_move_timestamp_seconds",
        "gauge",
        "kind",
        "When the last writer opened; the label is first, planned or failover.",
        [](const Snapshot& seen, Samples& out) {
            if (!seen.moves.empty()) {
                const auto& last = seen.moves.back();
                out.add({{"kind", std::string(to_text(last.kind))}}, seconds(last.time_ms));
            }
        }},
    Metric{
        "mmm_last_move_interruption_seconds",
        "gauge",
        "kind",
        "From when the old writer was closed, or its loss was noticed, to when the new one was "
        "open.",
        [](const Snapshot& seen, Samples& out) {
            if (!seen.moves.empty() && seen.moves.back().interruption_ms) {
                const auto& last = seen.moves.back();
                out.add(
                    {{"kind", std::string(to_text(last.kind))}}, seconds(*last.interruption_ms));
            }
        }},
    Metric{
        "mmm_rolled_back_transactions_total",
        "counter",
        "",
        "Transactions that a host had, the writer lacked, and that were rolled back.",
        [](const Snapshot& seen, Samples& out) { out.add({}, seen.totals.rolled_back); }},
    Metric{
        "mmm_quarantined_transactions_total",
        "counter",
        "",
        "Transactions that a host had, the writer lacked, and for which it was quarantined.",
        [](const Snapshot& seen, Samples& out) { out.add({}, seen.totals.quarantined); }},
};

template<typename Visit>
void for_each_metric(const Visit& visit)
{
    const auto each_of = [&visit](const auto& metrics) {
        for (const auto& metric : metrics) {
            visit(metric);
        }
    };
    each_of(cluster_metrics);
    each_of(host_metrics);
    each_of(role_metrics);
    each_of(server_metrics);
    each_of(move_metrics);
}

} // namespace

std::string render_metrics(const ClusterSnapshot& snapshot, std::string_view version)
{
    std::string text;
    for_each_metric([&](const Metric& metric) {
        Samples samples(metric.name, snapshot.resource, version);
        metric.sample(snapshot, samples);
        if (!samples.text().empty()) {
            text +=
                cat("# HELP ",
                    metric.name,
                    " ",
                    metric.help,
                    "\n# TYPE ",
                    metric.name,
                    " ",
                    metric.type,
                    "\n",
                    samples.text());
        }
    });
    return text;
}

std::string metric_table()
{
    std::string text = "| metric | type | labels | meaning |\n|---|---|---|---|\n";
    for_each_metric([&](const Metric& metric) {
        text +=
            cat("| `",
                metric.name,
                "` | ",
                metric.type,
                " | ",
                metric.labels,
                " | ",
                metric.help,
                " |\n");
    });
    return text;
}

} // namespace mmm::model
