#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The FAKE traces that the tests of the HTML page need, by name. Nothing here was ever measured.

    fake_pages.py NAME DIR     writes one of them below DIR, as DIR/kernel
    fake_pages.py --list       says which there are
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))

from fake_ctf import Trace  # noqa: E402  pylint: disable=wrong-import-position
from fake_traces import (  # noqa: E402  pylint: disable=wrong-import-position
    CPUID, HLT, IOIO, MS, MSR, NPF, CountedGuest, Guest, main)

# What breaks out of an element or an attribute, if anybody lets it.
ATTACKS = [
    "</script><img src=x onerror=alert(1)>", "<!--<script>", "]]></svg><script>alert(2)</script>",
    "\"><b onmouseover=alert(3)>", "javascript:alert(4)", "&lt;i&gt;&#60;u&#62;", "{{7*7}}${7*7}",
    "__proto__", "constructor", "' OR 1=1 --", "https://example.invalid/x.js", "a" * 1000,
]


def hostile(path):
    """A guest whose every string attacks the page."""
    trace = Trace(path)
    guest = Guest(trace.stream())
    guest.emit("hypertrace_guest_start", start_flags=1, release=ATTACKS[0])
    guest.level(ATTACKS[0])
    for number, text in enumerate(ATTACKS):
        guest.call(0x1000 + number, text, MS, number, text)
        guest.emit("hypertrace_sched_switch", next_comm=text, next_tid=number)
    guest.emit("hypertrace_panic", kind=1, comm=ATTACKS[0], reason=ATTACKS[0])
    return trace


def silent(path):
    """A VM of which nothing is known but that there was one."""
    trace = Trace(path)
    stream = trace.stream()
    stream.event(5_000 * MS, "hypertrace_vm_create", vm_id=1, vm_pid=4242)
    return trace


def lossy(path):
    """Records and events are missing."""
    trace = Trace(path)
    guest = Guest(trace.stream())
    guest.start()
    guest.level("core")
    guest.call(0x1000, "first_init", 2 * MS)
    guest.begin(0x2000, "second_init", lost=7)
    guest.stream.cut()
    guest.now += MS
    guest.call(0x3000, "third_init", MS)
    guest.stream.cut(discarded=5)
    guest.finish(0x2000, MS)
    return trace


def large(path, events=100_000):
    """So many events: two vCPUs that are in initcalls, system calls and interrupts, nested, and exit."""
    trace = Trace(path)
    guests = [CountedGuest(trace.stream(cpu)) for cpu in (0, 1)]
    reasons = (NPF, MSR, IOIO, CPUID, HLT)
    for number, guest in enumerate(guests):
        guest.vcpu = number
    guests[0].start()
    for turn in range(events // 20):
        guest = guests[turn % 2]
        if turn % 500 == 0:
            guests[0].level(("core", "arch", "subsys", "fs", "device", "late")[turn // 500 % 6])
        name = f"driver_{turn % 900}_init"
        guest.now += 1_000 + 37 * (turn % 11)
        guest.begin(0x1000 + turn, name)
        for call in range(3):
            guest.now += 500
            guest.emit("hypertrace_syscall_entry", nr=call, tid=5)
            guest.exit(reasons[(turn + call) % 5], 1_500 + 900 * (turn % 7))
            guest.exit(NPF, 4_000)
            guest.now += 700
            guest.emit("hypertrace_syscall_exit", nr=call, ret=call)
        for call in range(6):
            guest.exit(reasons[call % 5], 2_000 + 300 * call)
        guest.finish_now(0x1000 + turn)
    return trace


def finish_now(guest, func):
    """An initcall returns, without the exits that CountedGuest.finish() makes up."""
    guest.now += 900
    guest.emit("hypertrace_initcall_finish", func=func, ret=0)


CountedGuest.finish_now = finish_now

TRACES = {function.__name__: function for function in (hostile, silent, lossy, large)}

if __name__ == "__main__":
    main(TRACES)
