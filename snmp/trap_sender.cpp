// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "snmp/trap_sender.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

// They want to be included in this order.
// clang-format off
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
// clang-format on

#include <cstdlib>
#include <ctime>
#include <memory>
#include <vector>

namespace mmm::monitoring {

namespace {

constexpr long answer_timeout = 1000000; // microseconds
constexpr int retries = 2;
/// An engine's clock must go on over restarts of a program that keeps nothing: it is the
/// calendar's.
constexpr std::int64_t clock_begins = 1577836800; // 2020-01-01

std::vector<oid> as_oids(const model::Oid& path)
{
    return {path.begin(), path.end()};
}

void set_up_library()
{
    static bool done = false;
    if (done) {
        return;
    }
    done = true;
    ::setenv("MIBS", "", 1); // numbers are all it needs
    snmp_disable_log();
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
    init_snmp("mmm_alert");
}

std::vector<u_char> bytes_of(std::string_view hexadecimal)
{
    constexpr int base = 16;
    std::vector<u_char> bytes;
    if (hexadecimal.starts_with("0x")) {
        hexadecimal.remove_prefix(2);
    }
    for (std::size_t i = 0; i + 1 < hexadecimal.size(); i += 2) {
        const std::string digits(hexadecimal.substr(i, 2));
        bytes.push_back(static_cast<u_char>(std::strtoul(digits.c_str(), nullptr, base)));
    }
    return bytes;
}

/// Everything that the library's session points at.
struct SessionParts {
    std::string address;
    std::string community;
    std::string user;
    std::vector<u_char> engine_id;
    netsnmp_session session{};
};

bool make_key(
    const netsnmp_session& session, const std::string& password, u_char* key, std::size_t* length)
{
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the library wants unsigned bytes
    const auto* text = reinterpret_cast<const u_char*>(password.data());
    return generate_Ku(
               session.securityAuthProto,
               static_cast<u_int>(session.securityAuthProtoLen),
               text,
               password.size(),
               key,
               length) == SNMPERR_SUCCESS;
}

Error unknown_protocol(std::string_view protocol)
{
    return Error{
        Errc::bad_on_this_host,
        cat("could not send: net-snmp does not know the protocol \"", protocol, "\"")};
}

Result<> add_privacy(netsnmp_session& session, const TrapTarget& target)
{
    const int type = usm_lookup_priv_type(target.privacy_protocol.c_str());
    if (type < 0) {
        return unknown_protocol(target.privacy_protocol);
    }
    session.securityPrivProto = sc_get_priv_oid(type, &session.securityPrivProtoLen);
    session.securityPrivKeyLen = sizeof session.securityPrivKey;
    session.securityLevel = SNMP_SEC_LEVEL_AUTHPRIV;
    return make_key(
               session,
               target.privacy_password,
               static_cast<u_char*>(session.securityPrivKey),
               &session.securityPrivKeyLen)
               ? Result<>{}
               : unknown_protocol(target.privacy_protocol);
}

Result<> add_keys(netsnmp_session& session, const TrapTarget& target)
{
    session.securityModel = USM_SEC_MODEL_NUMBER;
    session.securityLevel = SNMP_SEC_LEVEL_NOAUTH;
    if (target.auth_password.empty()) {
        return {};
    }
    const int type = usm_lookup_auth_type(target.auth_protocol.c_str());
    if (type < 0) {
        return unknown_protocol(target.auth_protocol);
    }
    session.securityAuthProto = sc_get_auth_oid(type, &session.securityAuthProtoLen);
    session.securityAuthKeyLen = sizeof session.securityAuthKey;
    session.securityLevel = SNMP_SEC_LEVEL_AUTHNOPRIV;
    if (!make_key(
            session,
            target.auth_password,
            static_cast<u_char*>(session.securityAuthKey),
            &session.securityAuthKeyLen)) {
        return unknown_protocol(target.auth_protocol);
    }
    return target.privacy_password.empty() ? Result<>{} : add_privacy(session, target);
}

/// The sender of a trap is the authoritative engine; of an inform it is the receiver, who is asked.
void be_authoritative(SessionParts& parts)
{
    auto& session = parts.session;
    session.securityEngineID = parts.engine_id.data();
    session.securityEngineIDLen = parts.engine_id.size();
    session.contextEngineID = parts.engine_id.data();
    session.contextEngineIDLen = parts.engine_id.size();
    session.engineBoots = 1;
    session.engineTime = static_cast<u_int>(::time(nullptr) - clock_begins);
    set_enginetime(
        parts.engine_id.data(),
        static_cast<u_int>(parts.engine_id.size()),
        session.engineBoots,
        session.engineTime,
        TRUE);
}

Result<> fill(SessionParts& parts, const TrapTarget& target, const std::string& node)
{
    parts.address = target.address;
    parts.community = target.community;
    parts.user = target.user;
    parts.engine_id = bytes_of(target.engine_id.empty() ? engine_id_of(node) : target.engine_id);
    auto& session = parts.session;
    snmp_sess_init(&session);
    session.peername = parts.address.data();
    session.timeout = answer_timeout;
    session.retries = retries;
    if (!target.version_3) {
        session.version = SNMP_VERSION_2c;
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the library wants unsigned
        session.community = reinterpret_cast<u_char*>(parts.community.data());
        session.community_len = parts.community.size();
        return {};
    }
    session.version = SNMP_VERSION_3;
    session.securityName = parts.user.data();
    session.securityNameLen = parts.user.size();
    if (!target.inform) {
        be_authoritative(parts);
    }
    return add_keys(session, target);
}

struct Adder {
    netsnmp_pdu* pdu;
    std::vector<oid> name;

