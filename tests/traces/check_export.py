#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Is what hypertrace export --trace-compass wrote what was in the trace?

    check_export.py [--vm VM_ID] [--late] INPUT OUT     exit status 1, and a line that says what not

INPUT is a trace whose guests' events were recorded one by one; OUT the directory that was made of
it, or of a trace with the same events packed. Both are read with babeltrace, version 1, as text;
nothing of hypertrace's is used, nor the library that wrote them. (babeltrace2 2.0.4 shows strings
that are empty as what they were in an event before.) What has to hold:

  - the host's trace has each event of INPUT once, with the same fields, and no other;
  - the hypervisor's has those that are not of guests, once, with the same fields, at the same time;
    KVM's exits and entries under other names; and messages. None of these is within a guest whose
    entries are told;
  - each VM has a trace, with the events of each of its vCPUs that INPUT has, each once, with the
    same fields, in the order of their numbers, where they happened (unless --late), on that CPU;
  - and beside these what LTTng would have recorded, with the same fields at the same time;
  - each message was sent before it was received, and both traces have it.
"""
import argparse
import glob
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict

LINE = re.compile(r"\[(\d+)\] (?:.*? )??(\w+): (\{.*)$")
FIELD = re.compile(r'\b(\w+) = (-?\w+|"(?:[^"\\]|\\.)*")')
CPU = re.compile(r"\{ cpu_id = (\d+) \}, ")
SENT = {"vmsync_gh_guest": 0, "vmsync_gh_host": 1, "vmsync_hg_host": 2, "vmsync_hg_guest": 3}
KVM = {"kvm_x86_exit": ("hypertrace_kvm_exit",
                        {"exit_reason": "reason", "guest_rip": "guest_rip", "isa": "isa"}),
       "kvm_x86_entry": ("hypertrace_kvm_entry", {})}
VCPU = {"vcpu_id": "vcpu_id", "vm_id": "vm_id", "vm_pid": "vm_pid"}
# What they need to be told again.
KVM_FIELDS = {"vm_id", "vm_pid", "vcpu_id", "pcpu", "isa", "reason", "guest_rip"}
# What events become, by name, or by their fields; the fields have the same names.
SAME = {"sched_switch": "sched_switch", "irq_entry": "irq_handler_entry",
        "irq_exit": "irq_handler_exit", "softirq_entry": "irq_softirq_entry",
        "softirq_exit": "irq_softirq_exit", "sched_wakeup": None, "page_fault": None,
        "syscall_entry": None, "syscall_exit": None}
# What has to be recorded to make something of it.
NEEDED = {"irq_entry": ["irq", "name"], "page_fault": ["address", "ip", "error_code"],
          "sched_wakeup": ["comm", "tid", "prio", "target_cpu"]}
COMMON = ("vm_id", "vm_pid", "vcpu_id", "pcpu", "seq", "lost", "time_ns", "guest_tsc", "exits",
          "hv_cycles")


class Wrong(Exception):
    """Something does not hold."""


class Event:
    """An event, as babeltrace2 prints it."""

    def __init__(self, line):
        match = LINE.match(line)
        if not match:
            raise Wrong(f"cannot read: {line!r}")
        self.time, self.name, self.text = int(match[1]), match[2], match[3]
        self.cpu = int(CPU.match(self.text)[1])
        begin = self.text.find("{ vm_id = ")
        self.payload = self.text[begin:] if begin >= 0 else self.text[self.text.find("}, ") + 3:]
        self.fields = dict(FIELD.findall(self.payload))
        self.is_guest = (self.name.startswith("hypertrace_") and
                         all(name in self.fields for name in COMMON[:8]))

    def number(self, name):
        """A field's value."""
        return int(self.fields[name], 0)

    def vm(self):
        """Which VM it is of."""
        return self.number("vm_id"), self.number("vm_pid")

    def __repr__(self):
        return f"{self.name} at {self.time}: {self.text[:300]}"


def read(path):
    """All events of a trace."""
    done = subprocess.run(["babeltrace", "--clock-cycles", "--no-delta", path], check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, errors="replace",
                          encoding="utf-8")
    if done.returncode or "[error]" in done.stderr:
        raise Wrong(f"babeltrace cannot read {path}: {done.stderr[-300:]}")
    return [Event(line) for line in done.stdout.split("\n") if line]


def expect_same(what, before, after):
    """Two multisets are one."""
    for missing in (before - after):
        raise Wrong(f"{what}: missing: {missing}")
    for extra in (after - before):
        raise Wrong(f"{what}: one too many: {extra}")


def split_hypervisor(events):
    """Of a hypervisor's trace: what was recorded, and what was added."""
    added = [e for e in events if e.name in SENT or (e.name in KVM and "vm_pid" in e.fields)]
    names = set(map(id, added))
    return [e for e in events if id(e) not in names], added


