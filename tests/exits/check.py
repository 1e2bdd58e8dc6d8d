#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""check.py OUT amd|intel|migrate: judge what scenario.sh left in OUT. Prints TAP.

The witness is KVM's own tracepoint kvm_exit: exit by exit, reason by reason, vCPU by vCPU.
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
TOP = os.path.join(os.path.dirname(__file__), "..", "..")
part = sys.argv[2]
cpu = "intel" if part == "intel" else "amd"
judge = Judge(sys.argv[1], f"exits {part}")
ok, read, events, guest_tap = judge.ok, judge.read, judge.events, judge.guest_tap
ISA, HYPERCALL = (1, 18) if cpu == "intel" else (2, 0x81)


def reasons():
    """Number of each exit by the name that kvm_exit prints."""
    name = "exits_vmx.def" if cpu == "intel" else "exits_svm.def"
    with open(os.path.join(TOP, "libhypercall", name)) as f:
        return {m[1]: int(m[0], 0) for m in re.findall(r'HT_EXIT\((\w+), "([^"]*)"', f.read())}


REASONS = reasons()


def number(fields, *names):
    return tuple(int(fields[n], 0) for n in names)


def ours_not_there(text):
    """The leaves with the statistics as stock KVM answers them."""
    return re.findall(r"^# raw (\w+) (.*)$", text, re.M)


def check_unseen():
    absent, denied = guest_tap("absent"), guest_tap("denied")
    raw = ours_not_there(absent)
    ok(len(raw) == 4 and raw == ours_not_there(denied),
       "a VM that is not allowed sees what it sees without kvm-hypertrace",
       f"{raw} {ours_not_there(denied)}")


def check_reload():
    log = guest_tap("reload")
    total = {m[0]: int(m[1].split()[0], 16) for m in re.findall(r"^# (\w+) (\w+ \w+ \w+ \w+)$", log,
                                                               re.M)}
    feature = {m[0]: int(m[1], 16) for m in
               re.findall(r"^# features (\w+) \w+ (\w+) \w+ \w+$", log, re.M)}
    ok(total["loaded"] > 10 * total["reloaded"] > 0,
       "kvm-hypertrace loaded anew counts from zero", total)
    ok(0 < total["on"] < total["loaded"] / 10, "switched off and on it does so, too", total)
    ok([bool(feature[w] & 4) for w in ("loaded", "reloaded", "off", "on")] ==
       [True, True, False, True], "the guest is told that there are statistics", feature)
    ok(total["off"] == total_absent(), "and sees what stock KVM answers when there are none", total)
    since = [{line.split()[3] for line in read(f"reload-{w}").splitlines() if line[0] != "#"}
             for w in ("before", "after")]
    ok(since[0] and since[1] and min(map(int, since[1])) > max(map(int, since[0])),
       "the host says since when", since)
    off = guest_tap("off")
    ok(not re.search(r"^# features loaded \w+ \w*[4567cdef] ", off, re.M) and
       [raw for raw in ours_not_there(off)] == ours_not_there(read("absent-console.log").replace("\r", "")),
       "with the parameter off no VM has them", off[-500:])
    wanted = ["exits 'nonsense' refused", "exits '0' -> 0", "exits_cpuid '0' -> 0",
              "exits_cpuid '1' -> 1", "exits '1' -> 1", "exits_numbering 'nonsense' refused",
              "exits_numbering 'combined' -> combined", "exits_numbering 'ascending' -> ascending",
              "exits 'maybe' refused", "exits 'N' -> N", "exits '1' refused", "exits 'Y' -> Y"]
    ok(read("words").splitlines() == wanted, "the switches take good words and no others",
       read("words"))


def total_absent():
    raw = dict(ours_not_there(read("absent-console.log").replace("\r", "")))
    return int(raw["4ffffffc"].split()[0], 16)