    void operator()(std::int32_t value) const
    {
        const long number = value;
        add(ASN_INTEGER, &number, sizeof number);
    }

    void operator()(model::Gauge gauge) const { add_unsigned(ASN_GAUGE, gauge.value); }

    void operator()(model::Counter counter) const { add_unsigned(ASN_COUNTER, counter.value); }

    void operator()(model::LongCounter counter) const { add_unsigned(ASN_GAUGE, counter.value); }

    void operator()(const std::string& text) const { add(ASN_OCTET_STR, text.data(), text.size()); }

    void add(u_char type, const void* value, std::size_t size) const
    {
        snmp_pdu_add_variable(pdu, name.data(), name.size(), type, value, size);
    }

private:
    void add_unsigned(u_char type, std::uint64_t value) const
    {
        const auto number = static_cast<unsigned long>(value & 0xffffffffU);
        add(type, &number, sizeof number);
    }
};

netsnmp_pdu* make_pdu(const TrapTarget& target, const model::Notification& notification)
{
    auto* pdu = snmp_pdu_create(target.inform ? SNMP_MSG_INFORM : SNMP_MSG_TRAP2);
    if (pdu == nullptr) {
        return nullptr;
    }
    const auto uptime = static_cast<unsigned long>(get_uptime());
    Adder{pdu, {1, 3, 6, 1, 2, 1, 1, 3, 0}}.add(ASN_TIMETICKS, &uptime, sizeof uptime);
    const auto kind = as_oids(model::notification_oid(notification.kind));
    Adder{pdu, {1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0}}.add(
        ASN_OBJECT_ID, kind.data(), kind.size() * sizeof(oid));
    for (const auto& [name, value] : model::variables_of(notification)) {
        std::visit(Adder{pdu, as_oids(name)}, value);
    }
    return pdu;
}

Error failed(netsnmp_session* session, const TrapTarget& target, Errc code)
{
    int library_error = 0;
    int system_error = 0;
    char* text = nullptr;
    snmp_error(session, &system_error, &library_error, &text);
    const std::unique_ptr<char, decltype(&std::free)> owner(text, std::free);
    return Error{
        code,
        cat("could not send to ", target.address, ": ", text == nullptr ? "no reason" : text)};
}

Result<> send_inform(netsnmp_session* open, netsnmp_pdu* pdu, const TrapTarget& target)
{
    netsnmp_pdu* answer = nullptr;
    const int status = snmp_synch_response(open, pdu, &answer);
    const std::unique_ptr<netsnmp_pdu, decltype(&snmp_free_pdu)> owner(answer, snmp_free_pdu);
    if (status != STAT_SUCCESS) {
        return failed(open, target, Errc::timeout);
    }
    if (answer->command != SNMP_MSG_RESPONSE) {
        return Error{
            Errc::refused,
            cat("could not send to ",
                target.address,
                ": the receiver does not know the user, or its passwords differ")};
    }
    return {};
}

} // namespace

Result<> send_notification(
    const TrapTarget& target, const model::Notification& notification, const std::string& node)
{
    set_up_library();
    SessionParts parts;
    if (auto filled = fill(parts, target, node); !filled) {
        return filled;
    }
    const std::unique_ptr<netsnmp_session, decltype(&snmp_close)> open(
        snmp_open(&parts.session), snmp_close);
    if (!open) {
        return failed(&parts.session, target, Errc::unreachable);
    }
    auto* pdu = make_pdu(target, notification);
    if (pdu == nullptr) {
        return Error{Errc::internal, "could not send: no memory"};
    }
    if (target.inform) {
        return send_inform(open.get(), pdu, target);
    }
    if (snmp_send(open.get(), pdu) == 0) {
        auto error = failed(open.get(), target, Errc::unreachable);
        snmp_free_pdu(pdu);
        return error;
    }
    return {};
}

} // namespace mmm::monitoring
