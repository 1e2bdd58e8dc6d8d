#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The FAKE traces of whole lives of VMs, for the overview. Nothing here was ever measured.

    fake_overview.py NAME DIR     writes one of them below DIR, as DIR/kernel
    fake_overview.py --list       says which there are
"""
from fake_ctf import COMMON, EVENTS, VM_ONLY, Trace
from fake_traces import MS, RELEASE, TICKS, Guest, main

PANIC, OOPS = 1, 2
RESTART, HALT, OFF, SUSPEND, RESUME = 1, 2, 3, 4, 5
NOTIFIER, DEVICE, SYSCORE, PM, PHASE = 1, 2, 3, 4, 5
PREEMPTED, HALTED, USER, BLOCKED = 0, 1, 2, 3
EARLY = 1


class Life(Guest):
    """A VM from its beginning to its end. What it does takes as long as it is told."""

    def __init__(self, stream, vm_id=1, vm_pid=4242, begin=5_000 * MS):
        super().__init__(stream, vm_id, vm_pid, begin)
        self.delay = 0
        self.before = (0, 0)
        self.migrations = {}

    def exits_before(self):
        """What the next event says, once."""
        exits, self.before = self.before, (0, 0)
        return {"exits": exits[0], "hv_cycles": exits[1]}

    def told(self, exits, milliseconds):
        """The next event tells of so many exits."""
        self.before = (exits, int(milliseconds * MS * TICKS))

    def wait(self, milliseconds):
        """Time goes by."""
        self.now += int(milliseconds * MS)

    def host(self, event_name, **fields):
        """The host says something, now."""
        self.stream.event(self.now, event_name, vm_id=self.vm_id, vm_pid=self.vm_pid, **fields)

    def create(self, **fields):
        """The VM is made."""
        self.host("hypertrace_vm_create", **fields)

    def destroy(self, **fields):
        """The VM ends."""
        self.host("hypertrace_vm_destroy", **fields)

    def sched(self, vcpu=0):
        """The host shows its counters of a vCPU."""
        self.host("hypertrace_vcpu_sched", vcpu_id=vcpu, time_ns=self.now,
                  migrations=self.migrations.setdefault(vcpu, 0))

    def migrate(self, off, why=PREEMPTED, vcpu=0, missing=0, **fields):
        """A vCPU comes back elsewhere; so many other times nobody heard of it."""
        self.migrations[vcpu] = self.migrations.get(vcpu, 0) + 1 + missing
        self.host("hypertrace_vcpu_migrate", vcpu_id=vcpu, from_pcpu=2, to_pcpu=5, why=why,
                  off_ns=int(off * MS), time_ns=self.now, migrations=self.migrations[vcpu],
                  **fields)

    def power(self, action, text=""):
        """The guest begins to go down."""
        self.emit("hypertrace_power", action=action, text=text)

    def step(self, func, kind, name, device=""):
        """A step begins."""
        self.emit("hypertrace_step_start", func=func, id=func & 7, kind=kind, name=name,
                  device=device)

    def step_end(self, func, vcpu=None):
        """It ends, perhaps elsewhere."""
        here = self.vcpu
        self.vcpu = here if vcpu is None else vcpu
        self.emit("hypertrace_step_finish", func=func, id=func & 7)
        self.vcpu = here

    def fall(self, kind, reason, symbols=(), trap=0):
        """A panic or an oops, with its backtrace."""
        self.emit("hypertrace_panic", kind=kind, reason=reason, trap=trap, comm="init",
                  frames=len(symbols))
        for index, symbol in enumerate(symbols):
            self.emit("hypertrace_frame", index=index, symbol=symbol)

    def boot(self, slow="acpi_init"):
        """10 ms until process 1: 1 before the first level, early 3, late 4, and 2 without."""
        self.start(EARLY)
        self.wait(1)
        self.told(10, 0.25)
        self.level("early", 0)
        self.told(5, 0.125)
        self.call(0x1000, "a_init", 3 * MS - 1_000)
        self.level("late", 0)
        self.call(0x2000, slow, 4 * MS - 1_000)
        self.told(2, 1)
        self.user()

    def shutdown(self, action):
        """16 ms: notifiers 1, device_shutdown 12, of these 10 for one, syscore_shutdown 3."""
        self.power(action)
        self.step(0x3000, NOTIFIER, "i8042_notify")
        self.wait(1)
        self.step_end(0x3000)
        self.step(0x4000, PHASE, "device_shutdown")
        self.step(0x4001, DEVICE, "pci_device_shutdown", "e1000 0000:00:03.0")
        self.wait(10)
        self.step_end(0x4001, vcpu=1)
        self.step(0x4002, DEVICE, "serial_shutdown", "serial8250 serial0")
        self.wait(2)
        self.step_end(0x4002)
        self.step_end(0x4000)
        self.step(0x5000, PHASE, "syscore_shutdown")
        self.step(0x5001, SYSCORE, "mce_syscore_shutdown")
        self.wait(3)
        self.step_end(0x5001)
        self.step_end(0x5000)
        self.emit("hypertrace_guest_stop")


def whole(path):
    """A VM boots, works, sleeps, wakes up, and powers itself off."""
    trace = Trace(path)
    vm = Life(trace.stream())
    vm.create()
    vm.sched()
    vm.wait(4)
    vm.migrate(2.5, HALTED)
    vm.wait(6)
    vm.told(20, 5)
    vm.boot()
    vm.wait(10)
    vm.vcpu = 1
    vm.told(7, 6)  # since its beginning: nobody knows where
    vm.emit("hypertrace_sched_switch", next_tid=3)
    vm.wait(20)
    vm.migrate(0.5)
    vm.migrate(1, USER, missing=2)
    vm.told(4, 5)
    vm.emit("hypertrace_sched_switch", lost=3, next_tid=4)
    vm.vcpu = 0
    vm.wait(10)
    vm.told(6, 30)
    vm.power(SUSPEND, "freeze")
    vm.step(0x6000, PHASE, "dpm_suspend")
    vm.step(0x6001, PM, "bus suspend", "nvme 0000:00:04.0")
    vm.wait(5)
    vm.step_end(0x6001)
    vm.step_end(0x6000)
    vm.wait(45)
    vm.sched()
    vm.power(RESUME, "freeze")
    vm.wait(50)
    vm.shutdown(OFF)
    vm.wait(4)
    vm.destroy(records=41, lost=3, rejected=1)
    return trace


def boot_panic(path):
    """A guest panics in an initcall, since it had an oops there; and its VMM stays."""
    trace = Trace(path)
    vm = Life(trace.stream())
    vm.create()
    vm.start(EARLY)
    vm.level("device", MS)
    vm.call(0x1000, "good_init", 2 * MS)
    vm.begin(0x2000, "bad_init", "bad")
    vm.wait(1)
    vm.fall(OOPS, "Oops", ["bad_init+0x1a/0x40 [bad]", "do_one_initcall+0x59/0x230"], trap=14)
    vm.wait(1)
    vm.fall(PANIC, "Fatal exception", ["panic+0x10/0x300"])
    vm.wait(10)
    vm.emit("hypertrace_guest_stop")
    vm.stream.event(vm.now + 20 * MS, "kvm_exit")
    return trace


def user_panic(path):
    """Process 1 ends, after the guest had survived two oopses."""
    trace = Trace(path)
    vm = Life(trace.stream())
    vm.boot()
    vm.wait(5)
    vm.fall(OOPS, "BUG", ["first+0x1/0x2"], trap=6)
    vm.fall(OOPS, "Oops", ["second+0x1/0x2"], trap=13)
    vm.wait(5)
    vm.fall(PANIC, "Attempted to kill init! exitcode=0x00000100", ["do_exit+0x1/0x2"])
    vm.fall(PANIC, "again")
    vm.wait(5)
    vm.destroy()
    return trace


def restart(path):
    """A guest restarts, panics, and boots a third time."""
    trace = Trace(path)
    vm = Life(trace.stream())
    vm.boot()
    vm.wait(30)
    vm.shutdown(RESTART)
    vm.wait(14)
    vm.told(9, 7)
    vm.boot(slow="slow_init")
    vm.wait(2)
    vm.fall(PANIC, "sysrq triggered crash")
    vm.wait(3)
    vm.start(flags=0)
    vm.wait(5)
    vm.destroy()
    return trace


def nested(path):
    """Two VMs at once; one is in the other, and neither says how it ends."""
    trace = Trace(path)
    outer = Life(trace.stream(0), 3, 4242, 5_000 * MS)
    inner = Life(trace.stream(1), 9, 4242, 5_002 * MS)
    outer.create(depth=1)
    inner.create(parent_id=3, depth=2, inner_id=1)
    outer.boot()
    inner.told(3, 2)
    inner.boot(slow="inner_init")
    inner.wait(1)
    inner.destroy(records=8)
    outer.wait(40)
    outer.emit("hypertrace_sched_switch", next_tid=3)
    return trace


def late(path):
    """Recording begins when the guest runs; it stops tracing, and a VM is seen by its exits only."""
    trace = Trace(path)
    vm = Life(trace.stream(0))
    vm.told(1000, 400)
    vm.emit("hypertrace_sched_switch", next_tid=3)
    vm.wait(10)
    vm.told(8, 5)
    vm.emit("hypertrace_sched_switch", next_tid=4)
    vm.vcpu = 1
    vm.told(70, 900)
    vm.emit("hypertrace_sched_switch", next_tid=5)
    vm.vcpu = 0
    vm.wait(10)
    vm.power(RESUME)
    vm.emit("hypertrace_guest_stop")
    vm.wait(3)
    vm.emit("hypertrace_guest_stop")
    other = Life(trace.stream(1), 2, 4343)
    other.host("hypertrace_exit", time_ns=other.now, cycles=5)
    other.wait(30)
    other.host("hypertrace_exit", time_ns=other.now, cycles=5)
    return trace


def hang(path):
    """A shutdown that hangs in a device, whose VM is then killed."""
    trace = Trace(path)
    vm = Life(trace.stream())
    vm.boot()
    vm.power(HALT)
    vm.step(0x4000, PHASE, "device_shutdown")
    vm.step(0x4001, DEVICE, "stuck_shutdown", "stuck stuck0")
    vm.wait(1000)
    vm.destroy()
    return trace


def losses(path):
    """Everything gets lost: the power event, packets, and what was the first of a vCPU."""
    trace = Trace(path)
    vm = Life(trace.stream())
    vm.emit("hypertrace_guest_start", lost=2, start_flags=1, nr_cpus=1, release=RELEASE)
    vm.migrate(1, 7)
    vm.stream.cut()
    vm.wait(1)
    vm.step(0x5001, SYSCORE, "only_syscore")
    vm.wait(1)
    vm.step_end(0x5001)
    vm.step_end(0x7777)
    vm.stream.cut(discarded=6)
    vm.wait(1)
    vm.emit("hypertrace_guest_stop", lost=40)
    return trace


def hostile(path):
    """A guest and a trace that lie about everything."""
    trace = Trace(path)
    vm = Life(trace.stream())
    top = 2**64 - 1
    vm.create(parent_id=2**32 - 1, depth=2**32 - 1, inner_id=2**32 - 1)
    vm.emit("hypertrace_guest_start", start_flags=1, nr_cpus=2**32 - 1,
            release="\x1b]0;owned\x07" * 40)
    vm.before = (2**32 - 1, top)
    vm.level("\x1b[31m\xff\"\\" * 30)
    vm.before = (2**32 - 1, top)
    vm.level("")
    vm.begin(top, b"\x1b\xfe" * 400, b"\xff" * 300)
    vm.emit("hypertrace_initcall_finish", lost=2**32 - 99, func=top)
    vm.seq = 0
    vm.begin(1, "")
    vm.host("hypertrace_vcpu_migrate", vcpu_id=2**32 - 1, from_pcpu=2**32 - 1, to_pcpu=2**32 - 1,
            why=2**32 - 1, off_ns=top, queued_ns=top, time_ns=vm.now, migrations=top)
    vm.host("hypertrace_vcpu_migrate", vcpu_id=2**32 - 1, time_ns=vm.now, migrations=3)
    vm.host("hypertrace_vcpu_sched", vcpu_id=2**32 - 1, time_ns=vm.now, migrations=top)
    for action in (0, RESUME, SUSPEND, SUSPEND, 77, RESUME, RESUME):
        vm.wait(1)
        vm.power(action, "\x07" * 99)
    vm.step(7, 99, "\x1b[0m", "\n")
    vm.step(7, PM, "again", "\n")
    vm.step_end(7)
    vm.fall(77, "\x1b[0m")
    vm.fall(OOPS, "\x1b[2J" * 99, ["\xff" * 500, "x"], trap=2**32 - 1)
    vm.emit("hypertrace_frame", index=0, symbol="a second first line")
    vm.power(OFF)
    vm.fall(PANIC, "", [""])
    vm.step(9, NOTIFIER, "in a panic")
    vm.power(OFF)
    vm.destroy(records=top, lost=top, rejected=top)
    vm.emit("hypertrace_sched_switch", lost=1, next_tid=3)
    vm.destroy()
    vm.wait(1)
    vm.create()
    vm.wait(1)
    vm.level("after its end", 0)
    return trace


def many(path):
    """More phases, and more that runs at once, than are kept."""
    trace = Trace(path)
    vm = Life(trace.stream())
    vm.start(EARLY)
    for number in range(300):
        vm.begin(number, f"init_{number}")
    vm.user()
    for _ in range(600):
        vm.wait(1)
        vm.power(SUSPEND)
        vm.wait(1)
        vm.power(RESUME)
        vm.stream.cut()
    return trace


def old_host(path):
    """A host of before: no exits, no nesting, no count of losses."""
    layouts = {name: COMMON[:-2] + layout[len(COMMON):] for name, layout in EVENTS.items()
               if layout[:len(COMMON)] == COMMON}
    trace = Trace(path, dict(layouts, hypertrace_vm_create=VM_ONLY,
                             hypertrace_vm_destroy=VM_ONLY + [("records", "u64")]))
    vm = Life(trace.stream())
    vm.create()
    vm.boot()
    vm.destroy()
    return trace


def no_action(path):
    """How the guest goes down is a text."""
    layout = [(name, "string" if name == "action" else kind)
              for name, kind in EVENTS["hypertrace_power"]]
    trace = Trace(path, {"hypertrace_power": layout})
    Life(trace.stream()).emit("hypertrace_power", action="off")
    return trace


def no_pid(path):
    """A VM without its VMM."""
    trace = Trace(path, {"hypertrace_vm_create": [("vm_id", "u32")]})
    trace.stream().event(1000, "hypertrace_vm_create", vm_id=1)
    return trace


TRACES = {make.__name__: make for make in (
    whole, boot_panic, user_panic, restart, nested, late, hang, losses, hostile, many, old_host,
    no_action, no_pid)}

if __name__ == "__main__":
    main(TRACES)
