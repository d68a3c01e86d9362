# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Who may include whom: base <- model <- adapters <- programs (docs/architecture.md).

Nothing else keeps a decision free of the world it decides about, or a C library in its one place.
"""
import re

ADAPTERS = {"config", "db", "cluster", "net"}
# What of lib/base neither waits, reads, writes nor logs.
PURE_BASE = {"lib/base/" + name for name in ("cat.h", "json_text.h", "result.h", "text.h", "xml_text.h")}
IMPURE_STANDARD = {"iostream", "fstream", "filesystem", "thread", "mutex", "future", "random", "cstdio", "ctime"}
# C library by the prefix of its headers: the files that may see it.
LIBRARIES = {
    r"qb/": r"ocf-agent/mond/event_loop\.cpp",
    r"mysql": r"lib/db/.*\.cpp",
    r"errmsg\.h|mysqld_error\.h": r"lib/db/.*\.cpp",
    r"libxml/": r"lib/cluster/.*\.cpp",
    r"corosync/": r"lib/cluster/quorum\.cpp",
    r"netlink/": r"lib/net/(.*\.cpp|netlink_parts\.h)",
    r"net-snmp/": r"snmp/.*\.cpp",
    r"CLI/": r"mmm-compat/mmm_config/.*\.cpp",
}
AGENT_EYES = {"ocf-agent/mysql/" + name for name in ("actions.h", "observe.h", "settings.h")} | {
    "ocf-agent/runtime/parameters.h"}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)


def check(tree):
    findings = []
    for path in tree.cpp():
        if path.startswith("tests/"):
            continue
        text = tree.text(path)
        for quoted, system in INCLUDE.findall(text):
            why = _quoted(path, quoted, tree) if quoted else _system(path, system)
            if why:
                findings.append(f"{path}: includes {quoted or system}: {why}")
        if path.startswith("lib/model/") and re.search(r"\b(now|time|getenv)\(", text):
            findings.append(f"{path}: a decision asks the clock or the environment; hand the value in")
    return findings


def _quoted(path, included, tree):
    if included not in tree.paths:
        return "not a path from the root of the repository"
    if included.split("/")[0] == "tests":
        return "a program must not need its tests"
    if included.startswith("lib/"):
        return _from_lib(path, included)
    if (path.startswith(_own_folder(included)) or _is_runtime(path, included) or _asks_servers(path, included)
            or _is_the_agents_daemon(path, included)):
        return None
    return "programs know nothing of each other"


def _from_lib(path, included):
    own, other = _own_folder(path), _own_folder(included)
    if own == other or not path.startswith("lib/"):
        return None
    if own == "lib/base/":
        return "lib/base knows nobody"
    if own == "lib/model/":
        return None if included in PURE_BASE else "lib/model takes only the pure headers of lib/base"
    if other.split("/")[1] in ADAPTERS:
        return "adapters know nothing of each other"
    return None


def _own_folder(path):
    """The first two folders: lib/db/, ocf-agent/vip/; one for programs with one folder only."""
    folders = path.split("/")[:-1]
    return "/".join(folders[:2]) + "/"


def _is_runtime(path, included):
    return path.startswith("ocf-agent/") and included.startswith("ocf-agent/runtime/")


def _asks_servers(path, included):
    """mmm_control's preview of a move must see what the agent would see, not something like it."""
    return path == "mmm-compat/mmm_control/agent_servers.cpp" and included in AGENT_EYES


def _is_the_agents_daemon(path, included):
    """mmm_mond looks at the server with the eyes of the agent that starts it."""
    return path.startswith("ocf-agent/mond/") and included.startswith("ocf-agent/mysql/")


def _system(path, header):
    for prefix, allowed in LIBRARIES.items():
        if re.match(prefix, header) and not re.fullmatch(allowed, path):
            return f"only {allowed} may see this library"
    if path.startswith("lib/model/") and (header.endswith(".h") or header in IMPURE_STANDARD):
        return "lib/model is pure: no system, no file, no clock"
    return None
