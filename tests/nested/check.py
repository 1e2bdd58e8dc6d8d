#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""check.py OUT: judge what scenario.sh left in OUT/deep, OUT/direct, … Prints TAP.

Whose events are in this host's trace, and whose in the hosts' in between; what a record takes.
"""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from judge import Judge  # pylint: disable=wrong-import-position

judge = Judge(sys.argv[1], "nested")
ok = judge.ok

BURST = 202  # records of nest_call: a start, 200, a stop


class Vm:
    """What a trace says of one VM."""

    def __init__(self, field):
        self.depth, self.parent, self.inner = (int(field[k]) for k in
                                               ("depth", "parent_id", "inner_id"))
        self.seqs, self.times, self.lost = {}, [], 0
        self.end = self.stop = None

    def add(self, name, field):
        """An event of its own."""
        self.seqs.setdefault(field["vcpu_id"], []).append(int(field["seq"]))
        self.times.append(int(field["time_ns"]))
        self.lost += int(field["lost"])
        if name == "hypertrace_guest_stop":
            self.stop = int(field["emitted"])

    def records(self):
        """How many events."""
        return sum(len(s) for s in self.seqs.values())

    def whole(self):
        """Numbered without a gap, in the order of their times, all of them counted."""
        return (all(s == list(range(len(s))) for s in self.seqs.values()) and not self.lost and
                self.times == sorted(self.times) and self.end and self.end[:2] == (self.records(), 0) and
                self.stop in (None, self.records()))


def vms_of(trace):
    """{id: Vm} of a trace of this host's, and the first and the last time the host itself says."""
    vms, span = {}, []
    for name, field in judge.events(trace):
        vm = field.get("vm_id")
        if name == "hypertrace_vm_create":
            vms.setdefault(vm, Vm(field))
        elif name == "hypertrace_vm_destroy":
            vms[vm].end = tuple(int(field[k]) for k in ("records", "lost", "rejected"))
        elif name == "hypertrace_vcpu_sched":
            span.append(int(field["time_ns"]))
        elif "seq" in field:
            vms[vm].add(name, field)
    return vms, span


def ends(path):
    """{id: (records, lost, rejected)} of the VMs that a host in between heard of, by its ftrace."""
    found = re.findall(r"hypertrace_vm_destroy: vm=(\d+) .*records=(\d+) lost=(\d+) rejected=(\d+)",
                       judge.read(path))
    return {int(vm): tuple(map(int, rest)) for vm, *rest in found}


def parents(path):
    """{id: (parent, depth, inner)} likewise."""
    found = re.findall(r"hypertrace_vm_create: vm=(\d+) pid=\d+ parent=(\d+) depth=(\d+) inner=(\d+)",
                       judge.read(path))
    return {int(vm): tuple(map(int, rest)) for vm, *rest in found}


def figures():
    """{name: (instructions, result)} as the consoles say them."""
    text = judge.read("deep/L1-console.log") + judge.read("deep/L1/L2-console.log")
    found = re.findall(r"L\d: (\w+) least (-?\d+) result (-?\d+)", text)
    found += re.findall(r"^()least (-?\d+) result (-?\d+)", judge.read("deep/flat.log"), re.M)
    return {name or "direct1": (int(least), int(result)) for name, least, result in found}


def check_deep():
    """Depth 1 to 3, every hypervisor opted in but where it says otherwise."""
    vms, span = vms_of("deep/trace")
    tops = [vm for vm, v in vms.items() if v.depth == 1]
    twos = [vm for vm, v in vms.items() if v.depth == 2]
    threes = [vm for vm, v in vms.items() if v.depth == 3]
    shape = {vm: (v.depth, v.parent, v.inner) for vm, v in vms.items()}
    ok(len(tops) == 1 and len(twos) == 2 and len(threes) == 1, "deep: four VMs, and no other", shape)
    ok(all(vms[vm].parent == int(tops[0]) for vm in twos), "deep: of depth 2, in the first", shape)
    host = [vm for vm in twos if vms[vm].stop is None]
    ok(len(host) == 1 and all(vms[vm].parent == int(host[0]) for vm in threes),
       "deep: of depth 3, in the one that is a host", shape)
    ok([vms[vm].inner for vm in twos + threes] == [1, 3, 1],
       "deep: with the numbers that their hypervisors gave them", shape)
    for vm, v in vms.items():
        ok(v.whole(), f"deep: VM {vm} of depth {v.depth}: {v.records()} records, none missing",
           f"{v.seqs} lost {v.lost} end {v.end} stop {v.stop}")
        ok(v.times and span and span[0] - 2e9 < v.times[0] and v.times[-1] < span[-1] + 2e9,
           f"deep: VM {vm}: its times are within the run", f"{v.times[:1]} {v.times[-1:]} {span}")
    bursts = [vms[vm].records() for vm in twos + threes].count(BURST)
    ok(bursts == 2, "deep: both bursts came here", bursts)


