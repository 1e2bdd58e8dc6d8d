#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The FAKE traces that the unit tests need, by name. Nothing here was ever measured.

    fake_traces.py NAME DIR     writes one of them below DIR, as DIR/kernel
    fake_traces.py --list       says which there are
"""
import os
import sys

from fake_ctf import BUCKETS, COMMON, COMMON_NO_EXITS, EVENTS, Trace

MS = 1_000_000
RELEASE = "6.1.0-32-amd64"

# A tick of the fake TSCs is a third of a nanosecond.
TICKS = 3

VMX, SVM = 1, 2
INTR, CPUID, HLT, IOIO, MSR, VMMCALL, NPF = 0x60, 0x72, 0x78, 0x7B, 0x7C, 0x81, 0x400


class Guest:
    """One VM's boot, told event by event; keeps its sequence numbers and its clock."""

    def __init__(self, stream, vm_id=1, vm_pid=4242, begin=5_000 * MS):
        self.stream = stream
        self.vm_id = vm_id
        self.vm_pid = vm_pid
        self.now = begin
        self.seq = 0
        self.vcpu = 0
        self.delay = 350

    def emit(self, event_name, lost=0, **fields):
        """One event, now."""
        self.seq += lost
        self.stream.event(self.now + self.delay, event_name, vm_id=self.vm_id,
                          vm_pid=self.vm_pid, vcpu_id=self.vcpu, pcpu=self.stream.cpu,
                          seq=self.seq, lost=lost, time_ns=self.now,
                          guest_tsc=self.now * TICKS, **self.exits_before(), **fields)
        self.seq += 1

    def exits_before(self):
        """What an event says of the exits before it."""
        return {}

    def start(self, flags=1):
        """The guest begins to trace."""
        self.seq = 0
        self.emit("hypertrace_guest_start", abi_version=0x10000, start_flags=flags, nr_cpus=2,
                  release=RELEASE)

    def level(self, name, after=20_000):
        """A boot level begins."""
        self.now += after
        self.emit("hypertrace_initcall_level", level=name)

    def begin(self, func, name, module="", lost=0):
        """An initcall begins."""
        self.now += 1_000
        self.emit("hypertrace_initcall_start", lost=lost, func=func, name=name, module=module)

    def finish(self, func, took, ret=0):
        """An initcall returns."""
        self.now += took
        self.emit("hypertrace_initcall_finish", func=func, ret=ret)

    def call(self, func, name, took, ret=0, module=""):
        """A whole initcall."""
        self.begin(func, name, module)
        self.finish(func, took, ret)

    def user(self, path="/init"):
        """Process 1 is executed."""
        self.now += 2 * MS
        self.emit("hypertrace_user_start", path=path)


# level, then its initcalls: name, nanoseconds, return value
BOOT = [
    ("console", [("hvc_console_init", 41_000, 0), ("univ8250_console_init", 612_000, 0)]),
    ("early", [("trace_init_flags_sys_enter", 2_100, 0), ("init_hw_perf_events", 1_830_000, 0),
               ("migration_init", 58_200, 0)]),
    ("pure", [("ipc_ns_init", 11_300, 0)]),
    ("core", [("fpu__init_system", 3_900, 0), ("cpufreq_core_init", 8_700, 0),
              ("cpuidle_init", 14_100, 0)]),
    ("postcore", [("bdi_class_init", 90_400, 0), ("pci_driver_init", 130_800, 0)]),
    ("arch", [("pci_arch_init", 2_410_000, 0), ("acpi_pci_init", 70_000, 0)]),
    ("subsys", [("acpi_init", 37_012_345, 0), ("pcibios_irq_init", 9_100, 0),
                ("usb_init", 140_500, 0)]),
    ("fs", [("clocksource_done_booting", 1_204_000, 0), ("pnp_system_init", 480_300, 0)]),
    ("rootfs", [("populate_rootfs", 61_400, 0), ("pci_iommu_init", 7_420_000, 0)]),
    ("device", [("serial8250_init", 18_940_000, 0), ("i8042_init", 24_311_000, 0),
                ("pcspkr_init", 5_200, -19), ("intel_pstate_init", 1_900, -19),
                ("virtio_pci_driver_init", 3_350_000, 0)]),
    ("late", [("acpi_gpio_handle_deferred", 1_100, 0), ("clk_disable_unused", 2_000, 0),
              ("tcp_congestion_default", 900, 0)]),
]


