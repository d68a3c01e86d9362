// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/promotion_proof.h"

#include "lib/base/cat.h"

#include <algorithm>

namespace mmm::model {

namespace {

bool answered(const std::vector<HostFacts>& peers, const std::string& host)
{
    return std::ranges::any_of(peers, [&](const HostFacts& peer) {
        return peer.name == host && peer.facts && !peer.unread;
    });
}

/// What clients were told of was in its own log first. A later writer may have been lost before
/// the record told of it: then a replica of it has what it acknowledged, so one host at most may
/// be silent.
bool is_whole_writer(
    const HostFacts& self, const std::vector<HostFacts>& peers, const PromotionRules& rules)
{
    const auto silent = std::ranges::count_if(rules.hosts, [&](const std::string& host) {
        return host != self.name && !answered(peers, host);
    });
    return rules.has_all_it_wrote && silent <= 1;
}

class Prover {
public:
    Prover(
        const HostFacts& self,
        const std::vector<HostFacts>& peers,
        const Transactions& reach,
        const PromotionRules& rules)
        : self_(self)
        , peers_(peers)
        , reach_(reach)
        , rules_(rules)
    {
    }

    Proof make() &&
    {
        if (!rules_.record) {
            return std::move(proof_); // the very first writer
        }
        check_opening();
        if (check_closing() || check_own_log()) {
            return std::move(proof_);
        }
        for (const auto& host : rules_.hosts) {
            if (host != self_.name && !answered(peers_, host)) {
                check_silent(host);
            }
        }
        return std::move(proof_);
    }

private:
    /// A host that was away while others had the role must not take it with its old data.
    void check_opening()
    {
        const auto& record = *rules_.record;
        const auto missing = record.opened.ahead_of(reach_);
        if (!missing.empty()) {
            proof_.gaps.push_back(
                cat("neither ",
                    self_.name,
                    " nor any host that answers has what the last writer ",
                    record.writer,
                    " had when it opened (",
                    missing.to_text(),
                    ")"));
        }
    }

    /// True when the last writer said, closed, what it had: nothing can be beyond that.
    bool check_closing()
    {
        if (!rules_.closed) {
            return false;
        }
        const auto missing = rules_.closed->ahead_of(reach_);
        if (missing.empty()) {
            proof_.reasons.push_back(
                cat("everything that ", rules_.record->writer, " had when it was closed is here"));
            return true;
        }
        proof_.gaps.push_back(
            cat(rules_.record->writer,
                " was closed with transactions that nobody who answers has (",
                missing.to_text(),
                ")"));
        return true;
    }

    /// True when `self` needs nobody else.
    bool check_own_log()
    {
        const bool is_whole = is_whole_writer(self_, peers_, rules_);
        if (is_whole) {
            proof_.reasons.push_back(
                cat(self_.name, " was the last writer and has all that it wrote"));
        }
        return is_whole;
    }

    void check_silent(const std::string& host)
    {
        const auto& record = *rules_.record;
        if (host == record.writer) {
            check_silent_writer(host);
            return;
        }
        if (rules_.durability == Durability::available) {
            return; // others hold nothing that the writer did not have
        }
        const auto left = rules_.departed.find(host);
        if (left != rules_.departed.end() && left->second.ahead_of(reach_).empty()) {
            proof_.reasons.push_back(
                cat(host, " left before, with nothing that ", self_.name, " lacks"));
            return;
        }
        proof_.gaps.push_back(cat(
            host, " does not answer and may hold acknowledged transactions that nobody else has"));
    }

    void check_silent_writer(const std::string& host)
    {
        if (rules_.record->durability == Durability::lossless) {
            proof_.reasons.push_back(
                cat("what the last writer ", host, " acknowledged is on another host as well"));
            return;
        }
        proof_.gaps.push_back(
            cat("the last writer ",
                host,
                " does not answer and may have acknowledged transactions after ",
                reach_.empty() ? "what is here" : reach_.to_text(),
                " that no replica got"));
    }

    const HostFacts& self_;
    const std::vector<HostFacts>& peers_;
    const Transactions& reach_;
    const PromotionRules& rules_;
    Proof proof_;
};

} // namespace

Proof prove_completeness(
    const HostFacts& self,
    const std::vector<HostFacts>& peers,
    const Transactions& reach,
    const PromotionRules& rules)
{
    return Prover(self, peers, reach, rules).make();
}

bool knows_the_last_writes(
    const HostFacts& self, const std::vector<HostFacts>& peers, const PromotionRules& rules)
{
    return rules.record && (rules.closed || is_whole_writer(self, peers, rules));
}

} // namespace mmm::model
