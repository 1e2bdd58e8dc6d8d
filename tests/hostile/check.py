#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""check.py OUT: judge what scenario.sh left in OUT. Prints TAP.

ring_vm has judged what the host answered and counted. Here its word on what the guests emitted is
compared with what babeltrace2 finds in the traces, by vCPU and number. Packed records are taken
apart by a reader of our own, so that neither kernel nor plugin is its own witness.
"""

import collections
import os
import re
import struct
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from judge import Judge  # pylint: disable=wrong-import-position

GROUPS = ["open", "calls", "exits", "content", "scribble", "memory", "limits", "each", "packed"]
VCPUS = 15  # that ring_vm's group "volume" speaks of
PAD = 255
judge = Judge(sys.argv[1], "hostile")
ok, read = judge.ok, judge.read


def relay(group):
    """ring_vm's own TAP."""
    log = read(f"{group}.tap")
    for verdict, name, detail in re.findall(r"^(ok|not ok) - (.*)\n((?:# (?:got|\w+ is) .*\n)*)",
                                            log, re.M):
        ok(verdict == "ok", f"{group}: {name}", detail)
    ended = dict(re.findall(r"^(\w+) (\d+)$", read("groups"), re.M))
    ok(ended.get(group) == "0" and log.endswith("# done\n"), f"{group}: runs to its end",
       f"status {ended.get(group)}\n" + "\n".join(log.splitlines()[-5:]))
    return log


Event = collections.namedtuple("Event", "name vm vcpu seq lost time data")


def events(trace):
    """Our events in their order, by babeltrace2, which must not complain."""
    run = subprocess.run(["babeltrace2", judge.path(trace)], capture_output=True, text=True,
                         check=False)
    ok(run.returncode == 0 and not run.stderr, f"{trace}: babeltrace2 reads it without a warning",
       run.stderr)
    for line in run.stdout.splitlines():
        m = re.search(r" (hypertrace_\w+|ht_packed): .*\bvm_pid = (\d+), vcpu_id = (\d+), .*?"
                      r"seq = (\d+), lost = (\d+), time_ns = (\d+)(.*)", line)
        if m:
            yield Event(m[1], *map(int, m.groups()[1:6]), m[7])


def records(event):
    """The numbers of what is in a chunk, and how many are missing between them."""
    data = bytes(int(byte, 16) for byte in re.findall(r"\[\d+\] = 0x([0-9A-Fa-f]+)", event.data))
    numbers, at = [], 0
    while at + 16 <= len(data):
        kind, _, length, seq, _ = struct.unpack_from("<BBHIQ", data, at)
        if length < 16 or length % 8 or kind == PAD:
            break
        numbers.append(seq)
        at += length
    told = int(re.search(r"events = (\d+)", event.data)[1])
    good = at == len(data) and len(numbers) == told and numbers[0] == event.seq
    return numbers, numbers[-1] + 1 - numbers[0] - len(numbers), good


class Vcpu:
    """What the trace has of one vCPU."""

    def __init__(self):
        self.seqs, self.times = [], []
        self.lost = 0
        self.good = True

    def add(self, event):
        self.lost += event.lost
        self.times.append(event.time)
        if event.name == "ht_packed":
            numbers, missing, good = records(event)
            self.seqs += numbers
            self.lost += missing
            self.good = self.good and good
        elif event.name != "hypertrace_lost":
            self.seqs.append(event.seq)


def check_fact(trace, vcpu, emitted, lost, silent, name):
    """emitted = traced + lost, by the numbers in the trace and by what it says is missing."""
    seqs = vcpu.seqs
    ok(vcpu.good and all(a < b for a, b in zip(seqs, seqs[1:])) and seqs and seqs[-1] < emitted,
       f"{trace}: {name}: numbers rise", seqs[:50])
    ok(vcpu.times == sorted(vcpu.times), f"{trace}: {name}: so does the time")
    gaps = emitted - len(set(seqs))
    ok(gaps == lost + silent, f"{trace}: {name}: traced + missing numbers = emitted",
       f"{emitted} emitted, {len(seqs)} traced, {lost} lost, {silent} not listened to")
    ok(vcpu.lost == lost, f"{trace}: {name}: traced + told to be lost = emitted",
       f"{vcpu.lost} told, {lost} lost")


def check_trace(trace, log):
    vcpus = collections.defaultdict(Vcpu)
    forms = collections.Counter()
    for event in events(trace):
        vcpus[event.vm, event.vcpu].add(event)
        forms[event.name] += 1
    facts = re.findall(r"^# fact (\d+) (\d+) (\d+) (\d+) (\d+) (.*)$", log, re.M)
    for *numbers, name in facts:
        pid, vcpu, emitted, lost, silent = map(int, numbers)
        check_fact(trace, vcpus.pop((pid, vcpu), Vcpu()), emitted, lost, silent,
                   f"{name}, vCPU {vcpu}")
    ok(len(facts) == VCPUS and not vcpus, f"{trace}: nothing is traced of anybody else",
       list(vcpus))
    kind = "ht_packed" if trace == "packed" else "hypertrace_user_event"
    ok(set(forms) == {kind, "hypertrace_lost"}, f"{trace}: the events are of the form asked for",
       forms)


def check_host():
    judge.host_is_well()
    ok(read("threads-left") == "", "no thread of the host outlives its VM", read("threads-left"))
    ok(read("unload").strip() == "unloaded", "kvm-hypertrace unloads")
    before, after = read("dmesg-before").splitlines(), read("dmesg-after").splitlines()
    said = [line for line in after[len(before):] if re.search("hypertrace|hypercall", line)]
    ok(len(before) > 10 and len(after) >= len(before) and not said,
       "the host logs nothing that a guest can flood", "\n".join(said))


logs = {group: relay(group) for group in GROUPS}
for form in ("each", "packed"):
    check_trace(form, logs[form])
check_host()
judge.end()
