// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A configuration file of MySQL-MMM, whatever its bytes: reading ends, each message is one
// printable line, and what nobody objects to becomes a cluster without odd characters in it.
#include "lib/base/cat.h"
#include "lib/config/mmm_config_file.h"
#include "lib/model/mmm_accounts.h"
#include "lib/model/mmm_cluster_plan.h"
#include "tests/fuzz/fuzz_input.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace mmm;
using fuzz::require;

bool is_printable(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return (c >= ' ' && c <= '~') || c == '\n'; });
}

void require_lines(const std::vector<std::string>& lines)
{
    for (const auto& line : lines) {
        require(line.find('\n') == std::string::npos && !line.empty() && is_printable(line));
    }
}

/// Files that name others are read as if those were empty.
config::MmmFileContents parsed(std::string_view bytes)
{
    config::MmmFileContents contents;
    config::parse_mmm_config(
        bytes,
        "f.conf",
        [](std::string_view, const std::string&, int, config::MmmFileContents&) {},
        contents);
    return contents;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto contents = parsed(mmm::fuzz::text_of({data, size}));
    for (const auto& line : contents.errors) {
        require(is_printable(line) && line.size() < 200);
    }
    const auto config = model::mmm_config_of(contents.assignments);
    for (int programs = 0; programs < 16; ++programs) {
        require_lines(model::mmm_refusals(
            contents.assignments, config, static_cast<model::MmmPrograms>(programs)));
    }
    const auto faults = model::mmm_faults(config);
    require_lines(faults);
    require_lines(model::mmm_accounts(config).errors);
    const auto plan = model::plan_mmm_cluster(config);
    require_lines(plan.errors);
    require_lines(plan.warnings);
    if (contents.errors.empty() && faults.empty() && plan.errors.empty()) {
        require(is_printable(model::pcs_commands(plan.description)));
        require(is_printable(model::crmsh_commands(plan.description)));
        require(is_printable(model::cib_configuration(plan.description)));
    }
    return 0;
}