def is_told(event):
    """It stands in a hypervisor's trace under another name."""
    return (event.name in [source for source, _ in KVM.values()] and
            KVM_FIELDS <= set(event.fields))


def check_kvm(host, added):
    """Exits and entries are told again, each at its time, on its CPU."""
    expected, found = Counter(), Counter()
    for name, (source, fields) in KVM.items():
        fields = dict(fields, **VCPU)
        expected.update((name, e.time, e.number("pcpu"), *(e.number(f) for f in fields.values()))
                        for e in host if e.name == source and is_told(e))
        found.update((name, e.time, e.cpu, *(e.number(f) for f in fields))
                     for e in added if e.name == name)
    expect_same("KVM's exits and entries", expected, found)


def in_time(events):
    """They are in the order of their times."""
    for earlier, later in zip(events, events[1:]):
        if later.time < earlier.time:
            raise Wrong(f"{later} comes after {earlier}")


def check_host(before, host):
    """The host's trace has what the input has. Where packed events were, others are now."""
    expect_same("the host's trace",
                Counter((e.name, e.payload if e.is_guest else e.text) for e in before),
                Counter((e.name, e.payload if e.is_guest else e.text) for e in host))
    in_time(host)


def check_inside(added):
    """While a CPU is in a guest it exchanges no messages; right before an entry it is not."""
    inside = {}
    for event in added:
        if event.name == "kvm_x86_entry":
            inside[event.cpu] = []
        elif event.name != "kvm_x86_exit":
            inside.get(event.cpu, []).append(event)
        elif inside.pop(event.cpu, []):
            raise Wrong(f"messages stand within a guest, before {event}")
    for cpu, messages in inside.items():
        if messages:
            raise Wrong(f"messages stand within a guest, on CPU {cpu}: {messages}")


def check_hypervisor(host, hypervisor):
    """The hypervisor's trace has what the host's has, but for guests. Returns its messages."""
    recorded, added = split_hypervisor(hypervisor)
    expect_same("the hypervisor's trace",
                Counter((e.time, e.name, e.text) for e in host
                        if not e.is_guest and not is_told(e)),
                Counter((e.time, e.name, e.text) for e in recorded))
    in_time(hypervisor)
    check_kvm(host, added)
    check_inside(added)
    return [e for e in added if e.name in SENT]


def by_vcpu(events):
    """The events of each vCPU, in their order."""
    vcpus = defaultdict(list)
    for event in events:
        vcpus[event.vm() + (event.number("vcpu_id"),)].append(event)
    return vcpus


def in_order(events, late):
    """One vCPU's events are in the order of their numbers and times, where they happened."""
    for earlier, later in zip([None] + events, events):
        if later.cpu != later.number("vcpu_id"):
            raise Wrong(f"{later} is not on its vCPU's CPU")
        if not late and later.time != later.number("time_ns"):
            raise Wrong(f"{later} is not where it happened")
        if not earlier:
            continue
        step = (later.number("seq") - earlier.number("seq")) % 2**32
        if later.time < earlier.time:
            raise Wrong(f"{later} comes after {earlier}")
        if not 0 < step < 2**31 and "guest_start" not in later.name and later.number("seq") > 9:
            raise Wrong(f"{later} comes after number {earlier.number('seq')}")


def known_calls():
    """Names of system calls, from the C library's header."""
    names = {}
    for path in glob.glob("/usr/include/*/asm/unistd_64.h"):
        with open(path, encoding="ascii") as file:
            names.update((int(number), name) for name, number in
                         re.findall(r"#define __NR_(\w+) (\d+)", file.read()))
    return names


class Translator:
    """What LTTng would have recorded in the guest."""

    def __init__(self):
        self.calls = known_calls()
        self.compat = {}

    def syscall(self, event, is_exit):
        """A system call: the names of those of 32 bits are not known, nor is that of an exit."""
        number, vcpu = event.number("nr"), event.number("vcpu_id")
        if not is_exit:
            self.compat[vcpu] = number if event.number("compat") else None
        side = "exit" if is_exit else "entry"
        if self.compat.get(vcpu) == number:
            return f"compat_syscall_{side}_unknown"
        if self.calls and number not in self.calls:
            return f"syscall_{side}_unknown"
        return f"syscall_{side}_" + self.calls.get(number, "")

    def name(self, event):
        """The name of what an event becomes, or None."""
        kind = event.name[len("hypertrace_"):]
        if kind not in SAME or not set(NEEDED.get(kind, ())) <= set(event.fields):
            return None
        if kind == "sched_wakeup":
            return "sched_wakeup_new" if event.number("is_new") else "sched_wakeup"
        if kind == "page_fault":
            user = event.number("error_code") & 4
            return "x86_exceptions_page_fault_" + ("user" if user else "kernel")
        if kind.startswith("syscall_"):
            return self.syscall(event, kind == "syscall_exit")
        return SAME[kind]


