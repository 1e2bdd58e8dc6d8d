#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The FAKE traces for the tests of export --chrome, by name. Nothing here was ever measured.

    fake_chrome.py NAME DIR     writes one of them below DIR, as DIR/kernel
    fake_chrome.py --list       says which there are
"""
from fake_ctf import COMMON, EVENTS, VM_ONLY, Trace
from fake_traces import MS, TICKS, VMMCALL, SVM, HLT, NPF, Guest, main

US = 1_000

# Those that no other test needed.
MORE = {
    "hypertrace_user_event": COMMON + [("pid", "s32"), ("tid", "s32"), ("id", "u32"),
                                       ("text", "string")],
    "hypertrace_sched_wakeup": COMMON + [("comm", "string"), ("tid", "s32"), ("prio", "s32"),
                                         ("target_cpu", "u32"), ("is_new", "u32")],
    "hypertrace_irq_entry": COMMON + [("irq", "u32"), ("name", "string")],
    "hypertrace_irq_exit": COMMON + [("irq", "u32"), ("ret", "s32")],
    "hypertrace_softirq_entry": COMMON + [("vec", "u32")],
    "hypertrace_softirq_exit": COMMON + [("vec", "u32")],
    "hypertrace_page_fault": COMMON + [("address", "u64"), ("ip", "u64"), ("error_code", "u32")],
    "hypertrace_func_entry": COMMON + [("func", "u64"), ("parent", "u64")],
    "hypertrace_func_exit": COMMON + [("func", "u64"), ("parent", "u64")],
    "hypertrace_kvm_exit": VM_ONLY + [("vcpu_id", "u32"), ("pcpu", "u32"), ("isa", "u32"),
                                      ("reason", "u32"), ("guest_rip", "u64")],
    "hypertrace_kvm_entry": VM_ONLY + [("vcpu_id", "u32"), ("pcpu", "u32"), ("isa", "u32"),
                                       ("reason", "u32"), ("guest_rip", "u64")],
}


class Busy(Guest):
    """A guest of which everything is traced."""

    told = (0, 0)

    def exits_before(self):
        told, self.told = self.told, (0, 0)
        return {"exits": told[0], "hv_cycles": told[1]}

    def say(self, event, after=10 * US, **fields):
        """An event of the guest."""
        self.now += after
        self.emit("hypertrace_" + event, **fields)

    def host(self, name, **fields):
        """An event of the host, now."""
        self.stream.event(self.now + self.delay, "hypertrace_" + name, vm_id=self.vm_id,
                          vm_pid=self.vm_pid, vcpu_id=self.vcpu, **fields)

    def exit(self, reason, took=2 * US, both=False):
        """An exit, as hypertrace_exit tells it, perhaps with KVM's tracepoints around it."""
        self.now += 100
        begin = self.now
        if both:
            self.host("kvm_exit", isa=SVM, reason=reason)
        self.now += took
        self.told = (self.told[0] + 1, self.told[1] + took * TICKS)
        self.host("exit", isa=SVM, reason=reason, cycles=took * TICKS, time_ns=begin)
        if both:
            self.host("kvm_entry", isa=SVM, reason=reason)

    def kvm(self, reason, took=3 * US, entry=True):
        """An exit that only KVM's tracepoints tell."""
        self.now += 100
        self.host("kvm_exit", isa=SVM, reason=reason)
        self.now += took
        if entry:
            self.host("kvm_entry", isa=SVM, reason=reason)

    def switch(self, prev, following):
        """Another task."""
        self.say("sched_switch", prev_comm=f"task{prev}", prev_tid=prev,
                 next_comm=f"task{following}", next_tid=following)


def new(path):
    """A trace with a guest in it."""
    trace = Trace(path, overrides=MORE)
    return trace, Busy(trace.stream())


