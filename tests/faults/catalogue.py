# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""All scenarios, in the order in which their areas are told."""
from faults import host, network, operations, process, replication, resources, scenario

AREAS = (process, host, network, replication, resources, operations)
CATALOGUE = [entry for area in AREAS for entry in scenario.entered() if entry.act.__module__ == area.__name__]
