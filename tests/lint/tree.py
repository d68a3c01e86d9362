# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The files that are checked: those of the repository, or those a self-test makes up."""
import os
import re
import shutil
import subprocess


class Skip(Exception):
    """A check cannot run here; the text is the reason."""


class Tree:
    """Paths relative to the root, and their texts."""

    def __init__(self, paths, read, root=None):
        self.paths = sorted(paths)
        self.text = read
        self.root = root

    @classmethod
    def of_repository(cls, root):
        def read(path):
            with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
                return file.read()
        return cls(_repository_paths(root), read, root)

    @classmethod
    def of_texts(cls, texts):
        return cls(texts, texts.__getitem__)

    def matching(self, pattern):
        return [path for path in self.paths if re.search(pattern, path)]

    def cpp(self):
        return self.matching(r"\.(h|cpp)$")

    def python(self):
        return [p for p in self.paths if p.endswith(".py") or "python3" in self.shebang(p)]

    def shell(self):
        return [p for p in self.paths if p.endswith(".sh") or re.search(r"/(ba)?sh\b", self.shebang(p))]

    def shebang(self, path):
        """The first line of a program, or an empty text. Other files are not worth reading."""
        if "." in os.path.basename(path).lstrip("."):
            return ""
        first = self.text(path)[:200].split("\n", 1)[0]
        return first if first.startswith("#!") else ""


def _repository_paths(root):
    """What git knows or would add; in an unpacked source package, every file outside build trees."""
    found = list(_listed_by_git(root) or _walk(root))
    whole = {path: os.path.join(root, path) for path in found if path}
    return [p for p, full in whole.items() if os.path.isfile(full) and not os.path.islink(full)]


def _listed_by_git(root):
    if not os.path.exists(os.path.join(root, ".git")) or not shutil.which("git"):
        return []
    done = subprocess.run(
        ["git", "-c", f"safe.directory={root}", "-C", root,
         "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        capture_output=True, text=True, check=False)
    return done.stdout.split("\0") if done.returncode == 0 else []


def _walk(root):
    for directory, folders, files in os.walk(root):
        folders[:] = [f for f in folders if not re.match(r"build$|obj-|\.git$|\.pc$|__pycache__", f)]
        for name in files:
            yield os.path.relpath(os.path.join(directory, name), root)
