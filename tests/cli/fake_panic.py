#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The FAKE traces that tests of "report panic" need, by name. Nothing here was ever measured.

    fake_panic.py NAME DIR     writes one of them below DIR, as DIR/kernel
    fake_panic.py --list       says which there are
"""
from fake_ctf import COMMON, EVENTS, Trace
from fake_traces import MS, Guest, boot, main

PANIC, OOPS = 1, 2
PAGE_FAULT = 14
KERNEL = 0xFFFFFFFF81000000
MODULE = 0xFFFFFFFFC0100000


class Dying(Guest):
    """A guest with last words."""

    def on(self, vcpu, after=0):
        """What follows is from this vCPU."""
        self.vcpu = vcpu
        self.now += after
        return self

    def fall(self, kind, reason, symbols, lost=0, **fields):
        """A panic or an oops with its backtrace; None is a line that does not arrive."""
        say = {"ip": KERNEL + 0x100, "tid": 77, "cpu": self.vcpu, "comm": "modprobe",
               "trap": PAGE_FAULT if kind == OOPS else 0, "frames": len(symbols)}
        self.emit("hypertrace_panic", lost=lost, kind=kind, reason=reason, **dict(say, **fields))
        for index, symbol in enumerate(symbols):
            self.now += 1_000
            if symbol is not None:
                self.emit("hypertrace_frame", index=index, symbol=symbol,
                          address=KERNEL + 0x1000 * index)

    def switch(self, prev, following, after=MS):
        """Another task runs."""
        self.now += after
        self.emit("hypertrace_sched_switch", prev_comm=prev, prev_tid=1, next_comm=following,
                  next_tid=2)


def guest_of(trace, make=Dying, **args):
    """A VM that was created."""
    stream = trace.stream()
    guest = make(stream, **args)
    stream.event(guest.now - 20 * MS, "hypertrace_vm_create", vm_id=guest.vm_id,
                 vm_pid=guest.vm_pid, depth=1)
    return guest


def destroy(guest, after=MS):
    """The VMM ends."""
    guest.now += after
    guest.stream.event(guest.now, "hypertrace_vm_destroy", vm_id=guest.vm_id,
                       vm_pid=guest.vm_pid, records=guest.seq)


def initcall(path):
    """A panic in a module's initcall, which another initcall has loaded; four vCPUs are busy."""
    trace = Trace(path)
    guest = guest_of(trace)
    guest.start()
    guest.level("core", after=1 * MS)
    guest.call(KERNEL + 0x40, "first_init", 2 * MS)
    guest.level("device", after=1 * MS)
    guest.begin(KERNEL + 0x80, "outer_init")
    guest.now += 3 * MS
    guest.on(1).begin(MODULE, "bad_init", "bad")
    for vcpu in (2, 3, 2, 3, 2):
        guest.on(vcpu).switch("swapper/%d" % vcpu, "kworker", after=100_000)
    guest.on(1, after=500_000).fall(
        OOPS, "Oops", ["bad_function+0x1a/0x40 [bad]", "bad_init+0x7/0x20 [bad]",
                       "do_one_initcall+0x56/0x230"],
        trap=PAGE_FAULT, branch_from=MODULE + 0x10, branch_to=MODULE + 0x20)
    guest.now += 297_000
    guest.fall(PANIC, "Fatal exception", ["panic+0x10b/0x2c0", "oops_end+0xaf/0xc0"])
    destroy(guest, after=5 * MS)
    return trace


def after_boot(path):
    """A panic long after the boot, without an oops, with events lost right before it."""
    trace = Trace(path)
    guest = guest_of(trace)
    boot(guest)
    guest.on(1).switch("bash", "init", after=500 * MS)
    guest.on(0, after=500 * MS).fall(PANIC, "Attempted to kill init! exitcode=0x0000000b",
                                     ["panic+0x10b/0x2c0", None, "do_exit+0x1/0x2", None],
                                     lost=3, comm="init", tid=1)
    return trace


def survived(path):
    """An oops that costs only a task; the guest stops orderly later."""
    trace = Trace(path)
    guest = guest_of(trace)
    boot(guest)
    guest.on(1, after=10 * MS).fall(OOPS, "Oops", ["ht_test+0x1/0x2"], trap=6)
    guest.now += 90 * MS
    guest.emit("hypertrace_guest_stop")
    destroy(guest)
    return trace


