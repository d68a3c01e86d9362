# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""tests/run faults [options]: runs the fault catalogue, judges each run, and tells."""
import argparse
import concurrent.futures
import os
import random
import signal
import sys
import threading

from faults import record
from faults.catalogue import CATALOGUE
from faults.random_mix import RANDOM
from faults.runs import Lane

LABS_AT_ONCE = 2  # most of their time they wait


def jobs_of(options):
    """(scenario, server, seed), those of one kind of lab behind each other."""
    if options.random:
        servers = options.servers or ["mariadb-10.11"]
        return ((RANDOM, servers[n % len(servers)], options.seed + n) for n in range(10**9))
    jobs = [(scenario, server, options.seed + n) for scenario in CATALOGUE for server in scenario.servers
            for n in range(options.repeat)
            if (not options.servers or server in options.servers)
            and (not options.quick or scenario.quick)
            and (not options.only or any(word in f"{scenario.name}.{server}" for word in options.only))]
    return iter(sorted(jobs, key=lambda job: (job[1], job[0].lab)))


class Session:
    """Lanes that take one job after the other, until there is none, or the time is over."""

    def __init__(self, options, tell):
        self._jobs = jobs_of(options)
        self._lock = threading.Lock()
        self._tell = tell
        self._over = threading.Event()
        self.runs = []
        if options.seconds:
            timer = threading.Timer(options.seconds, self._over.set)
            timer.daemon = True
            timer.start()

    def _next(self):
        with self._lock:
            return None if self._over.is_set() else next(self._jobs, None)

    def _work(self, name):
        lane = Lane(name)
        try:
            while (job := self._next()) is not None:
                run = lane.run(*job)
                with self._lock:
                    self.runs.append(run)
                    record.append(run)
                    self._tell(run)
        finally:
            lane.close()

    def run(self, labs, prefix):
        with concurrent.futures.ThreadPoolExecutor(labs) as pool:
            lanes = [pool.submit(self._work, f"{prefix}{letter}") for letter in "abcd"[:labs]]
            try:
                for lane in lanes:
                    lane.result()
            except BaseException:
                self._over.set()
                raise
        return self.runs


def tell(run):
    line = f"{'failed' if run.broken else 'passed':8} {run.seconds:6.1f} s  {run.name} {run.server} seed {run.seed}: {run.told}"
    more = [*run.broken, *run.notes]
    print("\n    ".join([line, *more]), flush=True)


def list_scenarios():
    for scenario in CATALOGUE:
        print(f"{scenario.name} ({', '.join(scenario.servers)}): {scenario.about}")


def parse(argv):
    parser = argparse.ArgumentParser(prog="tests/run faults", description=__doc__)
    parser.add_argument("--only", action="append", metavar="NAME", help="scenarios with NAME in their name; may be repeated")
    parser.add_argument("--server", action="append", dest="servers", metavar="S", help="on this kind of server; may be repeated")
    parser.add_argument("--seed", type=int, default=None, metavar="N", help="of what is left to chance; printed with each run")
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="run each scenario N times, with seeds from N on")
    parser.add_argument("--random", action="store_true", help="mixes of faults instead of the catalogue, one seed each")
    parser.add_argument("--for", type=float, default=0, dest="seconds", metavar="S", help="begin no run after so many seconds")
    parser.add_argument("--labs", type=int, default=LABS_AT_ONCE, choices=(1, 2, 3, 4), help="clusters at once (2)")
    parser.add_argument("--quick", action="store_true", help="the scenarios that the usual test run has")
    parser.add_argument("--record", action="store_true", help="write the tables of docs/reliability.md")
    parser.add_argument("--list", action="store_true", help="list the scenarios")
    options = parser.parse_args(argv)
    if options.random and not options.seconds:
        options.seconds = 600
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1, 10**6)
    return options


def run_quick(tell_one, only, labs):
    """The part for the usual test run; labs is what the names of its labs begin with."""
    Session(parse(["--quick", *(["--only", only] if only else [])]), tell_one).run(LABS_AT_ONCE, labs)


def main(argv):
    options = parse(argv)
    if options.list:
        list_scenarios()
        return 0
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    runs = Session(options, tell).run(options.labs, f"f{os.getpid()}")
    if options.record:
        record.write_document([scenario.name for scenario in CATALOGUE])
    failed = sum(1 for run in runs if run.broken)
    print(f"{len(runs) - failed} passed, {failed} failed, 0 skipped")
    return 0 if runs and not failed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
