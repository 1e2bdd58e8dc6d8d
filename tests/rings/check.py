#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""check.py OUT: judge what scenario.sh left in OUT. Prints TAP.

emitted = traced + lost, exactly: what a guest says at its end of what it emitted and lost is compared
with the numbers of the events in the trace, vCPU by vCPU, and with the host's totals.
"""

import collections
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from judge import Judge  # pylint: disable=wrong-import-position

HYPERTRACE = os.environ["HYPERTRACE"]
judge = Judge(sys.argv[1], "rings")
ok = judge.ok


class Life:
    """One kernel's life in a VM: from its guest_start on, or from when this host began to listen."""

    def __init__(self):
        self.next = {}
        self.traced = 0
        self.gaps = 0
        self.told = 0
        self.host = None
        self.stop = None
        self.disorder = []
        self.seen = collections.Counter()

    def add(self, name, field):
        """Take the next event, in the order of the trace."""
        vcpu, seq, lost = field["vcpu_id"], int(field["seq"]), int(field["lost"])
        gap = seq - self.next.get(vcpu, 0)
        if gap < 0:
            self.disorder.append((name, vcpu, seq))
        self.gaps += gap
        self.told += lost
        if name == "hypertrace_lost":
            self.next[vcpu] = seq
            return
        self.next[vcpu] = seq + 1
        self.traced += 1
        self.seen[name] += 1
        if name == "hypertrace_guest_stop":
            self.stop = {k: int(v) for k, v in field.items() if k in ("emitted", "total_lost")}

    def emitted(self):
        """How many records the numbers speak of."""
        return sum(self.next.values())


def lives(found):
    """What happened in each VM, kernel by kernel, and the host's totals of each VM."""
    vms, totals = collections.OrderedDict(), {}
    for name, field in found:
        if name == "hypertrace_vm_destroy":
            totals[field["vm_id"]] = (int(field["records"]), int(field["lost"]))
        elif "seq" in field:
            mine = vms.setdefault(field["vm_id"], [])
            if name == "hypertrace_guest_start" or not mine:
                mine.append(Life())
            mine[-1].add(name, field)
    return vms, totals


def converted(trace):
    """The trace through the retime filter: unpacked and in order."""
    out = judge.path(trace + "-converted")
    run = subprocess.run([HYPERTRACE, "convert", "--json", judge.path(trace), out],
                         capture_output=True, text=True, check=False)
    ok(run.returncode == 0, f"{trace}: hypertrace convert", run.stderr)
    try:
        summary = json.loads(run.stdout)
    except ValueError as e:
        summary = {}
        ok(False, f"{trace}: convert --json", f"{e}: {run.stdout}")
    return judge.events(trace + "-converted"), summary


def check_life(trace, life, lossless=True):
    """A life that ended in an orderly way."""
    ok(not life.disorder, f"{trace}: numbers only rise", life.disorder[:5])
    if not ok_stop(trace, life):
        return
    ok(life.emitted() == life.stop["emitted"],
       f"{trace}: the numbers of all vCPUs add up to what the guest emitted ({life.emitted()})",
       f"guest: {life.stop}, numbers: {life.next}")
    ok(life.traced + life.gaps == life.stop["emitted"], f"{trace}: emitted = traced + lost",
       f"traced {life.traced}, gaps {life.gaps}, guest: {life.stop}")
    if lossless:
        ok(life.gaps == 0 and life.stop["total_lost"] == 0, f"{trace}: nothing is lost",
           f"gaps {life.gaps}, guest: {life.stop}")


def ok_stop(trace, life):
    """Whether the guest said its totals."""
    ok(life.stop is not None, f"{trace}: the guest says its totals", vars(life))
    return life.stop is not None


def check_totals(trace, vms, totals):
    """The host's own counters say the same as the trace."""
    for vm, mine in vms.items():
        traced = sum(life.traced for life in mine)
        lost = sum(life.gaps for life in mine)
        ok(totals.get(vm) == (traced, lost), f"{trace}: the host counts {traced} traced, {lost} lost",
           totals.get(vm))
        ok(sum(life.told for life in mine) == lost, f"{trace}: and each gap is said in the trace",
           [life.told for life in mine])


