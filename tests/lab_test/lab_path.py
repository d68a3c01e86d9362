# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Importing this makes the lab's package importable; keeps tests/lab free of byte code."""
import os
import sys

LAB_DIR = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "lab")
sys.dont_write_bytecode = True
sys.path.insert(0, LAB_DIR)