def check_twins():
    for name in ("twin-a", "twin-b"):
        guest_tap(name)
    found = [f for e, f in events("twins") if e == "hypertrace_exit_stats"]
    whys = sorted({int(f["why"]) for f in found})
    ok(whys == [0, 1, 2], "snapshots at the session's start, every second, and on request", whys)
    vms = {f["vm_id"] for f in found}
    ok(len(vms) == 2, "of both VMs", vms)
    count = collections.defaultdict(list)
    for f in found:
        count[f["vm_id"], f["reason"]].append(number(f, "count", "cycles"))
    ok(count and all(c == sorted(c) for c in count.values()), "which only grow")


def kvm_exits(name):
    """The exits of each vCPU by kvm_exit, in order."""
    found = collections.defaultdict(list)
    for vcpu, reason in re.findall(r"vcpu (\d+) reason (.+?) rip", read(f"{name}/ftrace.log")):
        found[int(vcpu)].append(REASONS.get(reason, reason))
    lost = sum(int(n) for n in re.findall(r"(?:overrun|dropped events): (\d+)",
                                          read(f"{name}/ftrace.stats")))
    ok(found and not lost, f"{name}: ftrace has every kvm_exit", f"{lost} lost")
    return found


def check_single(name, found, witness):
    """Each exit by itself."""
    ours, pcpus, bad = collections.defaultdict(list), set(), []
    for event, f in found:
        if event == "hypertrace_exit":
            vcpu, reason, cycles, user, fast = number(f, "vcpu_id", "reason", "cycles",
                                                      "user_cycles", "fast")
            ours[vcpu].append(reason)
            pcpus.add(f["pcpu"])
            if user > cycles or fast > 1 or int(f["isa"]) != ISA:
                bad.append(f)
    same = all(ours[v] == witness[v][:len(ours[v])] and 0 <= len(witness[v]) - len(ours[v]) <= 1
               for v in witness)
    ok(same and sorted(ours) == sorted(witness),
       f"{name}: hypertrace_exit is kvm_exit, exit by exit, the last one excepted",
       {v: (len(ours[v]), len(witness[v])) for v in witness})
    ok(not bad, f"{name}: of the right vendor, and user space has a part of the time", bad[:3])
    pair = collections.Counter(e for e, _ in found if e.startswith("hypertrace_kvm_"))
    exits = sum(len(v) for v in witness.values())
    ok(pair["hypertrace_kvm_exit"] == exits and pair["hypertrace_kvm_entry"] >= exits - len(witness),
       f"{name}: so is the pair of exit and entry", pair)
    vcpus = {f["vcpu_id"] for e, f in found if e == "hypertrace_kvm_entry"}
    ok(vcpus == {str(v) for v in witness}, f"{name}: which names the vCPU", vcpus)
    if part == "migrate":
        ok(len(pcpus) == 2, f"{name}: counted across migrations", pcpus)


def check_last(name, found, witness):
    """The snapshot at the VM's end."""
    last = collections.defaultdict(collections.Counter)
    odd = []
    for event, f in found:
        if event != "hypertrace_exit_stats" or int(f["why"]) != 3:
            continue
        vcpu, reason, count, cycles, low, high = number(f, "vcpu_id", "reason", "count", "cycles",
                                                        "min", "max")
        last[vcpu][reason] = count
        hist = [int(n) for n in re.findall(r"\[\d+\] = (\d+)", f["hist"])] if "hist" in f else []
        if not low * (count - 1) <= cycles <= high * count or int(f["user"]) > count:
            odd.append(f)
        if hist and not count - 1 <= sum(hist) <= count:
            odd.append(f)
    wanted = {v: collections.Counter(witness[v]) for v in witness}
    ok(dict(last) == wanted, f"{name}: at the VM's end every reason of every vCPU is kvm_exit's count",
       {v: (wanted[v] - last[v], last[v] - wanted[v]) for v in wanted})
    ok(not odd, f"{name}: with sound sums, minima, maxima and histograms", odd[:3])


