// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "snmp/agentx_agent.h"

// They want to be included in this order.
// clang-format off
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>
// clang-format on

#include <csignal>
#include <cstdlib>
#include <utility>

namespace mmm::monitoring {

namespace {

constexpr const char* program = "mmm_agentx";
/// How long snmpd waits for an answer: more than a look takes at its worst (snapshot_reader.cpp).
constexpr int patience_of_snmpd = 5;

volatile std::sig_atomic_t ended = 0;

extern "C" void note_end(int)
{
    ended = 1;
}

std::vector<oid> as_oids(const model::Oid& path)
{
    return {path.begin(), path.end()};
}

model::Oid path_of(const netsnmp_variable_list& variable)
{
    model::Oid path;
    for (std::size_t i = 0; i < variable.name_length; ++i) {
        path.push_back(static_cast<std::uint32_t>(variable.name[i]));
    }
    return path;
}

/// Puts a value into the variable of a request.
struct Setter {
    netsnmp_variable_list* variable;

    void operator()(std::int32_t value) const
    {
        const long number = value;
        snmp_set_var_typed_value(variable, ASN_INTEGER, &number, sizeof number);
    }

    void operator()(model::Gauge gauge) const { set_unsigned(ASN_GAUGE, gauge.value); }

    void operator()(model::Counter counter) const { set_unsigned(ASN_COUNTER, counter.value); }

    void operator()(model::LongCounter counter) const
    {
        constexpr unsigned word = 32;
        const counter64 number{.high = counter.value >> word, .low = counter.value & 0xffffffffUL};
        snmp_set_var_typed_value(variable, ASN_COUNTER64, &number, sizeof number);
    }

    void operator()(const std::string& text) const
    {
        snmp_set_var_typed_value(variable, ASN_OCTET_STR, text.data(), text.size());
    }

private:
    void set_unsigned(u_char type, std::uint64_t value) const
    {
        const unsigned long number = value & 0xffffffffUL;
        snmp_set_var_typed_value(variable, type, &number, sizeof number);
    }
};

using Values = std::function<const model::MibValues&()>;

void answer_get(
    netsnmp_agent_request_info* info, netsnmp_request_info* request, const model::MibValues& values)
{
    const auto found = values.find(path_of(*request->requestvb));
    if (found == values.end()) {
        netsnmp_set_request_error(info, request, SNMP_NOSUCHINSTANCE);
    } else {
        std::visit(Setter{request->requestvb}, found->second);
    }
}

/// Without an answer net-snmp goes on after the subtree.
void answer_next(netsnmp_request_info* request, const model::MibValues& values)
{
    const auto path = path_of(*request->requestvb);
    const auto found =
        request->inclusive != 0 ? values.lower_bound(path) : values.upper_bound(path);
    if (found != values.end()) {
        const auto name = as_oids(found->first);
        snmp_set_var_objid(request->requestvb, name.data(), name.size());
        std::visit(Setter{request->requestvb}, found->second);
    }
}

extern "C" int handle_request(
    netsnmp_mib_handler* handler,
    netsnmp_handler_registration*,
    netsnmp_agent_request_info* info,
    netsnmp_request_info* requests)
{
    // One look for all variables of a request.
    const auto& values = (*static_cast<Values*>(handler->myvoid))();
    for (auto* request = requests; request != nullptr; request = request->next) {
        if (request->processed != 0) {
            continue;
        }
        if (info->mode == MODE_GET) {
            answer_get(info, request, values);
        } else if (info->mode == MODE_GETNEXT) {
            answer_next(request, values);
        } else {
            netsnmp_set_request_error(info, request, SNMP_ERR_NOTWRITABLE);
        }
    }
    return SNMP_ERR_NOERROR;
}

Result<> register_subtree(Values& values)
{
    const auto root = as_oids(model::mib_root());
    auto* registration = netsnmp_create_handler_registration(
        "mmmHaMIB", handle_request, root.data(), root.size(), HANDLER_CAN_RONLY);
    if (registration == nullptr) {
        return Error{Errc::internal, "could not register MMM-HA-MIB: no memory"};
    }
    registration->handler->myvoid = &values;
    registration->timeout = patience_of_snmpd;
    if (netsnmp_register_handler(registration) != MIB_REGISTERED_OK) {
        return Error{Errc::conflict, "could not register MMM-HA-MIB: net-snmp refused it"};
    }
    return {};
}

void set_up_library(const AgentxSettings& settings)
{
    ::setenv("MIBS", "", 1); // numbers are all it needs
    snmp_disable_log();
    // Its own lines, for instance on an snmpd that is not there. A callback for them would wait for
    // a lock that the library holds meanwhile.
    snmp_enable_stderrlog();
    netsnmp_enable_subagent();
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
    if (!settings.socket.empty()) {
        netsnmp_ds_set_string(
            NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_X_SOCKET, settings.socket.c_str());
    }
}

} // namespace

Result<> serve_mib(const AgentxSettings& settings, Values values)
{
    set_up_library(settings);
    if (init_agent(program) != 0) {
        return Error{Errc::internal, "could not begin as a subagent: net-snmp says no"};
    }
    // After init_agent(), which sets its own.
    netsnmp_ds_set_int(
        NETSNMP_DS_APPLICATION_ID,
        NETSNMP_DS_AGENT_AGENTX_PING_INTERVAL,
        static_cast<int>(settings.ping_interval.count()));
    if (auto registered = register_subtree(values); !registered) {
        return registered;
    }
    init_snmp(program);

    struct sigaction action {};

    action.sa_handler = note_end; // without SA_RESTART: it ends the wait
    for (const int number : {SIGTERM, SIGINT}) {
        ::sigaction(number, &action, nullptr);
    }
    ::signal(SIGPIPE, SIG_IGN);
    while (ended == 0) {
        agent_check_and_process(1);
    }
    snmp_shutdown(program);
    shutdown_agent();
    return {};
}

} // namespace mmm::monitoring
