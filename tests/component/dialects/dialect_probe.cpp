// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Tells a server what its standard input says, through the port that the agent uses:
//   dialect_probe SOCKET|ADDRESS:PORT ACCOUNT [off|preferred|required [CA]]
// The first line is the password, each further one a command, its arguments separated by tabs. An
// answer is lines of NAME=VALUE and a line "." at its end; a failure is a line "error=...".
#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/db/server.h"

#include <cstdio>
#include <functional>
#include <iostream>
#include <map>

namespace {

using namespace mmm;
using Words = std::vector<std::string>;

constexpr std::chrono::seconds patience{60};

void say(std::string_view name, const std::string& value)
{
    std::string line = value;
    std::ranges::replace(line, '\n', ' ');
    std::cout << name << '=' << line << '\n';
}

void say(std::string_view name, bool value)
{
    say(name, std::string(value ? "yes" : "no"));
}

std::uint64_t number(const std::string& word)
{
    return parse_number<std::uint64_t>(word).value_or(0);
}

std::string word(const Words& words, std::size_t i)
{
    return i < words.size() ? words[i] : "";
}

bool failed(const Error& error)
{
    say("error", error.message);
    say("code", std::to_string(static_cast<int>(error.code)));
    return false;
}

template<typename Value>
bool told(const Result<Value>& result)
{
    return result ? true : failed(result.error());
}

void say_place(std::string_view name, const std::optional<model::LogPlace>& place)
{
    say(name, place && place->known() ? place->to_text() : "");
}

void say_link(const model::ReplicationLink& link)
{
    say("source", cat(link.source_host, ":", link.source_port));
    say("source_id", cat(link.source.server_id, " ", link.source.uuid));
    say("receiver",
        std::string(
            link.receiver == model::Receiver::running
                ? "running"
                : (link.receiver == model::Receiver::stopped ? "stopped" : "connecting")));
    say("applier", link.applier_running);
    say("receiver_error", cat(link.receiver_errno, " ", link.receiver_error));
    say("applier_error", cat(link.applier_errno, " ", link.applier_error));
    say("link_uses_gtid", link.uses_gtid);
    say("received", link.received.to_text());
    say_place("received_place", link.received_place);
    say_place("executed_place", link.executed_place);
    say_place("applier_place", link.applier_place);
    say("relay_log_read", link.relay_log_read);
    say_place("first_unapplied", link.first_unapplied);
}

bool say_facts(db::Server& server, bool with_relay_log)
{
    auto facts = server.read_facts();
    if (!facts) {
        return failed(facts.error());
    }
    if (with_relay_log && !told(server.read_relay_log(*facts, Deadline::after(patience)))) {
        return false;
    }
    say("version", facts->version);
    say("identity", cat(facts->identity.server_id, " ", facts->identity.uuid));
    say("read_only", facts->read_only);
    say("uses_gtid", facts->uses_gtid);
    say("executed", facts->executed.to_text());
    say("held", facts->held().to_text());
    say("unapplied", facts->unapplied().to_text());
    say_place("binlog_place", facts->binlog_place);
    const auto& semi_sync = facts->semi_sync;
    say("semi_sync", semi_sync.available);
    say("semi_sync_source", semi_sync.source_enabled);
    say("semi_sync_active", semi_sync.source_active);
    say("semi_sync_after_sync", semi_sync.after_sync);
    say("semi_sync_replica", semi_sync.replica_enabled);
    say("semi_sync_timeout", std::to_string(semi_sync.timeout_ms));
    say("semi_sync_clients", std::to_string(semi_sync.replicas));
    say("semi_sync_waiting", std::to_string(semi_sync.waiting));
    say("link", facts->link.has_value());
    if (facts->link) {
        say_link(*facts->link);
    }
    return true;
}

bool say_settings(db::Server& server)
{
    const auto settings = server.read_settings();
    if (!settings) {
        return failed(settings.error());
    }
    for (const auto& [name, value] : settings->variables) {
        say(name, value);
    }
    say("privileges", join(settings->privileges, ","));
    return true;
}

bool say_blockers(db::Server& server)
{
    const auto blockers = server.read_blockers();
    if (!blockers) {
        return failed(blockers.error());
    }
    for (const auto& blocker : *blockers) {
        say(cat("blocker", static_cast<int>(blocker.kind)), cat(blocker.user, ": ", blocker.text));
    }
    return true;
}

bool say_events(db::Server& server)
{
    const auto events = server.read_scheduled_events();
    if (!events) {
        return failed(events.error());
    }
    for (const auto& event : *events) {
        say(event.full_name(), cat(event.definer, event.enabled ? " on" : " off"));
    }
    return true;
}

bool say_log(db::Server& server, const Words& words)
{
    const auto kind = word(words, 1) == "binary" ? model::LogKind::binary : model::LogKind::relay;
    const auto events = server.read_log_events(
        kind, {word(words, 2), number(word(words, 3))}, number(word(words, 4)));
    if (!events) {
        return failed(events.error());
    }
    for (const auto& event : *events) {
        say(event.place.to_text(), cat(event.type, " ", event.server_id, " ", event.info));
    }
    return true;
}

bool set_source(db::Server& server, const Words& words)
{
    db::Source source;
    source.address = word(words, 1);
    source.port = static_cast<unsigned>(number(word(words, 2)));
    source.account = {word(words, 3), word(words, 4)};
    if (words.size() > 6) {
        source.place = model::LogPlace{word(words, 5), number(word(words, 6))};
    }
    return told(server.set_source(source));
}

bool wait_applied(db::Server& server, const Words& words)
{
    const auto transactions = model::Transactions::parse(word(words, 1));
    if (!transactions) {
        return failed(transactions.error());
    }
    const auto limit = Deadline::after(std::chrono::milliseconds(number(word(words, 2))));
    const auto done = server.wait_until_applied(*transactions, limit);
    if (done) {
        say("applied", *done);
    }
    return told(done);
}

bool wait_place(db::Server& server, const Words& words)
{
    const auto limit = Deadline::after(std::chrono::milliseconds(number(word(words, 3))));
    const auto done =
        server.wait_until_place_applied({word(words, 1), number(word(words, 2))}, limit);
    if (done) {
        say("applied", *done);
    }
    return told(done);
}

bool end_sessions(db::Server& server)
{
    const auto ended = server.end_client_sessions();
    if (ended) {
        say("ended", std::to_string(*ended));
    }
    return told(ended);
}

using Command = std::function<bool(db::Server&, const Words&)>;

const std::map<std::string, Command, std::less<>>& commands()
{
    static const std::map<std::string, Command, std::less<>> all{
        {"facts", [](auto& s, const auto&) { return say_facts(s, false); }},
        {"relay_log", [](auto& s, const auto&) { return say_facts(s, true); }},
        {"settings", [](auto& s, const auto&) { return say_settings(s); }},
        {"blockers", [](auto& s, const auto&) { return say_blockers(s); }},
        {"events", [](auto& s, const auto&) { return say_events(s); }},
        {"end_sessions", [](auto& s, const auto&) { return end_sessions(s); }},
        {"open", [](auto& s, const auto&) { return told(s.open_for_writes()); }},
        {"close",
         [](auto& s, const auto& w) {
             return told(s.close_for_writes(std::chrono::seconds(number(word(w, 1)))));
         }},
        {"acknowledge",
         [](auto& s, const auto& w) {
             return told(s.require_acknowledgement(
                 model::parse_durability(word(w, 1)).value_or(model::Durability::available),
                 std::chrono::milliseconds(number(word(w, 2)))));
         }},
        {"stop_acknowledgement",
         [](auto& s, const auto&) { return told(s.stop_acknowledgement()); }},
        {"set_event",
         [](auto& s, const auto& w) {
             return told(
                 s.set_scheduled_event({word(w, 1), word(w, 2), word(w, 3)}, word(w, 4) == "on"));
         }},
        {"scheduler",
         [](auto& s, const auto& w) { return told(s.run_scheduled_events(word(w, 1) == "on")); }},
        {"log", [](auto& s, const auto& w) { return say_log(s, w); }},
        {"start", [](auto& s, const auto&) { return told(s.start_replication()); }},
        {"stop", [](auto& s, const auto&) { return told(s.stop_replication()); }},
        {"stop_receiver", [](auto& s, const auto&) { return told(s.stop_receiver()); }},
        {"start_applier", [](auto& s, const auto&) { return told(s.start_applier()); }},
        {"apply",
         [](auto& s, const auto& w) {
             return told(s.apply_relay_log({word(w, 1), number(word(w, 2))}));
         }},
        {"forget", [](auto& s, const auto&) { return told(s.forget_source()); }},
        {"source", [](auto& s, const auto& w) { return set_source(s, w); }},
        {"wait", [](auto& s, const auto& w) { return wait_applied(s, w); }},
        {"wait_place", [](auto& s, const auto& w) { return wait_place(s, w); }}};
    return all;
}

Words tab_separated(const std::string& line)
{
    Words words;
    std::size_t begin = 0;
    for (auto end = line.find('\t'); end != std::string::npos; end = line.find('\t', begin)) {
        words.push_back(line.substr(begin, end - begin));
        begin = end + 1;
    }
    words.push_back(line.substr(begin));
    return words;
}

db::Endpoint endpoint_of(const std::string& where)
{
    db::Endpoint endpoint;
    const auto colon = where.rfind(':');
    if (where.starts_with('/') || colon == std::string::npos) {
        endpoint.socket = where;
    } else {
        endpoint.address = where.substr(0, colon);
        endpoint.port = static_cast<unsigned>(number(where.substr(colon + 1)));
    }
    return endpoint;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 3) {
        return 2;
    }
    auto endpoint = endpoint_of(argv[1]);
    const std::string_view tls = argc > 3 ? argv[3] : "off";
    const std::map<std::string_view, db::Tls> kinds{
        {"off", db::Tls::off},
        {"if_demanded", db::Tls::if_demanded},
        {"preferred", db::Tls::preferred},
        {"required", db::Tls::required}};
    endpoint.tls = kinds.at(tls);
    endpoint.tls_ca = argc > 4 ? argv[4] : "";
    std::string line;
    std::getline(std::cin, line);
    auto server = db::connect_server(endpoint, {argv[2], line}, Deadline::after(patience * 10));
    if (!server) {
        failed(server.error());
    }
    std::cout << "." << std::endl;
    while (server && std::getline(std::cin, line)) {
        const auto words = tab_separated(line);
        const auto command = commands().find(words.front());
        if (command == commands().end()) {
            say("error", "no such command");
        } else {
            command->second(**server, words);
        }
        std::cout << "." << std::endl;
    }
    return server ? 0 : 1;
}