def check_fields(name, found, witness):
    """The exits that guest events carry, against hypertrace_exit between them."""
    since = collections.Counter()
    cycles = collections.Counter()
    wrong = []
    pending = collections.defaultdict(list)
    told = 0
    for event, f in found:
        if event == "hypertrace_exit":
            pending[f["vcpu_id"]].append((int(f["time_ns"]), int(f["cycles"])))
    for event, f in found:
        if "seq" not in f or "hv_cycles" not in f:
            continue
        vcpu = f["vcpu_id"]
        since[vcpu] += int(f["exits"])
        cycles[vcpu] += int(f["hv_cycles"])
        told += 1
        # Between an exit's cause and its record two clocks may differ by a few microseconds.
        early = sum(1 for t, _ in pending[vcpu] if t < int(f["time_ns"]) - 20000)
        late = sum(1 for t, _ in pending[vcpu] if t < int(f["time_ns"]) + 20000)
        if not early <= since[vcpu] <= late:
            wrong.append((vcpu, f["seq"], since[vcpu], early, late))
    ok(told > 100 and sum(since.values()) > 1000 and not wrong,
       f"{name}: each guest event says how many exits came before it", wrong[:5])
    spent = sum(c for v in pending.values() for _, c in v)
    ok(0 < sum(cycles.values()) <= spent * 1.5 + 10**7, f"{name}: and what they took",
       (sum(cycles.values()), spent))
    calls = sum(1 for v in witness.values() for r in v if r == HYPERCALL)
    ok(calls > 0, f"{name}: hypercalls are among them", calls)


def check_account(n):
    name = f"account-{n}"
    guest_tap(name)
    witness = kvm_exits(name)
    ok(len(witness) == n, f"{name}: {n} vCPUs have exits", list(witness))
    found = events(name)
    check_single(name, found, witness)
    check_last(name, found, witness)
    check_fields(name, found, witness)
    check_report(name, witness)


def check_report(name, witness):
    """The report's figures are the trace's."""
    run = subprocess.run([HYPERTRACE, "report", "exits", judge.path(name), "--top", "all", "--json"],
                         capture_output=True, text=True, check=False)
    ok(run.returncode == 0, f"{name}: hypertrace report exits", run.stderr)
    total = sum(len(v) for v in witness.values())
    try:
        count = json.loads(run.stdout)["vms"][0]["total"]["count"]
        ok(total - len(witness) <= count <= total, f"{name}: which knows how many",
           f"{count} of {total}")
    except (ValueError, KeyError, IndexError) as e:
        ok(False, f"{name}: the report is JSON", repr(e))


def check_packed():
    guest_tap("packed")
    found = events("packed")
    logs = sum(len(re.findall(r"\[\d+\] = ", f.get("exit_log", ""))) for e, f in found
               if e == "ht_packed")
    ok(any(e == "ht_packed" for e, _ in found), "packed: there are chunks", len(found))
    run = subprocess.run([HYPERTRACE, "report", "boot", judge.path("packed"), "--json"],
                         capture_output=True, text=True, check=False)
    ok(run.returncode == 0, "packed: hypertrace report boot", run.stderr)
    return logs


guests = ["account-1", "account-4"]
if part != "migrate":
    guests = ["absent", "denied", "leaves", "descending", "combined"] + \
        ["reload", "off", "twin-a", "twin-b"] * (part == "amd") + guests + ["packed"]
judge.guests_ended(dict.fromkeys(guests, 0))
if part != "migrate":
    check_unseen()
    for guest in ("leaves", "descending", "combined"):
        guest_tap(guest)
if part == "amd":
    check_reload()
    check_twins()
check_account(1)
check_account(4)
if part != "migrate":
    check_packed()
ok(read("unload").strip() == "unloaded", "kvm-hypertrace unloads")
judge.host_is_well()
judge.end()
