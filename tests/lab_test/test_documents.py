# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""How commands are read out of a document, and compared with what they print."""
import os
import sys
import unittest

sys.path.append(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
from support.documents import Command, Deed, is_as_shown, sections  # noqa: E402  (needs the path above)

PAGE = """# Page
## One
```console
M1# do \\
this
first line
second line
M2# do that
```
<!-- in the lab: wonders -->
```sh
not tested
```
## Two
words
"""


class ADocument(unittest.TestCase):
    def test_is_commands_with_what_they_print(self):
        self.assertEqual(sections(PAGE), {"One": [Command("M1", "do this", ("first line", "second line")),
                                                  Command("M2", "do that"), Deed("wonders")]})

    def test_may_not_begin_a_block_with_output(self):
        with self.assertRaises(ValueError):
            sections("## A\n```console\noutput\n```\n")


class WhatIsPrinted(unittest.TestCase):
    def test_is_compared_without_what_differs_from_run_to_run(self):
        self.assertTrue(is_as_shown(["M1 Roles: reader(1.1), writer(2)"], ["M1 Roles: reader(1.2), reader(1.3), writer(2) "]))
        self.assertTrue(is_as_shown(["at 2026/01/01 00:00:00 0-1-2"], ["at 2026/11/22 10:11:12 0-2-345", ""]))

    def test_has_to_be_the_same_in_all_else(self):
        self.assertFalse(is_as_shown(["M1 Roles: writer(2)"], ["M1 Roles: reader(1.2), writer(2)"]))
        self.assertFalse(is_as_shown(["a"], ["a", "b"]))
        self.assertFalse(is_as_shown(["a", "b"], ["a"]))
        self.assertFalse(is_as_shown(["a.c"], ["abc"]))

    def test_may_have_any_lines_where_dots_are_shown(self):
        for printed in (["a", "b"], ["a", "x", "y", "b"]):
            self.assertTrue(is_as_shown(["a", "...", "b"], printed), printed)
        self.assertFalse(is_as_shown(["a", "...", "b"], ["a", "x"]))
        self.assertTrue(is_as_shown(["..."], []))


if __name__ == "__main__":
    unittest.main()
