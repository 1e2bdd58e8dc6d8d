#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""FAKE traces of several streams, for the tests of who merges them. Nothing was ever measured.

    streams.py NAME DIR   writes one of them below DIR
"""
import os
import sys

from records import LAYOUTS
from traces import BEGIN, MS, Vcpu, exit_event, new

from fake_ctf import COMMON, Trace


def equal(path):
    """Events of one time in twelve streams. A VM's process is what its last event says."""
    trace = Trace(os.path.join(path, "kernel"))
    for cpu in (3, 11, 0, 7, 10, 1, 9, 2, 8, 4, 6, 5):
        trace.stream(cpu).event(BEGIN, "hypertrace_vm_create", vm_id=1, vm_pid=100 + cpu)
    return [trace]


class OtherClock(Trace):
    """Its clock has nothing in common with others', nor with the time of day."""

    def metadata(self):
        return super().metadata().replace("monotonic", "other").replace(
            "5f3c2a10", "6f3c2a10").replace("freq = 1000000000;",
                                            "freq = 1000000000;\n\tabsolute = FALSE;")


def clocks(path):
    """Two traces whose times cannot be compared."""
    traces = [Trace(os.path.join(path, "a")), OtherClock(os.path.join(path, "b"))]
    for trace in traces:
        trace.stream().event(BEGIN, "hypertrace_vm_create", vm_id=1, vm_pid=100)
    return traces


def back(path):
    """A stream whose times run backwards from one packet to the next; events before and after."""
    trace = Trace(os.path.join(path, "kernel"))
    streams = [trace.stream(0), trace.stream(1)]
    for number, when in enumerate((10, 20, 5)):
        streams[0].event(BEGIN + when * MS, "hypertrace_vm_create", vm_id=number, vm_pid=number)
        streams[0].cut()
        streams[1].event(BEGIN + (1 + 10 * number) * MS, "hypertrace_vm_create",
                         vm_id=10 + number, vm_pid=10 + number)
    return [trace]


def many(path, layouts=None, bad=False, garbage=False):
    """Enough for several batches, in two streams; in the middle perhaps an event that lacks a field
    or that no class has."""
    trace = new(os.path.join(path, "kernel"), layouts)
    streams = [trace.stream(0), trace.stream(1)]
    vcpus = [Vcpu(1, 0), Vcpu(1, 1)]
    for number in range(8000):
        now = BEGIN + number * MS
        vcpus[number % 2].happen(now)
        vcpus[number % 2].events(streams[number % 2], now)
        if number % 3 == 0:
            exit_event(streams[number % 2], now + 10)
        if number == 6000 and bad:
            streams[0].event(now + 20, "hypertrace_exit", vm_id=1)
        if number == 6000 and garbage:
            streams[0].garbage(now + 20)
        if number % 1000 == 999:
            streams[number % 2].cut()
    return [trace]


def odd(path):
    """That, with fields in an order that no host has: what all events have comes last."""
    fields = LAYOUTS["hypertrace_func_entry"]
    return many(path, dict(LAYOUTS, hypertrace_func_entry=fields[len(COMMON):] + COMMON))


def lacking(path):
    """That, with an event without its fields: a report has to stop there."""
    return many(path, dict(LAYOUTS, hypertrace_exit=[("vm_id", "u32")]), bad=True)


def damaged(path):
    """That, with something that is no event."""
    return many(path, garbage=True)


def main():
    """Command line."""
    if len(sys.argv) != 3 or not callable(globals().get(sys.argv[1])):
        sys.exit(__doc__)
    for trace in globals()[sys.argv[1]](sys.argv[2]):
        trace.write()


if __name__ == "__main__":
    main()