def check_between():
    """What the hosts in between heard meanwhile."""
    one, two = ends("deep/L1/ftrace"), ends("deep/L2/ftrace")
    whose = parents("deep/L1/ftrace")
    child = [vm for vm, (parent, depth, inner) in whose.items() if depth == 2]
    wanted = {1: (0, 0, 0), 2: (BURST, 0, 0), 3: (0, 0, 0)}
    ok({vm: one.get(vm) for vm in wanted} == wanted,
       "L1 heard the guest that it did not opt in, and of the others nothing", one)
    ok(len(child) == 1 and whose[child[0]] == (3, 2, 4) and one.get(child[0]) == (BURST, 0, 0),
       "L1 heard L3 directly, which L2 had opted in, and L1 not", f"{whose} {one}")
    ok(len(one) == 4, "L1 heard of no other", one)
    ok(two == {1: (0, 0, 0), 2: (BURST, 0, 0), 3: (BURST, 0, 0), 4: (0, 0, 0)},
       "L2 heard those that it had not opted in, and no other", two)


def check_cost():
    """Instructions of a record, guest and hosts: they repeat to the digit."""
    cost = figures()
    for name in ("direct1", "direct2", "direct3", "reflected2", "only1", "only2", "neither"):
        least, result = cost.get(name, (-1, None))
        ok(result == 0, f"{name}: all records are answered with 0, in {least} instructions each", cost)
    if "direct1" not in cost or "direct3" not in cost:
        return
    ratio = cost["direct3"][0] / cost["direct1"][0]
    ok(ratio <= 1.2, f"a record of depth 3 takes {ratio:.2f} times what one of depth 1 does", cost)


def guest(name, log):
    """The guest's own TAP; what it had emitted near its end."""
    text = judge.guest_tap(name, log)
    m = re.search(r"guest: emitted (\d+) lost (\d+)", text)
    ok(m and m.group(2) == "0", f"{name}: the guest lost nothing", text[-300:])
    return int(m.group(1)) if m else -1


def check_pair():
    """The same guest of depth 2, with and without its hypervisor's consent."""
    emitted = guest("direct", "direct/L1/direct-console.log")
    vms, _ = vms_of("direct/trace")
    inner = [v for v in vms.values() if v.depth == 2]
    ok(len(inner) == 1 and inner[0].whole() and inner[0].stop == inner[0].records() >= emitted,
       "direct: this host has all events", {k: (v.end, v.stop, v.seqs) for k, v in vms.items()})
    ok(inner and inner[0].end[2] == 1, "direct: and the one call that it refused",
       [v.end for v in inner])
    heard = ends("direct/L1/ftrace")
    ok(heard == {1: (0, 0, 0)}, "direct: L1 has none", heard)
    calls = re.findall(r"kvm_hypercall: nr (0x\w+)", judge.read("direct/L1/ftrace"))
    ok("0x1" in calls and "0x1f" in calls and "0x48540005" in calls,
       "direct: KVM's hypercalls and those of rings went to L1", set(calls))
    ok(not {"0x48540000", "0x48540001", "0x48540002"} & set(calls), "direct: and none of the others",
       set(calls))

    emitted = guest("reflected", "reflected/L1/reflected-console.log")
    vms, _ = vms_of("reflected/trace")
    ok([v.depth for v in vms.values()] == [1], "reflected: this host hears of no nested guest", vms)
    heard = ends("reflected/L1/ftrace")
    ok(len(heard) == 1 and heard[1][0] >= emitted and heard[1][1] == 0,
       "reflected: L1 has all events", heard)


def check_deepest():
    """A kernel at depth 3."""
    emitted = guest("deepest", "deepest/L2/guest-console.log")
    vms, _ = vms_of("deepest/trace")
    inner = [v for v in vms.values() if v.depth == 3]
    ok(len(vms) == 3 and len(inner) == 1 and inner[0].whole() and
       inner[0].stop == inner[0].records() >= emitted, "deepest: this host has all events",
       {k: (v.depth, v.end, v.stop, v.seqs) for k, v in vms.items()})
    heard = [ends(f"deepest/{level}/ftrace") for level in ("L1", "L2")]
    ok(heard == [{1: (0, 0, 0)}] * 2, "deepest: those in between have none", heard)


def check_hostile():
    """What a hypervisor can write into its word."""
    text = judge.read("hostile/L1-console.log").replace("\r", "")
    lies = re.findall(r"L1: lie (.*) ping (-?\d+)", text)
    for words, result in lies[:6]:
        ok(result == "-1000", f"hostile: {words}: not for this host", result)
    for words, result in lies[6:9]:
        ok(result == "0", f"hostile: {words}: for this host", result)
    made = [result for _, result in lies[9:-1]]
    ok(len(lies) == 25 and made == ["0"] * 12 + ["-12"] * 3, "hostile: there is room for 16", made)
    ok(lies and lies[-1][1] == "0", "hostile: and for others after a while", lies[-1:])
    calls = dict(re.findall(r"L1: call (\w+) (-?\d+)", text))
    ok(calls == {"1": "0", "1f": "-1000", "48540003": "-1000", "48540004": "-1000",
                 "48540005": "-1000", "48540006": "-1000"},
       "hostile: other numbers are never for this host", calls)
    vms, _ = vms_of("hostile/trace")
    top = [v for v in vms.values() if v.depth == 1]
    ok(len(top) == 1 and top[0].end and top[0].end[2] == 3, "hostile: what had no room is counted",
       [v.end for v in top])
    ok(all(v.end for v in vms.values()), "hostile: all of them have ended", len(vms))


check_deep()
check_between()
check_cost()
check_pair()
check_deepest()
check_hostile()
for part in ("deep", "direct", "reflected", "hostile"):
    left = judge.read(f"{part}/vms-left")
    ok(len(left.splitlines()) == 1, f"{part}: no VM is left", left)
judge.end()