def orderly(trace, lossless=True, kernels=1):
    """A VM whose guest ended in an orderly way, traced from beginning to end."""
    judge.guest_tap(trace)
    vms, totals = lives(judge.events(trace))
    ok(len(vms) == 1, f"{trace}: one VM", list(vms))
    for mine in vms.values():
        ok(len(mine) == kernels, f"{trace}: {kernels} starts", len(mine))
        for life in mine:
            check_life(trace, life, lossless)
    check_totals(trace, vms, totals)
    check_order(trace)
    return vms


def check_order(trace):
    """After conversion time only goes forward, and nothing has come or gone."""
    found, summary = converted(trace)
    times = [int(f["time_ns"]) for _, f in found if "time_ns" in f]
    ok(times and times == sorted(times), f"{trace}: converted, time only goes forward",
       next((t for t in zip(times, times[1:]) if t[0] > t[1]), len(times)))
    ok(summary.get("late", 0) == 0, f"{trace}: no event comes too late for its place", summary)
    return found


def check_features():
    """Every class arrives, here in packed form."""
    log = judge.guest_tap("features")
    raw = collections.Counter(name for name, _ in judge.events("features"))
    ok(raw["ht_packed"] > 10 and not raw["hypertrace_user_event"],
       "features: a packed session has packed records only", raw)
    found = check_order("features")
    vms, _ = lives(found)
    for mine in vms.values():
        for life in mine:
            check_life("features", life)
    seen = collections.Counter(name.removeprefix("hypertrace_") for name, _ in found)
    for name in ("sched_switch", "sched_wakeup", "syscall_entry", "syscall_exit", "irq_entry",
                 "irq_exit", "softirq_entry", "softirq_exit", "page_fault", "user_event"):
        ok(seen[name] > 0, f"features: {name} is traced", seen)
    ok(seen["syscall_exit"] > 20, "features: system calls come in numbers", seen)
    check_user([f for n, f in found if n == "hypertrace_user_event"])
    check_func(seen, log)


def check_user(events):
    """4 threads, 250 events each, in each thread's order; and the longest text."""
    said = collections.defaultdict(list)
    for field in events:
        m = re.fullmatch(r'"thread (\d+) event (\d+)"', field["text"])
        if m:
            said[m.group(1)].append((int(m.group(2)), field["tid"]))
    ok(sorted(said) == ["0", "1", "2", "3"], "features: all threads are heard", sorted(said))
    ok(all([n for n, _ in events] == list(range(250)) for events in said.values()),
       "features: every event of each, in its order", {k: len(v) for k, v in said.items()})
    ok(all(len({tid for _, tid in events}) == 1 for events in said.values()),
       "features: each by one thread")
    ok(any(len(f["text"]) == 992 + 2 for f in events), "features: the longest text arrives whole")


def check_func(seen, log):
    """100 times outer with two inner, entries and returns; then 10 times entries alone."""
    ok("# rethook" in log or seen["func_exit"] == 300, "features: 300 functions return",
       seen["func_exit"])
    ok(seen["func_entry"] == 330, "features: 330 are entered", seen["func_entry"])


def check_kill():
    """A VMM killed in the middle: whatever the host read is accounted for."""
    vms, totals = lives(judge.events("kill"))
    for mine in vms.values():
        for life in mine:
            ok(not life.disorder and life.traced > 500, "kill: numbers only rise", life.disorder[:5])
    check_totals("kill", vms, totals)


def check_reboots():
    """New kernels in one VM: each numbers from 0, and those that ended so say their totals."""
    vms, totals = lives(judge.events("reboots"))
    ok(len(vms) == 1 and all(len(mine) >= 3 for mine in vms.values()),
       "reboots: one VM, three kernels or more", {k: len(v) for k, v in vms.items()})
    for mine in vms.values():
        for life in mine[:-1]:
            check_life("reboots", life)
    check_totals("reboots", vms, totals)


