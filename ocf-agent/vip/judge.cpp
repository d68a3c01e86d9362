// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/vip/judge.h"

#include "lib/base/cat.h"
#include "ocf-agent/vip/placement.h"

#include <linux/if_addr.h>

#include <algorithm>

namespace mmm::vip {

namespace {

Verdict faulty(std::string reason)
{
    return Verdict{Verdict::State::faulty, std::move(reason)};
}

Verdict judge_link(const net::InterfaceAddress& copy, const NetworkView& view)
{
    const auto* link = view.find_link(copy.link_index);
    if (link == nullptr) {
        return faulty(cat("interface number ", copy.link_index, " has gone"));
    }
    if (const auto why = net::why_down(*link)) {
        return faulty(cat("address ", net::to_text(copy.address), " cannot be reached: ", *why));
    }
    if ((copy.flags & IFA_F_DADFAILED) != 0) {
        return faulty(
            cat("address ",
                net::to_text(copy.address),
                " is disabled: the kernel found another station that has it (\"ip -6 neigh\")"));
    }
    return Verdict{Verdict::State::served, {}};
}

Verdict
judge_address(const WantedAddress& wanted, const Settings& settings, const NetworkView& view)
{
    Verdict result{
        Verdict::State::absent,
        cat("address ", net::to_text(wanted.address), " is not on this host")};
    for (const auto& copy : copies_of(wanted.address, settings, view)) {
        const auto misplaced = why_misplaced(copy, wanted, settings, view);
        if (!misplaced) {
            return judge_link(copy, view);
        }
        result = faulty(*misplaced);
    }
    return result;
}

} // namespace

Verdict judge(const Settings& settings, const NetworkView& view)
{
    std::vector<Verdict> verdicts;
    for (const auto& wanted : settings.addresses) {
        verdicts.push_back(judge_address(wanted, settings, view));
    }
    const auto is_absent = [](const Verdict& one) { return one.state == Verdict::State::absent; };
    const auto is_served = [](const Verdict& one) { return one.state == Verdict::State::served; };
    if (std::ranges::all_of(verdicts, is_absent)) {
        return Verdict{
            Verdict::State::absent,
            verdicts.empty() ? "no address is configured" : verdicts.front().reason};
    }
    const auto wrong = std::ranges::find_if_not(verdicts, is_served);
    return wrong == verdicts.end() ? verdicts.front() : faulty(wrong->reason);
}

} // namespace mmm::vip