def boot(guest, until=None, flags=1, user=True):
    """A whole boot, or one that stays for ever in the initcall `until`."""
    guest.start(flags)
    guest.now += 9 * MS
    func = 0xFFFFFFFF82000000
    for level, calls in BOOT:
        guest.level(level)
        for name, took, ret in calls:
            func += 0x40
            if name == until:
                guest.begin(func, name)
                return
            guest.call(func, name, took, ret)
    if user:
        guest.user()


def modules(guest):
    """What udev loads after the boot."""
    guest.now += 150 * MS
    guest.vcpu = 1
    guest.call(0xFFFFFFFFC0101000, "virtio_net_driver_init", 6_204_000, 0, "virtio_net")
    guest.call(0xFFFFFFFFC0202000, "floppy_module_init", 512_000_000, -19, "floppy")


class Exits:
    """What a host counts of one vCPU for one reason."""

    def __init__(self):
        self.values = dict.fromkeys(("count", "cycles", "min", "max", "fast", "fast_cycles", "user",
                                     "user_cycles"), 0)
        self.hist = [0] * BUCKETS

    def add(self, cycles, fast, user_cycles):
        """One exit more."""
        values = self.values
        values["min"] = min(values["min"] or cycles, cycles)
        values["max"] = max(values["max"], cycles)
        values["count"] += 1
        values["cycles"] += cycles
        values["fast"] += fast
        values["fast_cycles"] += fast * cycles
        values["user"] += user_cycles > 0
        values["user_cycles"] += user_cycles
        self.hist[min(cycles.bit_length(), BUCKETS - 1)] += 1