def orderly(path):
    """Three VMs: one stops, one goes on, one ends without a word in an initcall."""
    trace = Trace(path)
    first = guest_of(trace, vm_id=1, vm_pid=100)
    boot(first)
    first.emit("hypertrace_guest_stop")
    destroy(first)
    second = guest_of(trace, vm_id=2, vm_pid=200)
    boot(second)
    third = guest_of(trace, vm_id=3, vm_pid=300)
    boot(third, until="i8042_init")
    destroy(third, after=250 * MS)
    for cpu, stream in enumerate(trace.streams):
        stream.cpu = cpu
    return trace


def anew(path):
    """A guest that begins anew without a word, then panics twice; oopses follow, too many."""
    trace = Trace(path)
    guest = guest_of(trace)
    boot(guest, until="acpi_init")
    guest.now += 1_000 * MS
    boot(guest)
    guest.now += MS
    guest.fall(PANIC, "first", ["panic+0x1/0x2"])
    guest.on(1, after=MS).fall(PANIC, "second", ["other+0x1/0x2"])
    for _ in range(30):
        guest.on(2, after=MS).fall(OOPS, "more", ["again+0x1/0x2"])
    return trace


def flood(path):
    """Many oopses, then the panic: that is kept whatever there was before."""
    trace = Trace(path)
    guest = guest_of(trace)
    guest.start()
    for number in range(40):
        guest.on(0, after=MS).fall(OOPS, "oops %d" % number, ["f%d+0x1/0x2" % number])
    guest.on(1, after=MS).fall(PANIC, "the end", ["panic+0x1/0x2"])
    return trace


def alone(path):
    """A panic, and nothing else: the trace began too late. Its numbers are garbage."""
    trace = Trace(path)
    guest = guest_of(trace)
    guest.fall(PANIC, "\x1b[2J\xff" + "r" * 300, ["x" * 400, "\x1b[31mred"], cpu=0xFFFFFFFF,
               frames=0xFFFFFFFF, tid=-1, comm="", ip=(1 << 64) - 1, branch_from=1)
    guest.emit("hypertrace_frame", index=0xFFFFFFFF, symbol="far")
    guest.emit("hypertrace_frame", index=0, symbol="twice")
    guest.on(9).emit("hypertrace_frame", index=0, symbol="nobody's")
    guest.fall(OOPS, "", [], trap=99)
    guest.fall(7, "from the future", ["future+0x1/0x2"])
    return trace


def wrong(path):
    """The reason of a panic is a number."""
    layout = [(name, "u64" if name == "reason" else kind)
              for name, kind in EVENTS["hypertrace_panic"]]
    trace = Trace(path, overrides={"hypertrace_panic": layout})
    guest = guest_of(trace)
    guest.start()
    guest.emit("hypertrace_panic", kind=PANIC, reason=5)
    return trace


def lacking(path):
    """A panic without most of its fields."""
    trace = Trace(path, overrides={"hypertrace_panic": COMMON + [("kind", "u32")]})
    guest = guest_of(trace)
    guest.start()
    guest.emit("hypertrace_panic", kind=PANIC)
    return trace


def late_words(path):
    """What a vCPU says right before the panic: each kind of field, and a name that is too long."""
    trace = Trace(path, overrides={
        "hypertrace_syscall_entry": COMMON + [("nr", "u64"), ("compat", "u32"), ("tid", "s32"),
                                              ("args", "hist")],
        "hypertrace_user_event": COMMON + [("pid", "s32"), ("text", "text16"), ("raw", "bytes")],
        "hypertrace_" + "n" * 60: COMMON + [("value", "u8"), ("f" * 90, "string")]})
    guest = guest_of(trace)
    guest.start()
    guest.now += MS
    guest.emit("hypertrace_syscall_entry", nr=60, tid=5, args=[0xFFFF888000000000, 2] + [0] * 38)
    guest.emit("hypertrace_user_event", pid=-3, text="a b", raw=b"x=\"y\"\x07")
    guest.emit("hypertrace_" + "n" * 60, lost=2, value=200, **{"f" * 90: "v" * 200})
    guest.emit("hypertrace_sched_switch", prev_comm="", next_comm="e=mc2", prev_state=1 << 63)
    guest.now += MS
    guest.fall(PANIC, "words", [])
    return trace


def two(path):
    """Two VMs that panic."""
    trace = Trace(path)
    for number in (1, 2):
        guest = guest_of(trace, vm_id=number, vm_pid=4000 + number)
        guest.stream.cpu = number
        guest.start()
        guest.now += MS
        guest.fall(PANIC, "panic of %d" % number, [])
    return trace


TRACES = {make.__name__: make for make in (
    initcall, after_boot, survived, orderly, anew, flood, alone, wrong, lacking, late_words, two)}

if __name__ == "__main__":
    main(TRACES)
