# SPDX-License-Identifier: GPL-2.0-or-later
"""The fault catalogue: what happens to a cluster, and what must hold whatever happens."""