def check_kexec():
    """A kernel starts another: the host lets go of the first one's rings, and counts anew."""
    wanted = "".join(f"rings {n}, rejected 0, faults 0\n" for n in (2, 0, 2))
    ok(judge.read("kexec-rings") == wanted, "kexec: the host closes the rings, and opens new ones",
       judge.read("kexec-rings"))
    for mine in orderly("kexec", lossless=False, kernels=2).values():
        first, second = mine[0], mine[-1]
        ok(first.stop and first.gaps == first.stop["total_lost"] > 100,
           f"kexec: the first kernel loses {first.gaps}", first.stop)
        ok(second.stop and second.gaps == second.stop["total_lost"] == 0,
           "kexec: the second loses nothing", f"gaps {second.gaps}, guest: {second.stop}")
        ok(second.seen["hypertrace_user_event"] == 600, "kexec: the second's programs are heard",
           second.seen)
    refused = [f["rejected"] for n, f in judge.events("kexec") if n == "hypertrace_vm_destroy"]
    ok(refused == ["0"], "kexec: and neither kernel had a call refused", refused)


def check_session():
    """LTTng did not record for a while: that is a gap in the trace, and no loss of ours."""
    judge.guest_tap("session")
    vms, totals = lives(judge.events("session"))
    for vm, mine in vms.items():
        life = mine[0]
        check_life("session", life, lossless=False)
        ok(life.gaps > 0 and life.told == 0, "session: what LTTng did not record is a gap", life.gaps)
        # Between "no longer active" and "no longer attached" LTTng takes events and drops them.
        traced, lost = totals.get(vm, (0, 0))
        ok(traced + lost == life.emitted() and 0 < lost <= life.gaps,
           "session: the host counts it as wanted by no tracer", f"{totals}, gaps {life.gaps}")


def check_hostreload():
    """The host's module was away: the guest kept what its rings could hold, and counted the rest."""
    judge.guest_tap("hostreload")
    ok(judge.read("unload").strip() == "unloaded", "hostreload: unloads with rings open")
    found = judge.events("hostreload")
    # Each module tells once more of its VM to those who began to listen before that.
    told = [(name, f["vm_id"]) for name, f in found
            if name in ("hypertrace_vm_create", "hypertrace_vm_destroy")]
    told = [one for i, one in enumerate(told) if i == 0 or told[i - 1] != one]
    names = [name[len("hypertrace_vm_"):] for name, _ in told]
    ok(names == ["create", "destroy", "create", "destroy"] and told[0][1] == told[1][1] and
       told[2][1] == told[3][1] != told[0][1], "hostreload: to the new module it is a new VM", told)
    whole = Life()
    for name, field in found:
        if "seq" in field:
            whole.add(name, field)
    check_life("hostreload", whole, lossless=False)
    ok(whole.stop and whole.gaps == whole.stop["total_lost"],
       "hostreload: what is missing is what the guest counted as lost",
       f"gaps {whole.gaps}, guest {whole.stop}")


def check_control():
    """hypertrace guest, for real."""
    judge.guest_tap("control")
    vms, totals = lives(judge.events("control"))
    for mine in vms.values():
        check_life("control", mine[0])
        ok(mine[0].seen["hypertrace_syscall_entry"] > 0, "control: system calls are traced",
           mine[0].seen)
    check_totals("control", vms, totals)
    log = judge.read("control.log")
    ok(re.search(r"qemu-system", log) and '"lost"' in log and "hypertrace:" not in log,
       "control: list and show show, and nobody complains", log)


def check_panic():
    """What was committed before a panic is traced, though nobody rang for it."""
    judge.guest_tap("panic", "panic-console-expected.log")
    vms, totals = lives(judge.events("panic"))
    for mine in vms.values():
        life = mine[0]
        ok(life.seen["hypertrace_user_event"] == 50 and not life.disorder,
           "panic: all that programs said before it is traced", life.seen)
    check_totals("panic", vms, totals)


judge.guests_ended({"transports": 0, "features": 0, "tiny": 0, "hotplug": 0, "reload": 0,
                    "kexec": 0, "control": 0, "panic": 124, "eight": 125, "reboots": 124,
                    "kill": 124, "session": 0, "hostreload": 0})
orderly("transports")
check_features()
tiny = orderly("tiny", lossless=False)
ok(all(life.gaps > 100 for mine in tiny.values() for life in mine), "tiny: much is lost")
orderly("hotplug")
orderly("reload", kernels=3)
orderly("eight")
check_reboots()
check_kexec()
check_control()
check_panic()
check_kill()
check_session()
check_hostreload()
judge.host_is_well()
judge.end()
