#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""check_moves.py OUT: judge what moves.sh left in OUT. Prints TAP.

What was commanded, what KVM's tracepoint kvm_entry saw, what the events say and what the guest could read
are four accounts of the same.
"""

import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from judge import Judge  # pylint: disable=wrong-import-position

HYPERTRACE = os.environ["HYPERTRACE"]
judge = Judge(sys.argv[1], "life moves")
ok, read = judge.ok, judge.read
VCPUS = ("0", "1")
PARTS = ("run_ns", "wait_ns", "halt_ns", "user_ns", "block_ns")


def diff(a, b):
    """Where two sequences part."""
    for i, (x, y) in enumerate(zip(a, b)):
        if x != y:
            return f"at {i} of {len(a)} and {len(b)}: {a[i - 2:i + 3]} {b[i - 2:i + 3]}"
    return f"{len(a)} and {len(b)}"


def commanded():
    lines = [line.split() for line in read("commands").splitlines()]
    return {v: [(f, t) for c, f, t in lines if c == v] for v in VCPUS}


def witnessed():
    """Changes of CPU between two entries of a vCPU."""
    moves = {v: [] for v in VCPUS}
    last = {}
    for line in read("witness").splitlines():
        vcpu, cpu = line.split()
        cpu = str(int(cpu))
        if vcpu in last and last[vcpu] != cpu:
            moves[vcpu].append((last[vcpu], cpu))
        last[vcpu] = cpu
    return moves


def check_moves():
    found = judge.events("moves")
    log = read("moves-console.log").replace("\r", "")
    events = {v: [f for n, f in found if n == "hypertrace_vcpu_migrate" and f["vcpu_id"] == v]
              for v in VCPUS}
    told = {v: [(f["from_pcpu"], f["to_pcpu"]) for f in events[v]] for v in VCPUS}
    wanted, seen = commanded(), witnessed()
    ok(sum(map(len, wanted.values())) >= 200 and not read("witness-lost"),
       "200 migrations and more were forced, and the witness missed none",
       {v: len(m) for v, m in wanted.items()})
    for v in VCPUS:
        ok(told[v] == wanted[v], f"vCPU {v}: {len(wanted[v])} migrations as commanded, none besides",
           diff(told[v], wanted[v]))
        ok(told[v] == seen[v], f"vCPU {v}: kvm_entry saw the same", diff(told[v], seen[v]))
        numbers = [int(f["migrations"]) for f in events[v]]
        ok(numbers == list(range(1, len(numbers) + 1)), f"vCPU {v}: they are counted", numbers[:9])
        read_by = re.findall(rf"^# moved {v} (\d+) (\d+)$", log, re.M)
        pcpus = ["0"] + [t for _, t in told[v]]
        ok(len(read_by) > len(told[v]) * 9 // 10 and
           all(pcpus[int(m)] == p for p, m in read_by if int(m) < len(pcpus)) and
           read_by[-1][1] == str(len(told[v])),
           f"vCPU {v}: a program in the guest saw where it was, and counted the same",
           f"{read_by[:3]} … {read_by[-3:]}")
        shown = re.findall(rf"^# vcpus {v} (\d+) (\d+) (\d+)", log, re.M)
        ok([(s[0], s[2]) for s in shown] == [(pcpus[-1], str(len(told[v])))],
           f"vCPU {v}: so did the guest's kernel", shown)
        check_parts(v, [f for n, f in found if f.get("vcpu_id") == v and
                        n in ("hypertrace_vcpu_migrate", "hypertrace_vcpu_sched")])
    check_report(told)


def check_parts(vcpu, events):
    """The five times are all of a vCPU's life: they grow as the clock does."""
    ends = [e for e in events if "why" in e]
    first, last = ends[0], ends[-1]
    lived = int(last["time_ns"]) - int(first["time_ns"])
    parts = sum(int(last[p]) - int(first[p]) for p in PARTS)
    ok(lived > 0 and abs(parts - lived) < lived // 1000 + 100000,
       f"vCPU {vcpu}: run, wait, halt, user and block are its life", f"{parts} of {lived} ns")


def check_report(told):
    run = subprocess.run([HYPERTRACE, "report", "migrations", "--json", judge.path("moves")],
                         capture_output=True, text=True, check=False)
    ok(run.returncode == 0, "report migrations", run.stderr)
    vms = json.loads(run.stdout or "{}").get("vms", [])
    vcpus = {str(v["vcpu"]): v for v in vms[0]["vcpus"]} if vms else {}
    ok({v: d["migrations"] for v, d in vcpus.items()} == {v: len(m) for v, m in told.items()},
       "it has as many", {v: d.get("migrations") for v, d in vcpus.items()})


def check_still():
    judge.guest_tap("still")
    found = judge.events("still")
    moved = [f for n, f in found if n == "hypertrace_vcpu_migrate"]
    ok(not moved, "vCPUs that block and wake up on the same CPU do not migrate", moved[:3])
    last = [f for n, f in found if n == "hypertrace_vcpu_sched"]
    ok(last and all(int(f["halt_ns"]) > 0 for f in last[-2:]), "though they halt", last[-2:])


judge.guests_ended({"moves": 0, "still": 0})
check_moves()
check_still()
judge.host_is_well()
judge.end()
