# SPDX-License-Identifier: GPL-2.0-or-later
"""What Python tests share. tests/run puts the folder tests on the path."""
