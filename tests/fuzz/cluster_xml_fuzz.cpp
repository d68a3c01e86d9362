// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Pacemaker's XML, whatever its bytes: reading ends, the hosts of whatever it holds can be listed
// and explained, and a CIB that is written back without a change still says the same.
#include "lib/cluster/cib_description.h"
#include "lib/cluster/cib_xml.h"
#include "lib/cluster/crm_mon_xml.h"
#include "lib/cluster/tool_time.h"
#include "lib/model/cluster_difference.h"
#include "lib/model/host_list.h"
#include "tests/fuzz/fuzz_input.h"

namespace {

using namespace mmm;
using fuzz::require;

void list_all(const model::ClusterView& view)
{
    for (const auto& resource : view.configuration.resources) {
        for (const auto& host : model::list_hosts(view, resource)) {
            require(model::shown_checks(host).size() == model::check_names.size());
        }
    }
}

/// A difference against itself is none, and applying none changes nothing.
void write_back(std::string_view xml)
{
    const auto description = cluster::describe_cib(xml);
    if (!description) {
        return;
    }
    const auto same = cluster::change_cib(xml, {});
    if (!same) {
        return; // a section of the CIB can be read, and only a whole one written
    }
    const auto again = cluster::describe_cib(*same);
    require(again.has_value());
    require(again->resources.size() == description->resources.size());
    require(again->constraints.size() == description->constraints.size());
    for (std::size_t i = 0; i < again->constraints.size(); ++i) {
        require(
            model::describe(again->constraints[i]) == model::describe(description->constraints[i]));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto xml = fuzz::text_of({data, size});
    model::ClusterView view;
    if (auto status = cluster::parse_crm_mon(xml)) {
        view.status = std::move(*status);
    }
    if (auto configuration = cluster::parse_cib(xml)) {
        view.configuration = std::move(*configuration);
    }
    list_all(view);
    write_back(xml);
    cluster::parse_tool_time(xml);
    return 0;
}
