# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What must hold after every scenario. Pure: facts in, sentences about what was broken out, each with the
number of the invariant:
  I1 no acknowledged write is lost (where that can happen by policy: not more than is reported)
  I2 never two servers accept writes, never two hosts have or answer to one address
  I3 no write is acknowledged by a deposed writer after the new one's first
  I4 no serving host has a transaction that the writer has not
  I5 all hosts serve again, one is the writer, every address has one home, each host a reader
  I6 the servers hold the same rows
  I7 the writer moves as often as the scenario says, not more
  I8 no constraint, setting or attribute stays behind
  I9 no action meets its time-out, no program of ours crashes, writes are not away for longer than said
  I10 the history of moves is complete and true
"""
import itertools

from faults import watched


def server_switches(lines):
    """How often consecutive acknowledgements, in the order in which they came, are of another server."""
    acks = sorted((int(words[2]), words[4]) for words in (line.split() for line in lines)
                  if len(words) > 5 and words[0] == "ack")
    servers = [server for server, _ in itertools.groupby(server for _, server in acks)]
    return max(0, len(servers) - 1)


def new_moves(before, after):
    """All moves since, as the hosts tell them together: number -> (from, to); and where they differ."""
    seen = {move["number"] for history in before.values() for move in history["moves"]}
    moves, differing = {}, []
    for node, history in after.items():
        for move in history["moves"]:
            if move["number"] in seen:
                continue
            told = (move["from"] or "", move["to"])
            if moves.setdefault(move["number"], told) != told:
                differing.append(f"I10 {node} tells of move {move['number']} that it was {told}, "
                                 f"others {moves[move['number']]}")
    return moves, differing


def reported_loss(before, after):
    """How many transactions hosts say that they had alone."""
    def all_of(histories):
        return {(loss["host"], loss["transactions"]): loss["count"]
                for history in histories.values() for loss in history["losses"]}
    old = all_of(before)
    return sum(count for key, count in all_of(after).items() if key not in old)


def check_watch(spans, writer_address, two_by_hand):
    broken = []
    writers = watched.reachable_writers(spans, writer_address) if two_by_hand else watched.two_writers(spans)
    for one, other, seconds in writers:
        broken.append(f"I2 {one} and {other} accepted writes at once, for {1000 * seconds:.0f} ms")
    for address, one, other, seconds in watched.two_holders(spans):
        broken.append(f"I2 {one} and {other} had {address} at once, for {1000 * seconds:.0f} ms")
    for address, macs in watched.two_answers(spans):
        broken.append(f"I2 {' and '.join(macs)} answered for {address}")
    return broken


def collapse(names):
    return [name for name, _ in itertools.groupby(names)]


def is_part(some, names):
    """Whether `some` are among the names, in that order."""
    rest = iter(names)
    return all(name in rest for name in some)


def check_history(moves, differing, writers, seen):
    """moves: number -> (from, to), as new_moves() gives them; writers: before and after; seen: (tenures, openings), as
    the watcher saw them, or None."""
    broken = list(differing)
    chain = [moves[number] for number in sorted(moves)]
    if sorted(moves) != list(range(min(moves, default=0), max(moves, default=-1) + 1)):
        broken.append(f"I10 moves are missing: {sorted(moves)}")
    before, after = writers
    told = collapse([before, *(to for _, to in chain)])
    if told[-1] != after:
        broken.append(f"I10 the history ends with {told[-1]}, the writer is {after}")
    tenures, openings = seen or ((), ())
    if tenures and not (is_part(tenures, told) and is_part(told, openings)):
        broken.append(f"I10 the history tells {' -> '.join(told)}, seen was {' -> '.join(tenures)}")
    return broken


def check_counts(verdict, reported, lossless):
    broken = []
    if verdict.lost and lossless:
        broken.append(f"I1 {verdict.lost} acknowledged writes are lost")
    elif verdict.lost > reported:
        broken.append(f"I1 {verdict.lost} acknowledged writes are lost, and {reported} are reported")
    if verdict.duplicated:
        broken.append(f"I1 {verdict.duplicated} writes were executed twice")
    if verdict.wrong:
        broken.append(f"I6 {verdict.wrong}")
    return broken


def check_left_behind(before, after):
    broken = []
    for section, elements in after.configuration.items():
        for element in sorted(elements - before.configuration[section], key=str):
            broken.append(f"I8 left in the {section}: {describe(element)}")
        for element in sorted(before.configuration[section] - elements, key=str):
            broken.append(f"I8 missing in the {section}: {describe(element)}")
    for node, names in after.attributes.items():
        for name in sorted(set(names) - set(before.attributes.get(node, ()))):
            broken.append(f"I8 left at {node}: {name}")
    return broken


def describe(element):
    tag, *attributes = element
    return " ".join([tag, *(f"{name}={value}" for name, value in attributes)])


def check_conduct(before, after, scenario, interruption_ms):
    broken = []
    if after.timed_out > before.timed_out and not scenario.timeouts:
        broken.append(f"I9 {after.timed_out - before.timed_out} actions met their time-out")
    if after.crashed > before.crashed:
        broken.append(f"I9 {after.crashed - before.crashed} programs of ours crashed")
    if interruption_ms > 1000 * scenario.longest:
        broken.append(f"I9 no writes for {interruption_ms / 1000:.1f} s, at most {scenario.longest:g} s are right")
    return broken


def check_hosts(hosts):
    """hosts: what `mmm_control show` says, host -> (mode, state, roles)."""
    broken = [f"I5 {host} is {state}" for host, (_, state, _) in hosts.items() if state != "ONLINE"]
    return broken + [f"I5 {host} has no reader address" for host, (_, state, roles) in hosts.items()
                     if state == "ONLINE" and not any(role.startswith("reader(") for role in roles)]
