#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The FAKE traces of where vCPUs run, by name: see fake_traces.py. Nothing here was ever measured."""
from fake_ctf import EVENTS, Trace
from fake_traces import MS, Guest, boot, main

US = 1_000
S = 1_000 * MS
PREEMPTED, HALTED, VMM, BLOCKED = range(4)
START, PERIOD, REQUEST, END = range(4)
OFF = {HALTED: "halt_ns", VMM: "user_ns", BLOCKED: "block_ns"}


class Vcpu:
    """A vCPU, and what its host counts of it. Four pCPUs are a NUMA node."""

    def __init__(self, trace, number=0, vm_id=1, vm_pid=4242, born=5 * S):
        self.stream = trace.stream(cpu=len(trace.streams))
        self.who = {"vm_id": vm_id, "vm_pid": vm_pid, "vcpu_id": number}
        self.now = born
        self.pcpu = number
        self.counts = dict.fromkeys(("migrations", "loads", "preemptions", "run_ns", "wait_ns",
                                     "halt_ns", "user_ns", "block_ns"), 0)
        self.silent = False

    def spend(self, what, duration):
        """Time goes by."""
        self.counts[what] += duration
        self.now += duration

    def run(self, duration):
        """The vCPU runs where it is."""
        self.spend("run_ns", duration)

    def off(self, why, duration, queued=0):
        """It does not, and then comes back where it was."""
        if why == PREEMPTED:
            queued = duration
            self.counts["preemptions"] += 1
        else:
            self.spend(OFF[why], duration - queued)
        self.spend("wait_ns", queued)
        self.counts["loads"] += 1
        return queued

    def emit(self, name, **fields):
        """An event of it, now, unless such are lost."""
        if not self.silent:
            self.stream.event(self.now, name, time_ns=self.now, **self.who, **self.counts,
                              **fields)

    def move(self, pcpu, why, duration, queued=0):
        """It does not run, and comes back on another pCPU."""
        before, self.pcpu = self.pcpu, pcpu
        queued = self.off(why, duration, queued)
        self.counts["migrations"] += 1
        self.emit("hypertrace_vcpu_migrate", from_pcpu=before, to_pcpu=pcpu, from_node=before // 4,
                  to_node=pcpu // 4, why=why, off_ns=duration, queued_ns=queued,
                  guest_tsc=3 * self.now)

    def sched(self, why=PERIOD):
        """What was counted by now."""
        self.emit("hypertrace_vcpu_sched", pcpu=self.pcpu, node=self.pcpu // 4, why=why)


def create(trace, when, vm_id=1, vm_pid=4242):
    """A VM is there."""
    trace.stream(cpu=len(trace.streams)).event(when, "hypertrace_vm_create", vm_id=vm_id,
                                               vm_pid=vm_pid, depth=1)


def moved(path):
    """A VM boots, and its vCPUs migrate: each cause, two of them in initcalls."""
    trace = Trace(path)
    create(trace, 5 * S - 10 * MS)
    guest = Guest(trace.stream(cpu=len(trace.streams)), begin=5 * S + 10 * MS)
    boot(guest)
    vcpu = Vcpu(trace)
    vcpu.run(4 * MS)
    vcpu.move(2, BLOCKED, 1 * MS)                   # before the kernel
    vcpu.run(9 * MS)
    vcpu.move(1, PREEMPTED, 100 * US)               # the kernel's start
    vcpu.run(10_900 * US)
    vcpu.move(5, PREEMPTED, 3 * MS)                 # acpi_init, another node
    vcpu.run(2 * MS)
    vcpu.move(1, VMM, 5 * MS, queued=1 * MS)        # acpi_init, and back
    vcpu.run(65 * MS)
    vcpu.off(HALTED, 800 * MS)
    vcpu.run(50 * MS)
    vcpu.move(0, HALTED, 50 * MS, queued=2 * MS)    # in user space
    vcpu.sched()
    vcpu.off(HALTED, 900 * MS)
    vcpu.run(100 * MS)
    vcpu.sched(END)
    other = Vcpu(trace, 1, born=5 * S + 1 * MS)
    other.run(25 * MS)
    other.off(HALTED, 75 * MS)
    other.sched()
    return trace


def still(path):
    """Two VMs that do not migrate, and one that nothing is known of."""
    trace = Trace(path)
    for vm_id, vm_pid in ((1, 4242), (7, 4242), (9, 4343)):
        create(trace, 4 * S, vm_id, vm_pid)
    for vm_id in 1, 7:
        vcpu = Vcpu(trace, 0, vm_id)
        for _ in range(3):
            vcpu.run(250 * MS)
            vcpu.off(HALTED, 750 * MS)
            vcpu.sched()
    return trace


def running(path):
    """Recording begins when the vCPU has been there for long; before, it was elsewhere."""
    trace = Trace(path)
    vcpu = Vcpu(trace, born=1 * S)
    vcpu.silent = True
    vcpu.run(1 * S)
    vcpu.move(3, PREEMPTED, 1 * S)
    vcpu.run(2 * S)
    vcpu.silent = False
    create(trace, vcpu.now)
    vcpu.sched(START)
    vcpu.run(3 * MS)
    vcpu.off(PREEMPTED, 1 * MS)
    vcpu.move(4, HALTED, 6 * MS)
    vcpu.run(10 * MS)
    vcpu.sched()
    late = Vcpu(trace, 1, born=1 * S)               # its first event is a migration
    late.run(4 * S)
    late.move(6, PREEMPTED, 2 * MS)
    late.run(8 * MS)
    late.sched()
    return trace


def lossy(path):
    """Two migrations are not in the trace, and somebody takes note only later."""
    trace = Trace(path)
    create(trace, 4 * S)
    vcpu = Vcpu(trace)
    vcpu.run(10 * MS)
    vcpu.move(1, PREEMPTED, 1 * MS)
    vcpu.run(20 * MS)
    vcpu.silent = True
    vcpu.move(2, PREEMPTED, 1 * MS)
    vcpu.silent = False
    vcpu.run(30 * MS)
    vcpu.move(3, PREEMPTED, 1 * MS)                 # 50 ms on who knows which
    vcpu.run(40 * MS)
    vcpu.silent = True
    vcpu.move(1, PREEMPTED, 1 * MS)
    vcpu.silent = False
    vcpu.run(5 * MS)
    vcpu.sched()                                    # 45 ms likewise
    vcpu.run(5 * MS)
    vcpu.sched()
    vcpu.stream.cut(discarded=2)
    vcpu.run(1 * MS)
    vcpu.sched()
    return trace


def pingpong(path):
    """Stretches of ping-pong, and what looks like one."""
    trace = Trace(path)
    create(trace, 5 * S)
    vcpu = Vcpu(trace)
    for pcpu in 1, 0, 1, 0, 1:                      # 5 moves, 11 ms apart
        vcpu.run(10 * MS)
        vcpu.move(pcpu, PREEMPTED, 1 * MS)
    for pcpu in 2, 1, 2:                            # 3 only
        vcpu.run(10 * MS)
        vcpu.move(pcpu, PREEMPTED, 1 * MS)
    for pcpu in 3, 2, 3, 2, 3:                      # 5, but too slow
        vcpu.run(99 * MS)
        vcpu.move(pcpu, PREEMPTED, 1 * MS)
    for pcpu in 4, 5, 6, 7, 4, 5:                   # round and round
        vcpu.run(10 * MS)
        vcpu.move(pcpu, PREEMPTED, 1 * MS)
    for number, pcpu in enumerate((6, 5, 6, 5, 6, 5)): # one in the middle is lost: 2 and 3
        vcpu.run(10 * MS)
        vcpu.silent = number == 2
        vcpu.move(pcpu, PREEMPTED, 1 * MS)
    other = Vcpu(trace, 1)
    for pcpu in 2, 1, 2, 1, 2, 1, 2, 1:             # 8, until the end
        other.run(98 * MS)
        other.move(pcpu, HALTED, 1 * MS)
    return trace


def anew(path):
    """Who counts begins anew, in the middle of the trace."""
    trace = Trace(path)
    create(trace, 4 * S)
    vcpu = Vcpu(trace)
    vcpu.run(50 * MS)
    vcpu.move(1, PREEMPTED, 1 * MS)
    vcpu.counts = dict.fromkeys(vcpu.counts, 0)
    vcpu.run(20 * MS)
    vcpu.move(2, PREEMPTED, 1 * MS)
    vcpu.run(7 * MS)
    vcpu.sched()
    return trace


def overtaken(path):
    """A migration is told after counters that know of it, and old counters after those."""
    trace = Trace(path)
    create(trace, 4 * S)
    vcpu = Vcpu(trace)
    vcpu.run(10 * MS)
    vcpu.sched()
    vcpu.run(10 * MS)
    old = dict(vcpu.counts), vcpu.now
    vcpu.silent = True
    vcpu.move(1, PREEMPTED, 1 * MS)
    move = dict(vcpu.counts), vcpu.now
    vcpu.silent = False
    vcpu.run(5 * MS)
    vcpu.sched()
    common = dict(vcpu.who, from_pcpu=0, to_pcpu=1, off_ns=1 * MS, queued_ns=1 * MS)
    vcpu.stream.event(vcpu.now + 1, "hypertrace_vcpu_migrate", time_ns=move[1], **common, **move[0])
    vcpu.stream.event(vcpu.now + 2, "hypertrace_vcpu_sched", time_ns=old[1], **vcpu.who, **old[0])
    vcpu.run(3 * MS)
    vcpu.sched()
    return trace


def waiting(path):
    """Counters are told while a vCPU waits: till then it looks like a sleep."""
    trace = Trace(path)
    vcpu = Vcpu(trace, born=1 * S)
    vcpu.run(4 * S)
    create(trace, vcpu.now)
    for why, duration in ((START, 1 * MS), (PERIOD, 90 * MS)):
        vcpu.spend("halt_ns", duration + 8 * MS)
        vcpu.sched(why)
        vcpu.counts["halt_ns"] -= 8 * MS            # it had been awake for so long
        vcpu.counts["wait_ns"] += 8 * MS
        vcpu.move(vcpu.pcpu + 1, HALTED, 2 * MS, queued=2 * MS)
        vcpu.run(5 * MS)
    vcpu.sched(END)
    return trace


def odd(path):
    """Numbers that cannot be, and a reason that only a later host knows."""
    trace = Trace(path)
    stream = trace.stream()
    most = 2**64 - 1
    for stamp, number in enumerate((0, 1, most, 0, 77, most - 5), 1000):
        fields = {kind: number for kind in (
            "migrations", "loads", "preemptions", "run_ns", "wait_ns", "halt_ns", "user_ns",
            "block_ns", "time_ns", "off_ns", "queued_ns", "guest_tsc")}
        small = number % 2**32
        stream.event(stamp, "hypertrace_vcpu_migrate", vm_id=small, vcpu_id=small, vm_pid=-1,
                     from_pcpu=small, to_pcpu=small, why=small, **fields)
        stream.event(stamp, "hypertrace_vcpu_migrate", vm_id=1, vcpu_id=0, from_pcpu=small,
                     why=77, **fields)
        del fields["off_ns"], fields["queued_ns"], fields["guest_tsc"]
        stream.event(stamp, "hypertrace_vcpu_sched", vm_id=1, vcpu_id=0, pcpu=small, **fields)
    return trace


def evil(path):
    """A guest whose initcall attacks the terminal, hit by a migration."""
    trace = Trace(path)
    create(trace, 4 * S)
    guest = Guest(trace.stream(cpu=1), begin=5 * S)
    guest.start()
    guest.level("\x1b[31mred")
    guest.begin(0x1000, "\x1b[2J\xff\"\\\n" + "x" * 1000)
    vcpu = Vcpu(trace)
    vcpu.run(10 * MS)
    vcpu.move(1, PREEMPTED, 1 * MS)
    vcpu.run(1 * MS)
    vcpu.sched()
    return trace


def many(path, count=100_000):
    """Very many migrations; number k is off the CPU for k ns, in an order of its own."""
    trace = Trace(path)
    create(trace, 4 * S)
    vcpu = Vcpu(trace)
    for number in range(count):
        vcpu.run(1 * US)
        vcpu.move(vcpu.pcpu ^ 1, PREEMPTED, number * 7919 % count)
        if number % 500 == 0:
            vcpu.stream.cut()
    return trace


def crowded(path):
    """A vCPU that was on 30 pCPUs."""
    trace = Trace(path)
    create(trace, 4 * S)
    vcpu = Vcpu(trace)
    for pcpu in range(1, 31):
        vcpu.run(pcpu * MS)
        vcpu.move(pcpu, HALTED, 1 * MS)
    return trace


def broken(path, name, field, kind):
    """A trace of migrations in which a field has another type, or is not there."""
    layout = [(own, kind if own == field else old) for own, old in EVENTS[name]]
    trace = Trace(path, overrides={name: [entry for entry in layout if entry[1]]})
    create(trace, 4 * S)
    vcpu = Vcpu(trace)
    vcpu.run(10 * MS)
    vcpu.sched()
    vcpu.run(10 * MS)
    vcpu.move(1, PREEMPTED, 1 * MS)
    return trace


def no_why(path):
    """A migration without a reason."""
    return broken(path, "hypertrace_vcpu_migrate", "why", None)


def text_pcpu(path):
    """A pCPU that is text."""
    return broken(path, "hypertrace_vcpu_migrate", "to_pcpu", "string")


def no_run(path):
    """Counters without the most important one."""
    return broken(path, "hypertrace_vcpu_sched", "run_ns", None)


def wide_vcpu(path):
    """The number of a vCPU is signed."""
    return broken(path, "hypertrace_vcpu_sched", "vcpu_id", "s32")


def damaged(path):
    """Garbage after a migration."""
    trace = Trace(path)
    create(trace, 4 * S)
    vcpu = Vcpu(trace)
    vcpu.run(10 * MS)
    vcpu.move(1, PREEMPTED, 1 * MS)
    vcpu.stream.cut()
    vcpu.stream.garbage(vcpu.now + 1)
    return trace


TRACES = {make.__name__: make for make in (
    moved, still, running, lossy, pingpong, anew, overtaken, waiting, odd, evil, many, crowded, no_why,
    text_pcpu, no_run, wide_vcpu, damaged)}

if __name__ == "__main__":
    main(TRACES)
