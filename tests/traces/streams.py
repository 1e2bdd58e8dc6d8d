#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""FAKE traces of several streams, for the tests of who merges them. Nothing was ever measured.

    streams.py NAME DIR   writes one of them below DIR
"""
import os
import random
import struct
import sys

from records import LAYOUTS
from traces import BEGIN, MS, Vcpu, exit_event, new

from fake_ctf import COMMON, Stream, Trace

TIMESTAMP_END = 40  # bytes from a packet's beginning


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


class Lasting(Stream):
    """Its packets end where the next one begins."""

    def packet(self, seq, events, discarded):
        packet = bytearray(super().packet(seq, events, discarded))
        if seq + 1 < len(self.packets):
            struct.pack_into("<Q", packet, TIMESTAMP_END, self.packets[seq + 1][0][0][0])
        return bytes(packet)


class Untimed(Trace):
    """Nobody says when its packets begin, and therefore when events were lost."""

    def stream(self, cpu=0):
        self.streams.append(Lasting(self, cpu))
        return self.streams[-1]

    def metadata(self):
        return super().metadata().replace("clock_monotonic_t timestamp_begin", "t first")


def crossing(path, seed=1, garbage=None, make=Trace):
    """Two traces of four and three streams whose times are equal again and again, with losses; a
    stretch in which most happens in one stream, as it does on a host. In the streams whose numbers
    are in `garbage`, so many events are followed by something that is no event."""
    choose = random.Random(seed)
    garbage = garbage or {}
    traces = [make(os.path.join(path, name), LAYOUTS) for name in ("a", "b")]
    streams = [traces[number % 2].stream(number) for number in choose.sample(range(7), 7)]
    vcpus = [Vcpu(1 + number // 2, number % 2) for number in range(6)]
    counts = [0] * len(streams)
    now = BEGIN
    for number in range(6000):
        now += choose.choice((0, 0, 1, 1, 1000, 30000))
        at = 0 if 2000 < number < 4000 and choose.random() < 0.95 else choose.randrange(7)
        stream = streams[at]
        counts[at] += 1
        vcpu = choose.choice(vcpus)
        vcpu.happen(now - choose.choice((0, 1, 100, 100000)))
        what = choose.randrange(20)
        if what < 8:
            count = len(vcpu.waiting)
            (vcpu.packed if what < 4 else vcpu.events)(stream, now)
            now += count - 1  # each event was a nanosecond later
        elif what == 8:
            stream.event(now, "hypertrace_vm_create", vm_id=7, vm_pid=number)
        else:
            exit_event(stream, now)
        if garbage.get(at) == counts[at]:
            stream.garbage(now)
        if choose.random() < 0.02:
            stream.cut(choose.choice((0, 0, 1, 7)))
    return traces


def crossing_untimed(path):
    """That, where nobody says when events were lost."""
    return crossing(path, make=Untimed)


def crossing_damaged(path):
    """That, with damage in several streams, in the one last whose place comes first."""
    return crossing(path, garbage={2: 400, 5: 300, 6: 450})


def main():
    """Command line."""
    if len(sys.argv) != 3 or not callable(globals().get(sys.argv[1])):
        sys.exit(__doc__)
    for trace in globals()[sys.argv[1]](sys.argv[2]):
        trace.write()


if __name__ == "__main__":
    main()
