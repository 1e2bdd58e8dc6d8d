#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A FAKE trace of what no sample has: losses, functions, system calls, each exit, suspends, two
VMs, a boot that ends as none of the samples does. Nothing here was ever measured.

    fake.py DIR        writes it as DIR/kernel
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "cli"), os.path.join(HERE, "..", "traces")]

from fake_ctf import COMMON, EVENTS, Trace  # noqa: E402  pylint: disable=wrong-import-position
from records import LAYOUTS  # noqa: E402  pylint: disable=wrong-import-position

US = 1000
KVM = [("vm_id", "u32"), ("vm_pid", "s32"), ("vcpu_id", "u32"), ("pcpu", "u32"), ("isa", "u32"),
       ("reason", "u32"), ("guest_rip", "u64")]


class Life:
    """VMs, whose events are told in the order of time."""

    def __init__(self, path):
        layouts = {**EVENTS, **LAYOUTS, "hypertrace_kvm_exit": KVM,
                   "hypertrace_kvm_entry": KVM}
        layouts["hypertrace_lost"] = COMMON
        del layouts["ht_packed"]
        self.trace = Trace(path, layouts)
        self.stream = self.trace.stream()
        self.now = 1_000_000 * US
        self.seq = {}

    def host(self, event, vm=1, **fields):
        """An event that is no record, one microsecond on."""
        self.now += US
        self.stream.event(self.now, "hypertrace_" + event, vm_id=vm, vm_pid=100 + vm, **fields)

    def guest(self, event, vm=1, vcpu=0, lost=0, **fields):
        """A record."""
        seq = self.seq.get((vm, vcpu), 0) + lost
        self.seq[vm, vcpu] = seq + 1
        self.host(event, vm, vcpu_id=vcpu, seq=seq, lost=lost, time_ns=self.now + US,
                  guest_tsc=self.now + US, **fields)


def boots(life):
    """One that panics in a level, one without levels, one that starts over within a level."""
    life.host("vm_create")
    life.host("vm_create", vm=2)
    for vm in (1, 2):
        life.guest("guest_start", vm, abi_version=0x10003, nr_cpus=2, release="6.1")
    life.guest("user_start", 2, path="/sbin/init")
    life.guest("user_start", 2, path="/sbin/init")
    life.guest("initcall_level", level="core")
    life.guest("initcall_start", func=0xffffffff81000001, name="first")
    life.guest("initcall_start", vcpu=1, func=0xffffffff81000002, name='sec"ond{}')
    life.guest("initcall_start", vcpu=1, func=0xffffffff81000003, name="third")
    # The second ends on another vCPU than it began.
    life.guest("initcall_finish", vcpu=1, func=0xffffffff81000003)
    life.guest("initcall_finish", vcpu=0, func=0xffffffff81000002, ret=-19)
    life.guest("initcall_finish", vcpu=0, func=0xffffffff81009999)
    life.guest("panic", kind=2, comm="modprobe", reason="Oops")
    life.guest("panic", kind=1, comm="swapper", reason="it \\ is 'over'", ip=0xffffffff81000009)
    life.guest("frame", index=0, address=0xffffffff81000009, symbol="first+0x8/0x10")
    life.guest("guest_start", abi_version=0x10003, nr_cpus=2, release="6.1")
    life.guest("initcall_level", level="early")