def check_translation(source, name, event):
    """An event is what that one has become."""
    if not event.name.startswith(name) or (event.time, event.cpu) != (source.time, source.cpu):
        raise Wrong(f"{event} is not {name}, for {source}")
    for field, value in event.fields.items():
        told = source.fields.get(field)
        if field.startswith("arg"):
            told = re.search(rf"args = \[.*?\[{field[3:]}\] = (\w+)", source.payload)[1]
        if told is None or (told != value and (value[0] == '"' or int(told, 0) != int(value, 0))):
            raise Wrong(f"{event}: {field} is not as in {source}")
    for field in source.fields:
        if field in COMMON or field in event.fields or field in ("is_new", "compat", "nr", "tid"):
            continue
        if not event.name.startswith("syscall_"):
            raise Wrong(f"{event} has no {field}, as {source}")


def check_guest(events, expected, late):
    """One guest's trace. Returns its messages."""
    own = [e for e in events if e.name.startswith("hypertrace_")]
    messages = [e for e in events if e.name in SENT]
    other = [e for e in events if e.name not in SENT and not e.name.startswith("hypertrace_")]
    for key, mine in by_vcpu(own).items():
        in_order(mine, late)
        expect_same(f"vCPU {key}", Counter((e.name, e.payload) for e in expected.get(key, [])),
                    Counter((e.name, e.payload) for e in mine))
    for key in set(expected) - set(by_vcpu(own)):
        raise Wrong(f"vCPU {key} is missing")
    translator = Translator()
    wanted = [(e, name) for e in own for name in [translator.name(e)] if name]
    by_cpu = defaultdict(list)
    for event in other:
        by_cpu[event.cpu].append(event)
    for source, name in wanted:
        if not by_cpu[source.cpu]:
            raise Wrong(f"nothing was made of {source}")
        check_translation(source, name, by_cpu[source.cpu].pop(0))
    for left in by_cpu.values():
        if left:
            raise Wrong(f"{left[0]} stands for nothing")
    return messages


def check_messages(hosts, guests):
    """Every message has its four ends, in the order in which they were. `guests`: by VM."""
    ends = defaultdict(dict)
    for event in hosts + [e for events in guests.values() for e in events]:
        key = event.number("vm_uid"), event.number("cnt") // 2
        if SENT[event.name] in ends[key]:
            raise Wrong(f"{event} is there twice")
        ends[key][SENT[event.name]] = event
    for key, four in ends.items():
        if sorted(four) != [0, 1, 2, 3]:
            raise Wrong(f"a message has not all of its ends: {four}")
        times = [four[end].time for end in range(4)]
        if times != list(range(times[0], times[0] + 4)):
            raise Wrong(f"messages {key} are not one after the other: {four}")
        if [four[end].number("cnt") % 2 for end in range(4)] != [0, 0, 1, 1]:
            raise Wrong(f"messages have other numbers: {four}")
    for vm, events in guests.items():
        if not events:
            raise Wrong(f"VM {vm} has no message")
        if len({e.number("vm_uid") for e in events}) != 1:
            raise Wrong(f"VM {vm} has several numbers")


def check(args):
    """Everything."""
    before = [e for e in read(args.input) if e.name != "ht_packed"]
    host = read(os.path.join(args.out, "host"))
    check_host(before, [e for e in host if e.name != "ht_packed"])
    messages = check_hypervisor(host, read(os.path.join(args.out, "hypervisor")))
    expected = defaultdict(dict)
    for key, events in by_vcpu([e for e in before if e.is_guest]).items():
        if args.vm in (None, key[0]):
            expected[key[:2]][key] = events
    guests = {}
    for path in sorted(glob.glob(os.path.join(args.out, "guest-*"))):
        events = read(path)
        vms = {e.vm() for e in events if e.name.startswith("hypertrace_")}
        if len(vms) != 1:
            raise Wrong(f"{path} is of the VMs {vms}")
        vm = vms.pop()
        if os.path.basename(path) != f"guest-vm{vm[0]}-pid{vm[1]}" or vm in guests:
            raise Wrong(f"{path} is of VM {vm}")
        guests[vm] = check_guest(events, expected.get(vm, {}), args.late)
    if set(expected) != set(guests):
        raise Wrong(f"there are traces of {set(guests)}, not of {set(expected)}")
    if args.vm is None and not args.no_messages:
        check_messages(messages, guests)
    return sum(len(events) for vcpus in expected.values() for events in vcpus.values())


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vm", type=int, help="only this VM was exported")
    parser.add_argument("--late", action="store_true", help="some times cannot be kept")
    parser.add_argument("--no-messages", action="store_true", help="there may be none")
    parser.add_argument("input")
    parser.add_argument("out")
    try:
        check(parser.parse_args())
    except Wrong as wrong:
        print(wrong)
        sys.exit(1)


if __name__ == "__main__":
    main()
