# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A cluster in namespaces: nodes, network, power, servers, faults and a workload that counts."""