def functions(life):
    """Threads that are switched within functions and system calls."""
    life.guest("func_entry", vcpu=1, func=0x10)
    life.guest("func_exit", vcpu=1, func=0x10)
    life.guest("sched_switch", next_tid=7, next_comm="seven")
    life.guest("syscall_entry", nr=1, tid=7)
    life.guest("func_entry", func=0xffffffff81000020)
    life.guest("irq_entry", irq=4, name="serial")
    life.guest("softirq_entry", vec=1)
    life.guest("softirq_exit", vec=1)
    life.guest("irq_exit", irq=4)
    life.guest("sched_switch", next_tid=8, next_comm="eight")
    life.guest("syscall_entry", nr=6, compat=1, tid=8)
    life.guest("syscall_exit", nr=6)
    life.guest("sched_switch", next_tid=0, next_comm="swapper/0")
    life.guest("func_entry", func=0x30)
    life.guest("func_exit", func=0x30)
    # Seven goes on elsewhere.
    life.guest("sched_switch", vcpu=1, next_tid=7, next_comm="seven")
    life.guest("func_exit", vcpu=1, func=0xffffffff81000020)
    life.guest("syscall_exit", vcpu=1, nr=1)
    life.guest("func_exit", vcpu=1, func=0x99)
    life.guest("irq_entry", 2, vcpu=1, irq=5, name="disk")
    life.guest("irq_exit", 2, vcpu=1, irq=5)
    # Of what was going on before the trace began only the end is seen.
    life.guest("irq_exit", 2, vcpu=3, irq=5)
    # Two at once.
    life.guest("sched_switch", next_tid=8, next_comm="eight")
    life.guest("sched_switch", vcpu=1, next_tid=9, next_comm="nine")
    life.guest("func_entry", func=0x50)
    life.guest("func_exit", func=0x50)


def exits(life):
    """Each one, of Intel's and of AMD's, and some without a name."""
    for vm, isa, reason in ((1, 1, 10), (2, 2, 0x72), (1, 1, 10), (2, 2, 0xffffffff), (2, 2, 999)):
        fields = {"isa": isa, "reason": reason, "pcpu": 3}
        life.host("kvm_exit", vm, guest_rip=0xffffffff81000042, **fields)
        life.host("exit", vm, cycles=1000 + reason % 1000, time_ns=life.now, **fields)
        life.host("kvm_entry", vm, guest_rip=0xffffffff81000042, **fields)
    life.host("kvm_entry", 2, isa=2, reason=0x72)


def losses(life):
    """Before a record whose kind is known, before the first of a kind, and at the end."""
    life.guest("user_event", vcpu=1, text="a")
    life.guest("user_event", 2, vcpu=1, text="another VM's vCPU of that number")
    life.guest("user_event", vcpu=1, lost=3, text="b")
    life.guest("page_fault", vcpu=1, lost=2)
    life.guest("user_event", 2, vcpu=5, lost=9, text="the vCPU's first")
    life.guest("lost", 2, vcpu=5, lost=4)
    life.guest("lost", 2, vcpu=6, lost=1)


def moves(life):
    """A migration that nobody told of, before a snapshot."""
    life.host("vcpu_sched", vcpu_id=0, pcpu=0, migrations=0, run_ns=10)
    life.host("vcpu_migrate", vcpu_id=0, from_pcpu=0, to_pcpu=2, migrations=1, run_ns=20)
    life.host("vcpu_sched", vcpu_id=0, pcpu=40, migrations=2, run_ns=30)


def downs(life):
    """To sleep and back, then down: a second word before the first is over, and no end."""
    life.guest("power", action=4, text="mem")
    life.guest("step_start", func=1, id=1, kind=5, name="dpm_suspend")
    life.guest("step_start", vcpu=0, func=2, id=2, kind=4, name="e1000_suspend", device="e1000 0")
    life.guest("step_start", vcpu=1, func=3, id=3, kind=4, name="ahci_suspend", device="ahci 1")
    life.guest("step_finish", vcpu=0, func=2, id=2)
    life.guest("step_finish", vcpu=1, func=3, id=3, ret=-5)
    life.guest("step_finish", func=1, id=1)
    life.guest("power", action=5)
    life.guest("power", action=3)
    life.guest("step_start", func=3, id=8, kind=2, name="outside of a phase")
    life.guest("step_finish", func=3, id=8)
    life.guest("step_start", func=4, id=4, kind=5, name="device_shutdown")
    life.guest("step_finish", func=77, id=7)
    life.guest("power", action=1, text="again")
    life.host("vm_destroy", records=50, lost=5, rejected=6)
    life.guest("guest_stop", 2, emitted=9, total_lost=0)
    life.host("vm_destroy", 2)


def main(path):
    """All of it."""
    life = Life(os.path.join(path, "kernel"))
    for part in (boots, functions, exits, losses, moves, downs):
        part(life)
    life.trace.write()


if __name__ == "__main__":
    main(sys.argv[1])
