// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/cluster/read_cluster_view.h"

#include "lib/cluster/cib_xml.h"
#include "lib/cluster/crm_mon_xml.h"

#include <utility>

namespace mmm::cluster {

Result<model::ClusterStatus> read_cluster_status(const PacemakerTools& tools, Deadline deadline)
{
    const auto xml = tools.read_status_xml(deadline);
    if (!xml) {
        return xml.error();
    }
    auto status = parse_crm_mon(*xml);
    if (!status) {
        return std::move(status).error().during("could not read the cluster's status: crm_mon");
    }
    return status;
}

Result<model::ClusterConfiguration>
read_cluster_configuration(const PacemakerTools& tools, Deadline deadline)
{
    const auto xml = tools.read_configuration_xml(deadline);
    if (!xml) {
        return xml.error();
    }
    auto configuration = parse_cib(*xml);
    if (!configuration) {
        return std::move(configuration)
            .error()
            .during("could not read the cluster's configuration: cibadmin");
    }
    return configuration;
}

} // namespace mmm::cluster