def kinds(path):
    """Every kind of span, mark and flow, at least once."""
    trace, vm = new(path)
    vm.host("exit_stats", tsc_khz=1_000_000 * TICKS, isa=SVM)
    vm.host("vm_create")
    vm.start()
    vm.level("early")
    vm.begin(0x100, "outer_init")
    vm.exit(VMMCALL)
    vm.begin(0x101, "inner_init", "inner")
    vm.exit(NPF)
    vm.exit(VMMCALL, both=True)
    vm.finish(0x101, 5 * US, -19)
    vm.finish(0x100, 5 * US)
    vm.user()
    vm.switch(0, 10)
    vm.say("syscall_entry", nr=0, tid=10)
    vm.say("func_entry", func=0xFFFF0001, parent=0xFFFF0000)
    vm.say("func_entry", func=0xFFFF0002, parent=0xFFFF0001)
    vm.say("irq_entry", irq=4, name="ttyS0")
    vm.say("irq_exit", irq=4, ret=1)
    vm.say("softirq_entry", vec=1)
    vm.say("irq_entry", irq=4, name="ttyS0")
    vm.say("irq_exit", irq=4)
    vm.say("softirq_exit", vec=1)
    vm.say("softirq_entry", vec=77)
    vm.say("softirq_exit", vec=77)
    vm.switch(10, 0)
    vm.exit(HLT, 20 * US)
    vm.say("sched_wakeup", comm="task11", tid=11, target_cpu=1, is_new=1)
    vm.switch(0, 11)
    vm.say("syscall_entry", nr=1, tid=11)
    vm.exit(NPF)
    vm.say("syscall_exit", nr=1, ret=-2**63)
    vm.switch(11, 10)
    vm.say("page_fault", address=0x7FFF0000, ip=0x400000, error_code=6)
    vm.say("func_exit", func=0xFFFF0002, parent=0xFFFF0001)
    vm.say("func_exit", func=0xFFFF0001, parent=0xFFFF0000)
    vm.say("syscall_exit", nr=0, ret=42)
    vm.say("user_event", pid=10, tid=10, id=7, text="half way")
    vm.say("user_event", pid=10, tid=10, id=8, lost=3)
    vm.kvm(NPF)
    vm.now += MS
    vm.host("vcpu_migrate", from_pcpu=0, to_pcpu=1, why=0, off_ns=100 * US, queued_ns=90 * US,
            time_ns=vm.now, migrations=1)
    vm.say("power", action=3)
    vm.say("step_start", func=0x200, id=1, kind=2, name="disk_shutdown", device="sd 0:0:0:0")
    vm.say("step_finish", func=0x200, id=1)
    vm.say("panic", kind=2, reason="Oops", comm="task10", tid=10)
    vm.say("panic", kind=1, reason="Fatal exception", comm="task10", tid=10)
    vm.say("step_start", func=0x201, id=2, kind=1, name="never_ends")
    vm.kvm(HLT, entry=False)
    vm.now += MS
    vm.host("vm_destroy")
    return trace


def overlaps(path):
    """Spans that neither follow one another nor lie one within the other."""
    trace, vm = new(path)
    vm.start()
    vm.level("device")
    for number in range(20):
        vm.begin(0x100 + number, f"parallel{number}_init")
    for number in range(20):
        vm.finish(0x100 + number, 3 * US)
    vm.switch(0, 10)
    for tid in range(10, 40):
        vm.say("syscall_entry", nr=35, tid=tid)
        vm.say("func_entry", func=0xF000, parent=0xE000)
        vm.switch(tid, tid + 1)
    vm.switch(40, 10)
    for tid in range(10, 40):
        vm.say("func_exit", func=0xF000, parent=0xE000)
        vm.say("syscall_exit", nr=35, ret=0)
        vm.switch(tid, tid + 1)
    # The guest's clock stands still: they begin, and end, at the same time.
    vm.say("func_entry", func=0xA, parent=0)
    vm.say("func_entry", after=0, func=0xB, parent=0)
    vm.say("func_exit", func=0xB, parent=0)
    vm.say("func_exit", after=0, func=0xA, parent=0)
    return trace


