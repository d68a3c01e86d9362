// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "stonith/evidence.h"

#include "lib/base/cat.h"

#include <algorithm>

namespace mmm::fence {

namespace {

const Evidence* first(const std::vector<Evidence>& all, Finding finding)
{
    const auto found = std::ranges::find(all, finding, &Evidence::finding);
    return found == all.end() ? nullptr : &*found;
}

/// Why silence may be that of this host's own network; empty when it is not.
std::string doubt_about_silence(const Look& look)
{
    if (look.witnesses.empty()) {
        return look.was_silent_before
                   ? "it was silent before, so its silence proves nothing; set the option witness"
                   : "";
    }
    return first(look.witnesses, Finding::answers) == nullptr
               ? "no witness answers either, so this host's own network may be what is down"
               : "";
}

} // namespace

Verdict judge(const Look& look)
{
    if (const auto* answer = first(look.host, Finding::answers)) {
        return {Power::on, cat(answer->way, " still answers")};
    }
    if (const auto* unclear = first(look.host, Finding::unknown)) {
        return {Power::unknown, cat(unclear->way, ": ", unclear->detail)};
    }
    if (look.host.empty()) {
        return {Power::unknown, "nothing was looked at"};
    }
    const auto doubt = look.by_status ? std::string() : doubt_about_silence(look);
    return doubt.empty() ? Verdict{Power::off, "no answer in any way"}
                         : Verdict{Power::unknown, doubt};
}

} // namespace mmm::fence
