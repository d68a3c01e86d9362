# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Small things: files and functions that fit into a head.

Counting works because clang-format puts the brace of a function, and of nothing else, on its own line.
"""
import ast
import re

FILE_AIM = 400
FILE_LIMIT = 600
FUNCTION_LIMIT = 50


def check(tree):
    findings = []
    for path in sorted({*tree.cpp(), *tree.python(), *tree.shell()}):
        lines = tree.text(path).split("\n")
        if len(lines) > FILE_LIMIT:
            findings.append(f"{path}: {len(lines)} lines, the limit is {FILE_LIMIT}")
        for number, length in _functions(path, lines):
            if length > FUNCTION_LIMIT:
                findings.append(f"{path}:{number}: a function of {length} lines, the limit is {FUNCTION_LIMIT}")
    return findings


def warnings(tree):
    """What is worth a look but fails nothing."""
    counted = {path: tree.text(path).count("\n") for path in {*tree.cpp(), *tree.python(), *tree.shell()}}
    return [f"{path}: {count} lines, aim at {FILE_AIM}"
            for path, count in sorted(counted.items()) if FILE_AIM < count <= FILE_LIMIT]


def _functions(path, lines):
    if path.endswith((".h", ".cpp")):
        return _cpp_functions(lines)
    if path.endswith(".py") or "python3" in lines[0]:
        return _python_functions("\n".join(lines))
    return []


def _cpp_functions(lines):
    opened = None
    for number, line in enumerate(lines, 1):
        if opened is None and re.fullmatch(r"\s*\{", line):
            opened = (number, line.replace("{", "}"))
        elif opened and line == opened[1]:
            yield opened[0], number - opened[0] + 1
            opened = None


def _python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.end_lineno - node.lineno + 1