def deep(path):
    """Functions one within the other, and 1000 within one; and those above leave first."""
    trace, vm = new(path)
    vm.start()
    for func in range(100):
        vm.say("func_entry", func=func, parent=0)
    for func in reversed(range(100)):
        vm.say("func_exit", func=func, parent=0)
    vm.say("func_entry", func=0xFFFF, parent=0)
    for _ in range(1000):
        vm.say("func_entry", func=1, parent=0)
        vm.say("func_exit", func=1, parent=0)
    vm.say("func_exit", func=0xFFFF, parent=0)
    vm.say("func_entry", func=0xFFFE, parent=0)
    vm.say("func_entry", func=2, parent=0)
    vm.say("func_exit", func=0xFFFE, parent=0)
    vm.say("func_exit", func=2, parent=0)
    return trace


def endless(path, count=30_000):
    """A guest that begins everything, and ends nothing."""
    trace, vm = new(path)
    vm.start()
    for number in range(count):
        vm.begin(0x1000 + number, f"call{number}_init")
        vm.say("step_start", after=10, func=number, id=number, kind=2, name="step")
        vm.say("irq_entry", after=10, irq=number, name="irq")
        vm.say("softirq_entry", after=10, vec=number)
        vm.say("syscall_entry", after=10, nr=number, tid=number)
        vm.say("func_entry", after=10, func=number, parent=0)
        vm.switch(number, number + 1)
        if number % 200 == 0:
            vm.stream.cut()
    return trace


NASTY = b"</script>\"\\\x1b[31m\x00\xff\xfe\n\t%s%n{}" * 3


def nasty(path):
    """Names that break out of whatever they are put into."""
    trace, vm = new(path)
    text = NASTY.replace(b"\0", b"\x01")
    top = 2**64 - 1
    vm.host("exit_stats", tsc_khz=1, isa=SVM)
    vm.start()
    vm.level("\"}],\"\\")
    vm.begin(1, text, text * 9)
    vm.exit(0xFFFFFFFE)
    vm.finish(1, 5, -2**31)
    vm.say("irq_entry", irq=2**32 - 1, name=text)
    vm.say("irq_exit", irq=2**32 - 1, ret=-2**31)
    vm.say("sched_switch", prev_tid=1, next_tid=-1, next_comm=text)
    vm.say("user_event", id=1, text=text * 20)
    vm.say("panic", kind=1, reason=text, comm=text)
    vm.say("page_fault", address=top, ip=top, error_code=2**32 - 1)
    vm.host("exit", isa=99, reason=2**32 - 1, cycles=top, user_cycles=top, time_ns=top)
    vm.host("vcpu_migrate", from_pcpu=2**32 - 1, to_pcpu=2**32 - 2, why=99, off_ns=top,
            queued_ns=top, time_ns=vm.now)
    vm.vcpu = 2**32 - 1
    vm.say("step_start", func=top, id=2**32 - 1, kind=99, name=text, device=text)
    vm.say("step_finish", func=top, id=2**32 - 1, ret=-1, lost=2**31)
    return trace


def cut(path):
    """Garbage in the middle of an initcall."""
    trace, vm = new(path)
    vm.start()
    vm.level("early")
    vm.call(1, "whole_init", 5 * US)
    vm.begin(2, "broken_init")
    vm.stream.cut()
    vm.stream.garbage(vm.now + 10)
    return trace


def both_numbers(path):
    """A VM whose VMM has the process id that is another VM's number."""
    trace, vm = new(path)
    vm.start()
    other = Busy(trace.stream(1), vm_id=4242, vm_pid=77, begin=5_001 * MS)
    other.start()
    return trace


def no_symbol(path):
    """A function's entry without the function."""
    layout = [entry for entry in MORE["hypertrace_func_entry"] if entry[0] != "func"]
    trace = Trace(path, overrides=dict(MORE, hypertrace_func_entry=layout))
    vm = Busy(trace.stream())
    vm.start()
    vm.say("func_entry")
    return trace


def no_result(path):
    """A system call's end without what it returned."""
    layout = [entry for entry in EVENTS["hypertrace_syscall_exit"] if entry[0] != "ret"]
    trace = Trace(path, overrides=dict(MORE, hypertrace_syscall_exit=layout))
    vm = Busy(trace.stream())
    vm.start()
    vm.say("syscall_exit")
    return trace


TRACES = {make.__name__: make for make in (
    kinds, overlaps, deep, endless, nasty, cut, both_numbers, no_symbol, no_result)}

if __name__ == "__main__":
    main(TRACES)