class CountedGuest(Guest):
    """A VM whose host counts its exits: a guest may exit at any time."""

    def __init__(self, stream, *args, single=True, isa=SVM, **options):
        super().__init__(stream, *args, **options)
        self.single = single
        self.isa = isa
        self.since = {}
        self.counters = {}
        self.snapshots = 0

    def exits_before(self):
        """Since the vCPU's event before."""
        exits, cycles = self.since.pop(self.vcpu, (0, 0))
        return {"exits": exits, "hv_cycles": cycles}

    def exit(self, reason, cycles, fast=0, user_cycles=0):
        """The vCPU exits a moment later, and enters again."""
        self.now += 900
        when = self.now
        self.now += -(-cycles // TICKS)
        exits, sum_of = self.since.get(self.vcpu, (0, 0))
        self.since[self.vcpu] = (exits + 1, sum_of + cycles)
        counter = self.counters.setdefault((self.vcpu, reason), Exits())
        counter.add(cycles, fast, user_cycles)
        if self.single:
            self.stream.event(self.now, "hypertrace_exit", vm_id=self.vm_id, vm_pid=self.vm_pid,
                              vcpu_id=self.vcpu, pcpu=self.stream.cpu, isa=self.isa,
                              reason=reason, fast=fast, cycles=cycles, user_cycles=user_cycles,
                              guest_rip=0xFFFFFFFF81000000, time_ns=when)

    def snapshot(self, why=1):
        """The host shows its counters."""
        self.snapshots += 1
        self.now += 5_000
        for (vcpu, reason), exits in self.counters.items():
            self.stream.event(self.now, "hypertrace_exit_stats", vm_id=self.vm_id,
                              vm_pid=self.vm_pid, vcpu_id=vcpu, isa=self.isa, reason=reason,
                              why=why, snapshot=self.snapshots, tsc_khz=TICKS * MS,
                              since_ns=4_000 * MS, hist=exits.hist, **exits.values)

    def finish(self, func, took, ret=0):
        """An initcall returns, after one exit for each 100 us, of these every fourth to the VMM."""
        end = self.now + took
        number = 0
        while self.now + 200_000 < end:
            number += 1
            self.now += 50_000
            if number % 4 == 0:
                self.exit(IOIO, 120_000 + number, user_cycles=90_000)
            elif number % 4 == 1:
                self.exit(MSR, 3_000 + number, fast=1)
            else:
                self.exit(NPF, 9_000 + number)
        super().finish(func, max(end - self.now, 0), ret)


def work(guest, seconds=3):
    """Two processes take turns on a vCPU, read and sleep; the other vCPU is idle."""
    guest.vcpu = 0
    guest.now += 10 * MS
    guest.emit("hypertrace_sched_switch", prev_comm="init", prev_tid=1, prev_prio=120,
               next_comm="writer", next_tid=71, next_prio=120)
    for number in range(10 * seconds):
        guest.emit("hypertrace_syscall_entry", nr=1, tid=71)
        guest.exit(IOIO, 300_000, user_cycles=250_000)
        guest.now += 1 * MS
        guest.emit("hypertrace_syscall_exit", nr=1, ret=512)
        guest.now += 2 * MS
        guest.exit(INTR, 2_000)
        guest.now += 500_000
        guest.emit("hypertrace_syscall_entry", nr=230, tid=71)
        guest.emit("hypertrace_sched_switch", prev_comm="writer", prev_tid=71, prev_state=1,
                   next_comm="swapper/0", next_tid=0)
        guest.exit(HLT, 90 * MS * TICKS)
        guest.emit("hypertrace_sched_switch", prev_comm="swapper/0", prev_tid=0,
                   next_comm="writer", next_tid=71)
        guest.emit("hypertrace_syscall_exit", nr=230, ret=0)
        if number % 10 == 9:
            guest.snapshot()


def counted(path, single=True, layouts=None):
    """A VM whose exits are counted boots and works; another one only boots, on an Intel host."""
    trace = Trace(path, layouts)
    guest = CountedGuest(trace.stream(0), single=single)
    stream = guest.stream
    stream.event(guest.now - 5_000_000, "hypertrace_vm_create", vm_id=1, vm_pid=4242)
    guest.now -= 4_000_000
    for _ in range(20):
        guest.exit(CPUID, 4_000)
    guest.now = 5_000 * MS
    boot(guest)
    guest.snapshot()
    modules(guest)
    work(guest)
    guest.snapshot(why=3)
    return trace


def snapshots(path):
    """The same, without an event for each exit."""
    return counted(path, single=False)


def sums(path):
    """The same, with nothing but what the guest's events say."""
    trace = Trace(path)
    guest = CountedGuest(trace.stream(), single=False)
    boot(guest)
    return trace


def sums_modules(path):
    """A guest that has booted when it begins to trace."""
    trace = Trace(path)
    guest = CountedGuest(trace.stream(), single=False)
    guest.exit(HLT, 3_000)
    guest.start(flags=0)
    modules(guest)
    return trace


def intel(path):
    """Two VMs of one VMM on an Intel host, whose guests say nothing, and another one of Intel's."""
    trace = Trace(path)
    for number, (vm_id, vm_pid) in enumerate(((1, 4242), (2, 4242), (4343, 4444))):
        guest = CountedGuest(trace.stream(number), vm_id, vm_pid, isa=VMX)
        guest.stream.event(guest.now, "hypertrace_vm_create", vm_id=vm_id, vm_pid=vm_pid)
        for turn in range(40 + vm_id % 10):
            guest.now += 2 * MS
            guest.exit(48, 6_000 + turn * 30)
            guest.exit(12, 3 * MS)
            if turn % 20 == 0:
                guest.exit(30, 900_000, user_cycles=800_000)
            guest.vcpu = turn % 3
        guest.exit(9999, 300)
        guest.exit(2**32 - 1, 600)
    return trace


def late_start(path):
    """A VM ran for long when the trace began: what was counted by then is in the first snapshot."""
    trace = Trace(path)
    guest = CountedGuest(trace.stream(), single=False)
    for _ in range(1000):
        guest.exit(NPF, 9_000)
        guest.exit(IOIO, 30 * MS)
        guest.exit(CPUID, 300)
    guest.snapshot(why=0)
    for turn in range(4):
        guest.now += 500 * MS
        for _ in range(10 * turn):
            guest.exit(NPF, 3_000)
        guest.exit(IOIO, 300_000, user_cycles=150_000)
        if turn == 2:
            guest.exit(IOIO, 60 * MS)
            guest.vcpu = 1
        guest.snapshot()
    return trace


def tasks(path, switches=True, layouts=None):
    """System calls that sleep, and go on elsewhere; of programs of every kind."""
    trace = Trace(path, layouts)
    guest = CountedGuest(trace.stream())

    def switch(prev, following):
        if switches:
            guest.now += 1_000
            guest.emit("hypertrace_sched_switch", prev_comm=f"task{prev}", prev_tid=prev,
                       next_comm=f"task{following}", next_tid=following)

    def enter(number, tid, compat=0):
        guest.now += 1_000
        guest.emit("hypertrace_syscall_entry", nr=number, tid=tid, compat=compat)

    def leave(number):
        guest.now += 1_000
        guest.emit("hypertrace_syscall_exit", nr=number, ret=0)

    for guest.vcpu in (0, 1):
        switch(0, 10 + guest.vcpu)
    guest.vcpu = 0
    for _ in range(5):
        enter(0, 10)  # reads, and sleeps after one exit
        guest.exit(IOIO, 300_000)
        switch(10, 0)
        guest.exit(HLT, 3 * MS)  # nobody's
        guest.vcpu = 1
        switch(11, 10)
        guest.exit(NPF, 6_000)  # the rest of the read, on the other vCPU
        leave(0)
        switch(10, 11)
        guest.vcpu = 0
        switch(0, 10)
    for number, compat in ((0x40000000 + 1, 0), (5, 1), (7_777, 0), (2**64 - 1, 0)):
        enter(number, 10, compat)
        guest.exit(CPUID, 3_000)
        leave(number)
    return trace


def no_switches(path):
    """The same, but nobody asked which task runs."""
    return tasks(path, switches=False)


def late_exit(path):
    """An exit is told at its entry, after an event that is said to have happened in between; and
    guests start anew in the middle of a system call."""
    trace = Trace(path)
    guest = CountedGuest(trace.stream())
    guest.start()
    guest.emit("hypertrace_syscall_entry", nr=39, tid=5)
    guest.now += 10_000
    guest.exit(CPUID, 30_000)
    guest.now -= 5_000
    guest.delay += 5_000
    guest.emit("hypertrace_syscall_exit", nr=39)
    guest.now += 6_000
    guest.delay = 350
    guest.exit(NPF, 9_000)
    guest.emit("hypertrace_syscall_entry", nr=40, tid=5)
    guest.exit(MSR, 3_000)
    guest.start()
    guest.exit(MSR, 3_000)
    guest.user()
    return trace


def hostile_tasks(path):
    """Names of tasks that attack the terminal, and numbers that cannot be."""
    trace = Trace(path)
    guest = CountedGuest(trace.stream())
    for number in range(4):
        guest.now += MS
        guest.stream.event(guest.now, "hypertrace_exit", vm_id=1, vm_pid=4242, isa=9, fast=7,
                           reason=2**31 + number, cycles=2**63 + number, user_cycles=2**64 - 1)
        guest.now += MS
        guest.emit("hypertrace_sched_switch", next_comm=b"\x1b[31m\xff\"\\" * 9,
                   next_tid=-1 - number)
    guest.now += MS
    guest.since[0] = (2**32 - 1, 2**64 - 1)
    guest.emit("hypertrace_guest_stop")
    return trace


def no_reason(path):
    """An exit without its reason."""
    layout = [field for field in EVENTS["hypertrace_exit"] if field[0] != "reason"]
    trace = Trace(path, {"hypertrace_exit": layout})
    CountedGuest(trace.stream()).exit(HLT, 3_000)
    return trace


def no_hist(path):
    """A snapshot whose histogram is a number."""
    trace = retyped(path, "hypertrace_exit_stats", "hist", "u64")
    guest = CountedGuest(trace.stream(), single=False)
    trace.stream().event(guest.now, "hypertrace_exit_stats", vm_id=1, vm_pid=4242)
    return trace


def moving(path):
    """The boot goes on on another vCPU, within an initcall and between two; and an initcall that
    loads a module on its own vCPU."""
    trace = Trace(path)
    guest = CountedGuest(trace.stream())
    guest.start()
    guest.level("core")
    guest.begin(0x1000, "stays_init")
    guest.exit(NPF, 30_000)
    guest.finish(0x1000, 10_000)
    guest.begin(0x2000, "moves_init")
    guest.exit(NPF, 30_000)
    guest.vcpu = 1
    guest.exit(HLT, 300_000)
    guest.finish(0x2000, 10_000)
    guest.level("late")
    guest.begin(0x3000, "loads_init")
    guest.exit(MSR, 60_000)
    guest.begin(0x4000, "loaded_init", "loaded")
    guest.exit(CPUID, 90_000)
    guest.finish(0x4000, 10_000)
    guest.exit(MSR, 60_000)
    guest.finish(0x3000, 10_000)
    guest.user()
    return trace


def no_rate(path):
    """Exits are counted, but nothing says how fast the TSC is."""
    trace = Trace(path)
    stream = trace.stream()
    for number, (name, more) in enumerate((
            ("guest_start", {"start_flags": 1}), ("initcall_level", {"level": "core"}),
            ("initcall_start", {"func": 1, "name": "a_init"}), ("initcall_finish", {"func": 1}),
            ("user_start", {"path": "/init"}))):
        now = 5_000 * MS + number * MS
        stream.event(now, f"hypertrace_{name}", vm_id=1, vm_pid=4242, seq=number, time_ns=now,
                     exits=number, hv_cycles=number * 1000, **more)
    return trace


def old_host(path):
    """What normal is, of a host that does not count exits."""
    return normal(path, {name: COMMON_NO_EXITS + layout[len(COMMON):]
                         for name, layout in EVENTS.items() if layout[:len(COMMON)] == COMMON})


def normal(path, layouts=None):
    """One VM boots, two modules follow, and KVM's own events lie between."""
    trace = Trace(path, layouts)
    stream = trace.stream()
    guest = Guest(stream)
    stream.event(guest.now - 5_000, "hypertrace_vm_create", vm_id=1, vm_pid=4242)
    boot(guest)
    stream.event(guest.now + 500, "kvm_exit", exit_reason=12, guest_rip=0xFFFFFFFF81000000)
    modules(guest)
    guest.emit("hypertrace_guest_stop")
    stream.event(guest.now + 5_000, "hypertrace_vm_destroy", vm_id=1, vm_pid=4242, records=60)
    return trace


def two_vms(path):
    """Two VMs boot at the same time, on two CPUs, their functions at the same addresses."""
    trace = Trace(path)
    boot(Guest(trace.stream(0), 1, 4242, 5_000 * MS))
    boot(Guest(trace.stream(1), 2, 4343, 5_003 * MS))
    return trace


def unfinished(path):
    """A boot that hangs in an initcall."""
    trace = Trace(path)
    boot(Guest(trace.stream()), until="i8042_init")
    return trace


def restarted(path):
    """An initcall begins twice and ends once: the first one never finished."""
    trace = Trace(path)
    guest = Guest(trace.stream())
    guest.start()
    guest.level("subsys")
    guest.begin(0x1000, "twice_init")
    guest.begin(0x1000, "twice_init")
    guest.finish(0x1000, 3 * MS)
    guest.finish(0x2000, 1 * MS)
    guest.user()
    return trace


def reboot(path):
    """One VM boots, reboots from inside, and boots again."""
    trace = Trace(path)
    guest = Guest(trace.stream())
    boot(guest)
    guest.now += 300 * MS
    boot(guest)
    return trace


def lost(path):
    """The guest lost records on the way: twice, 3 and 4 of them."""
    trace = Trace(path)
    guest = Guest(trace.stream())
    guest.start()
    guest.level("core")
    guest.call(0x1000, "first_init", 2 * MS)
    guest.begin(0x2000, "second_init", lost=3)
    guest.finish(0x2000, 1 * MS)
    guest.begin(0x3000, "third_init", lost=4)
    guest.finish(0x3000, 1 * MS)
    guest.user()
    return trace


def discarded(path):
    """LTTng had no room for 25 events, between two packets."""
    trace = Trace(path)
    stream = trace.stream()
    guest = Guest(stream)
    guest.start()
    guest.level("core")
    guest.call(0x1000, "first_init", 2 * MS)
    stream.cut()
    guest.call(0x2000, "second_init", 1 * MS)
    stream.cut(discarded=25)
    guest.user()
    return trace


def discarded_first(path):
    """LTTng dropped events before its first packet ended: a reader cannot say how many."""
    trace = Trace(path)
    stream = trace.stream()
    guest = Guest(stream)
    guest.start()
    stream.cut(discarded=9)
    guest.user()
    return trace


def no_events(path):
    """A kernel trace without any event of ours."""
    trace = Trace(path)
    stream = trace.stream()
    stream.event(1000, "kvm_exit", exit_reason=12, guest_rip=1)
    stream.event(2000, "kvm_exit", exit_reason=48, guest_rip=2)
    return trace


def silent_vm(path):
    """A VM that was seen, and whose guest said nothing."""
    trace = Trace(path)
    stream = trace.stream()
    stream.event(1000, "hypertrace_vm_create", vm_id=7, vm_pid=4242)
    stream.event(2000, "hypertrace_vm_destroy", vm_id=7, vm_pid=4242)
    return trace


def retyped(path, event, field, kind):
    """A trace where one field has another type."""
    layout = [(name, kind if name == field else was) for name, was in EVENTS[event]]
    return Trace(path, {event: layout})


def wrong_type(path):
    """The function's address is a string."""
    trace = retyped(path, "hypertrace_initcall_start", "func", "string")
    guest = Guest(trace.stream())
    guest.start()
    guest.begin("somewhere", "first_init")
    return trace


def wrong_common(path):
    """The VM's number is a string."""
    trace = retyped(path, "hypertrace_guest_start", "vm_id", "string")
    Guest(trace.stream()).start()
    return trace


def wrong_string(path):
    """The level's name is a number."""
    trace = retyped(path, "hypertrace_initcall_level", "level", "u64")
    guest = Guest(trace.stream())
    guest.start()
    guest.now += MS
    guest.emit("hypertrace_initcall_level", level=3)
    return trace


def wide_value(path):
    """The vCPU's number has 64 bits, and needs them."""
    trace = retyped(path, "hypertrace_user_start", "vcpu_id", "u64")
    guest = Guest(trace.stream())
    guest.start()
    guest.vcpu = 1 << 40
    guest.user()
    return trace


def no_payload(path):
    """Events of our names, with no field at all."""
    trace = Trace(path, {"hypertrace_guest_start": []})
    Guest(trace.stream()).start()
    return trace


def missing_field(path):
    """An initcall without its name."""
    trace = Trace(path, {"hypertrace_initcall_start": COMMON + [("func", "u64")]})
    guest = Guest(trace.stream())
    guest.start()
    guest.begin(0x1000, "nameless")
    return trace


def text_arrays(path):
    """Strings as CTF text arrays and as sequences of bytes instead of CTF strings."""
    trace = Trace(path, {
        "hypertrace_initcall_level": COMMON + [("level", "text16")],
        "hypertrace_initcall_start": COMMON + [("func", "u64"), ("name", "bytes"),
                                               ("module", "bytes")],
    })
    boot(Guest(trace.stream()))
    return trace


def truncated(path):
    """Two packets; the caller cuts the file in the second one."""
    trace = Trace(path)
    stream = trace.stream()
    guest = Guest(stream)
    guest.start()
    guest.level("core")
    guest.call(0x1000, "first_init", 2 * MS)
    guest.begin(0x2000, "second_init")
    stream.cut()
    guest.finish(0x2000, 1 * MS)
    guest.user()
    return trace


def corrupt(path):
    """Good events, then one that no reader can make sense of."""
    trace = Trace(path)
    stream = trace.stream()
    guest = Guest(stream)
    guest.start()
    guest.level("core")
    guest.call(0x1000, "first_init", 2 * MS)
    guest.begin(0x2000, "second_init")
    stream.garbage(guest.now + 1000)
    return trace


def hostile(path):
    """A guest that tries to own the terminal, the columns and the JSON."""
    trace = Trace(path)
    guest = Guest(trace.stream())
    guest.emit("hypertrace_guest_start", start_flags=1, release="\x1b]0;owned\x07\x1b[2J")
    guest.level('co"re\\\n')
    guest.call(0x1000, "\x1b[31mred\x1b[0m\r\n\t", 3 * MS)
    guest.call(0x2000, "x" * 1000, 2 * MS, -1, "y" * 1000)
    guest.call(0x3000, b"\xff\xfe\xc3\x28\x7f", 1 * MS, -2147483648)
    guest.call(0x4000, "", 0, 5)
    guest.user("/bin/\x1b[5msh")
    return trace


def backwards(path):
    """A guest whose clock goes backwards."""
    trace = Trace(path)
    stream = trace.stream()
    common = {"vm_id": 1, "vm_pid": 4242}
    stream.event(1000, "hypertrace_guest_start", time_ns=9 * MS, start_flags=1, **common)
    stream.event(2000, "hypertrace_initcall_start", time_ns=8 * MS, func=1, name="a_init",
                 **common)
    stream.event(3000, "hypertrace_initcall_finish", time_ns=0, func=1, **common)
    stream.event(4000, "hypertrace_user_start", time_ns=2**64 - 1, path="/init", **common)
    return trace


def modules_only(path):
    """The guest's tracer was loaded after the boot: modules only."""
    trace = Trace(path)
    guest = Guest(trace.stream())
    guest.start(flags=0)
    modules(guest)
    return trace


def tail_only(path):
    """LTTng was started in the middle of a boot."""
    trace = Trace(path)
    guest = Guest(trace.stream())
    guest.seq = 40
    guest.finish(0x1000, 1 * MS)
    guest.call(0x2000, "before_any_level", 2 * MS)
    guest.level("late")
    guest.call(0x3000, "last_init", 1 * MS)
    guest.user()
    return trace


def many(path, count=200_000):
    """Very many initcalls, all of them begun before the first one ends."""
    trace = Trace(path)
    stream = trace.stream()
    guest = Guest(stream)
    guest.start()
    guest.level("device")
    for number in range(count):
        guest.begin(0x1000 + number * 16, f"driver_{number}_init")
        if number % 2000 == 0:
            stream.cut()
    for number in range(count):
        guest.finish(0x1000 + number * 16, number % 977)
        if number % 2000 == 0:
            stream.cut()
    guest.user()
    return trace


TRACES = {make.__name__: make for make in (
    normal, two_vms, unfinished, restarted, reboot, lost, discarded, discarded_first,
    no_events, silent_vm, counted, snapshots, sums, sums_modules, intel, late_start, tasks,
    no_switches, late_exit, hostile_tasks, no_reason, no_hist, moving, no_rate, old_host,
    wrong_type, wrong_common, wrong_string, wide_value, no_payload, missing_field, text_arrays,
    truncated, corrupt, hostile, backwards, modules_only, tail_only, many)}


def main(traces):
    """Command line, of all files of fakes."""
    if sys.argv[1:] == ["--list"]:
        print("\n".join(traces))
    elif len(sys.argv) == 3 and sys.argv[1] in traces:
        traces[sys.argv[1]](os.path.join(sys.argv[2], "kernel")).write()
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(TRACES)
