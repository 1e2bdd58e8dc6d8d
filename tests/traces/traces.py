#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The FAKE traces for the tests of filter.hypertrace.retime, by name. Nothing was ever measured.

    traces.py NAME DIR [SEED]   writes one of them below DIR, as DIR/kernel
"""
import os
import random
import struct
import sys

from records import LAYOUTS, NO_EXITS, SAMPLES, header, record

from fake_ctf import Kind, Trace

US = 1_000
MS = 1_000_000
BEGIN = 5_000 * MS
KHZ = 1_000_000  # a tick a nanosecond

SWITCH = {"prev_comm": "a", "prev_tid": 1, "prev_prio": 120, "prev_state": 0, "next_comm": "b",
          "next_tid": 2, "next_prio": 120}


class Vcpu:
    """One vCPU: what happens on it, and the host that reads it a chunk at a time."""

    def __init__(self, vm_id=1, vcpu=0):
        self.common = {"vm_id": vm_id, "vm_pid": 4000 + vm_id, "vcpu_id": vcpu, "pcpu": vcpu}
        self.seq = 0
        self.told = 0
        self.waiting = []
        self.log = []

    def exit(self, when, cycles=1000, reason=0x400):
        """The vCPU leaves the guest, and comes back."""
        self.log.append((when, cycles, reason))

    def happen(self, when, kind="func_entry", **fields):
        """A record is made."""
        if kind == "guest_start":
            self.restart()
        if kind == "func_entry" and not fields:
            fields = {"func": when, "parent": self.seq}
        self.waiting.append((when, self.seq, kind, fields))
        self.seq += 1

    def restart(self):
        """The guest boots: numbers begin anew."""
        self.seq = self.told = 0

    def lose(self, count):
        """Records find no room."""
        self.seq += count

    def events(self, stream, recorded):
        """The host reads the ring: an event for each record."""
        for when, seq, kind, fields in self.waiting:
            before = [exit for exit in self.log if exit[0] <= when]
            self.log = [exit for exit in self.log if exit[0] > when]
            stream.event(recorded, f"hypertrace_{kind}", seq=seq, lost=max(seq - self.told, 0),
                         time_ns=when, guest_tsc=when, exits=len(before),
                         hv_cycles=sum(exit[1] for exit in before), **self.common, **fields)
            self.told = seq + 1
            recorded += 1
        self.waiting = []

    def packed(self, stream, recorded, khz=KHZ):
        """The host reads the ring: one event."""
        chunk = b"".join(record(kind, seq, when, **fields)
                         for when, seq, kind, fields in self.waiting)
        first = self.waiting[0][1]
        log = [word for when, cycles, reason in self.log for word in (when, cycles | reason << 48)]
        stream.event(recorded, "ht_packed", seq=first, lost=max(first - self.told, 0),
                     time_ns=recorded, guest_tsc=recorded, guest_khz=khz, host_khz=khz,
                     events=len(self.waiting), records=chunk, exit_log=log, **self.common)
        self.told = self.waiting[-1][1] + 1
        self.waiting = []
        self.log = []

    def raw(self, stream, recorded, chunk, **changes):
        """ht_packed with these bytes."""
        fields = dict(self.common, seq=0, time_ns=recorded, guest_tsc=recorded, guest_khz=KHZ,
                      events=1, records=chunk)
        stream.event(recorded, "ht_packed", **dict(fields, **changes))


def new(path, layouts=None, **options):
    """A trace with all our events."""
    return Trace(path, layouts or LAYOUTS, **options)


def exit_event(stream, when):
    """Something of the host's own."""
    stream.event(when, "kvm_exit", exit_reason=12, guest_rip=when)


def samples(path, form, layouts=None):
    """One record of each type."""
    trace = new(path, layouts)
    stream = trace.stream()
    vcpu = Vcpu()
    exit_event(stream, BEGIN + 1500)
    for number, (kind, fields) in enumerate(SAMPLES):
        if number == 7:
            vcpu.lose(5)
        for late in range(number % 3):
            vcpu.exit(BEGIN + number * 1000 - late, 500 + number)
        vcpu.happen(BEGIN + number * 1000, kind, **fields)
    form(vcpu, stream, BEGIN + 10 * MS)
    exit_event(stream, BEGIN + 11 * MS)
    return trace


def samples_packed(path):
    """All types, in one packed event."""
    return samples(path, Vcpu.packed)


def samples_events(path):
    """All types, one event each."""
    return samples(path, Vcpu.events)


def old_packed(path):
    """All types, in one packed event, of a host that counts no exits."""
    return samples(path, Vcpu.packed, NO_EXITS)


def old_events(path):
    """The same, one event each."""
    return samples(path, Vcpu.events, NO_EXITS)


def exits(path, form):
    """Exits between records, on two vCPUs, some of them later than the last record of a chunk. The
    last record of each vCPU has their number as "parent"."""
    trace = new(path)
    stream = trace.stream()
    vcpus = [Vcpu(1, 0), Vcpu(1, 1)]
    counts = [0, 0]
    choose = random.Random(5)
    now = BEGIN
    for _ in range(20):
        for number, vcpu in enumerate(vcpus):
            for _ in range(40):
                now += 100
                if choose.random() < 0.5:
                    vcpu.exit(now, choose.randrange(2**20))
                    counts[number] += 1
                else:
                    vcpu.happen(now)
        # The host looks when a vCPU may have exited since its last record.
        for vcpu in vcpus:
            now += 1000
            form(vcpu, stream, now)
    for number, vcpu in enumerate(vcpus):
        vcpu.happen(now, func=1, parent=counts[number])
        form(vcpu, stream, now + 1000)
    return trace


def exits_packed(path):
    """In packed form."""
    return exits(path, Vcpu.packed)


def exits_events(path):
    """The same, one event a record."""
    return exits(path, Vcpu.events)


def odd_exits(path):
    """Logs that overflowed, and such as no host writes. A record's addresses say what to expect."""
    trace = new(path)
    stream = trace.stream()
    several = 0xFFFF << 48
    npf = 0x400 << 48
    steps = [
        # log, record's time stamp relative to the step's, exits, cycles
        ([10, npf | 7, 20, several | 1000, 0, 123, 30, npf | 9], 25, 124, 1007),
        ([], 30, 1, 9),
        ([10, npf | 7, 0, several | 1000, 0, 123], 5, 124, 1007),  # nobody knows when
        ([10, several | 50], 10, 1, 50),  # how many is not there
        ([10, several | 50, 0], 10, 1, 50),  # nor here
        ([10, several | 50, 0, 2**64 - 1, 11, npf | 1], 12, 2**32 - 1, 51),  # more than can be
        ([5, npf | 3, 7], 10, 1, 3),  # an odd word
        ([10, npf | 1, 20, npf | 2, 5, npf | 4], 5, 3, 7),  # a TSC that was set back
        ([2**64 - 1 - number for number in range(100)], 10, 0, 0),  # far in the future
        ([6, npf | 8], 10, 51, 50 * (2**48 - 1) - 2500 + 8),  # until it is set back, too
        ([word for number in range(10_000) for word in (number + 1, npf | 2)],  # more than wait
         5905, 5905, 2 * 5905),
        ([], 20_000, 4095, 2 * 4095),
    ]
    for number, (log, when, count, cycles) in enumerate(steps):
        now = BEGIN + number * MS
        vcpu = Vcpu(1, 0)
        words = [word if index % 2 or not word or word > 2**60 else word + now
                 for index, word in enumerate(log)]
        vcpu.raw(stream, now + MS, record("func_entry", number, now + when, func=count,
                                          parent=cycles & 2**64 - 1), seq=number, exit_log=words)
    return trace


def mixed(path, seed=1, count=3000, forms=("events", "packed")):
    """Two VMs with three vCPUs each, read in batches by four CPUs, and the host's own events."""
    choose = random.Random(seed)
    trace = new(path, context=[("tid", "s32")])
    streams = [trace.stream(cpu) for cpu in range(4)]
    vcpus = [Vcpu(vm, vcpu) for vm in (1, 2) for vcpu in range(3)]
    now = BEGIN
    for _ in range(count):
        now += choose.randrange(1, 40 * US)
        vcpu = choose.choice(vcpus)
        if choose.random() < 0.3:
            vcpu.exit(now - 1)
        vcpu.happen(now)
        if choose.random() < 0.01:
            vcpu.lose(choose.randrange(1, 9))
        if choose.random() < 0.2:
            now += 1
            exit_event(choose.choice(streams), now)
        if choose.random() < 0.05:
            reader = choose.choice(vcpus)
            if reader.waiting:
                form = choose.choice(forms)
                now += 2 * US
                getattr(reader, form)(choose.choice(streams), now)
                now += US
        if choose.random() < 0.01:
            choose.choice(streams).cut()
    for vcpu in vcpus:
        now += 200 * US
        if vcpu.waiting:
            vcpu.events(streams[0], now)
    return trace


def ordered(path):
    """Nothing is out of order: converting changes nothing."""
    trace = new(path)
    streams = [trace.stream(0), trace.stream(1)]
    vcpus = [Vcpu(1, 0), Vcpu(1, 1)]
    for number in range(500):
        now = BEGIN + number * MS
        vcpus[number % 2].happen(now)
        vcpus[number % 2].events(streams[number % 2], now)
        exit_event(streams[number % 2], now + 10)
        if number % 100 == 99:
            streams[0].cut()
    return trace


def late(path, wait=50):
    """Records read 50 ms after they happened, while the host's own events go on."""
    trace = new(path)
    stream = trace.stream()
    vcpus = [Vcpu(1, 0), Vcpu(1, 1)]
    for number in range(4 * wait):
        now = BEGIN + number * MS
        exit_event(stream, now)
        vcpus[number % 2].happen(now + 10)
        vcpus[number % 2].happen(now + 20)
        if number % wait == wait - 1:
            vcpus[0].events(stream, now + 100)
            vcpus[1].packed(stream, now + 600)
    return trace


def slow(path):
    """The same 150 ms after: longer than convert takes for usual."""
    return late(path, 150)


def after_end(path):
    """A VM ends, and then more is told of it: of a kind that it had, and of one that it had not."""
    trace = new(path)
    stream = trace.stream()
    vcpus = [Vcpu(1), Vcpu(2)]
    now = BEGIN
    for kinds in ({"func_entry": {}}, {"func_entry": {}, "softirq_entry": {"vec": 1}},
                  {"softirq_entry": {"vec": 2}}):
        for vcpu in vcpus:
            for kind, fields in kinds.items():
                now += MS
                vcpu.happen(now, kind, **fields)
            vcpu.events(stream, now + 100)
        for vm_id in (1, 9):
            now += MS
            stream.event(now, "hypertrace_vm_destroy", vm_id=vm_id, vm_pid=4000 + vm_id, records=1,
                         lost=0, rejected=0)
    return trace


def both(path):
    """The user enabled both forms; the VM boots twice."""
    trace = new(path)
    stream = trace.stream()
    vcpus = [Vcpu(1, 0), Vcpu(1, 1)]
    now = BEGIN
    for boot in range(2):
        vcpus[1].restart()
        vcpus[0].happen(now, "guest_start", abi_version=0x10001, start_flags=1, nr_cpus=2,
                        release=f"boot-{boot}")
        for batch in range(4):
            for number in range(50):
                now += 10 * US
                vcpus[number % 2].happen(now)
            for number, vcpu in enumerate(vcpus):
                if batch == 2:
                    vcpu.lose(3)
                now += 100 * US
                forms = [vcpu.packed, vcpu.events]
                if (number + batch) % 2:
                    forms.reverse()
                waiting, told = vcpu.waiting, vcpu.told
                for form in forms:
                    vcpu.waiting, vcpu.told = waiting, told
                    now += 30 * US
                    form(stream, now)
        now += 100 * MS
    return trace


def wrapped(path):
    """Sequence numbers that wrap, and an event that came before one it follows."""
    trace = new(path)
    stream = trace.stream()
    vcpu = Vcpu()
    vcpu.seq = vcpu.told = 2**32 - 3
    now = BEGIN
    for number in range(6):
        now += MS
        vcpu.waiting.append((now, (2**32 - 3 + number) % 2**32, "func_entry",
                             {"func": number, "parent": 0}))
    order = vcpu.waiting
    for index in (0, 2, 1, 3, 5, 4):
        now += US
        vcpu.waiting = [order[index]]
        vcpu.events(stream, now)
    return trace


def backwards(path):
    """A vCPU whose clock runs backwards, and one that is ahead of the host."""
    trace = new(path)
    stream = trace.stream()
    first, second = Vcpu(1, 0), Vcpu(1, 1)
    for number in range(10):
        first.happen(BEGIN + (10 - number) * MS)
        second.happen(BEGIN + number * MS if number != 5 else 2**63)
    exit_event(stream, BEGIN + 5 * MS)
    first.events(stream, BEGIN + 20 * MS)
    second.packed(stream, BEGIN + 21 * MS)
    exit_event(stream, BEGIN + 30 * MS)
    return trace


def garbage(path):
    """Every way in which a packed event can be wrong, with good records around."""
    trace = new(path)
    stream = trace.stream()
    vcpu = Vcpu()
    good = {"func": 1, "parent": 2}
    now = BEGIN
    seq = 0

    def chunk(*parts):
        nonlocal now
        now += MS
        data = b"".join(parts)
        first = struct.unpack_from("<I", data, 4)[0] if len(data) > 8 else seq
        vcpu.raw(stream, now, data, seq=first)

    def fine():
        nonlocal seq
        seq += 1
        return record("func_entry", seq - 1, now, **good)

    chunk(fine(), fine()[:20])  # cut in its body
    chunk(fine(), fine()[:9])  # cut in its header
    chunk(fine(), header("func_entry", 0, seq, now), fine())  # no length
    chunk(fine(), header("func_entry", 20, seq, now), b"1234", fine())  # an odd one
    chunk(fine(), header("func_entry", 8, seq, now), fine())  # shorter than a header
    chunk(fine(), header("func_entry", 0xFFF8, seq, now), b"\0" * 0xFFE8)  # huge
    chunk(fine(), header("func_entry", 2048, seq, now), b"\0" * 2032)  # too long for a record
    chunk(fine(), header(99, 24, seq, now), b"whatever", fine())  # an unknown type
    chunk(fine(), header(255, 16, seq, now), fine())  # padding of a ring
    chunk(fine(), header(0, 16, seq, now), fine())  # no type
    chunk(fine(), header("func_entry", 32, seq, now, flags=1), b"\0" * 16, fine())
    chunk(fine(), header("func_entry", 24, seq, now), b"\0" * 8, fine())  # too short for its type
    chunk(fine(), header("softirq_entry", 24, seq, now), struct.pack("<II", 1, 7), fine())
    chunk(fine(), header("user_start", 32, seq, now), struct.pack("<H6x", 900), b"/bin/sh\0", fine())
    chunk(fine(), header("user_start", 32, seq, now), struct.pack("<H6x", 7), b"/b\x1b/sh\0\0", fine())
    chunk(fine(), header("user_start", 32, seq, now), struct.pack("<H6x", 7), b"/bin/shX", fine())
    chunk()  # nothing
    chunk(b"\xff" * 64)
    chunk(fine())
    return trace


def names(path):
    """Task names with any bytes, old guest_stop, times that cannot be."""
    trace = new(path)
    stream = trace.stream()
    vcpu = Vcpu()
    day = 86_400_000 * MS
    now = BEGIN + 4 * day
    switch = dict(SWITCH, prev_comm=b"\x1b]0;x\x07\xff\0hidden", next_comm=b"\x80" * 16)
    chunk = record("sched_switch", 0, now - 10, **switch)
    chunk += record("irq_entry", 1, now - 9, irq=1, name=b"")
    chunk += header("guest_stop", 16, 2, now - 8)
    vcpu.raw(stream, now, chunk)
    exit_event(stream, now + 1)
    vcpu.raw(stream, now + 2, record("func_entry", 3, now + 10**9, func=1, parent=1))
    other = Vcpu(1, 1)
    other.raw(stream, now + 3, record("func_entry", 0, now - 3 * day, func=2, parent=2))
    other = Vcpu(1, 2)
    other.raw(stream, now + 4, record("func_entry", 0, now - day // 2, func=3, parent=3),
              guest_khz=0)
    return trace


def no_fields(path):
    """ht_packed without its records, and a hypertrace event without common fields."""
    layouts = dict(LAYOUTS, ht_packed=[("vm_id", "u32")], hypertrace_func_entry=[("x", "u32")])
    trace = Trace(path, layouts)
    stream = trace.stream()
    stream.event(BEGIN, "ht_packed", vm_id=1)
    stream.event(BEGIN + 1, "hypertrace_func_entry", x=7)
    exit_event(stream, BEGIN + 2)
    return trace


def all_kinds(path):
    """Every kind of field that CTF has, and contexts of events."""
    floating = Kind("\t\tfloating_point {{ exp_dig = 11; mant_dig = 53; align = 8; }} _{name};\n",
                    lambda value: struct.pack("<d", value))
    single = Kind("\t\tfloating_point {{ exp_dig = 8; mant_dig = 24; align = 8; }} _{name};\n",
                  lambda value: struct.pack("<f", value))
    enum = Kind('\t\tenum : integer {{ size = 8; align = 8; signed = false; }} '
                '{{ "one" = 1, "few" = 2 ... 5, "also" = 3 }} _{name};\n',
                lambda value: struct.pack("<B", value))
    signed = Kind('\t\tenum : integer {{ size = 32; align = 8; signed = true; }} '
                  '{{ "minus" = -5 ... -1, "zero" = 0 }} _{name};\n',
                  lambda value: struct.pack("<i", value))
    nested = Kind("\t\tstruct {{ uint32_t _a; struct {{ string _b; uint8_t _c[2]; }} _d; }} "
                  "_{name};\n", lambda value: struct.pack("<I", value) + b"deep\0\1\2")
    variant = Kind('\t\tenum : integer {{ size = 8; align = 8; signed = false; }} '
                   '{{ "_num" = 0, "_str" = 1 }} _{name}_tag;\n'
                   "\t\tvariant <_{name}_tag> {{ uint32_t _num; string _str; }} _{name};\n",
                   lambda value: b"\1" + value + b"\0" if isinstance(value, bytes)
                   else b"\0" + struct.pack("<I", value))
    rows = Kind("\t\tuint32_t __{name}_length;\n"
                "\t\tstruct {{ uint8_t _n; uint16_t _v[_n]; }} _{name}[__{name}_length];\n",
                lambda value: struct.pack("<I", len(value)) + b"".join(
                    struct.pack(f"<B{len(row)}H", len(row), *row) for row in value), ())
    text = Kind("\t\tuint32_t __{name}_length;\n\t\tinteger {{ size = 8; align = 8; signed = false;"
                " encoding = UTF8; }} _{name}[__{name}_length];\n",
                lambda value: struct.pack("<I", len(value)) + value, b"")
    bits = Kind("\t\tinteger {{ size = 3; align = 1; signed = false; base = 2; }} _{name}_low;\n"
                "\t\tinteger {{ size = 5; align = 1; signed = true; base = 8; }} _{name}_high;\n",
                lambda value: struct.pack("<B", value))
    layout = [("f", floating), ("g", single), ("e", enum), ("s", signed), ("n", nested),
              ("v", variant), ("r", rows), ("t", text), ("b", bits), ("name", "text16"),
              ("align", "u16"), ("big", "s64")]
    trace = Trace(path, {"odd_event": layout}, [("procname", "text16"), ("callstack", rows)])
    for cpu in range(2):
        stream = trace.stream(cpu)
        for number in range(5):
            stream.event(BEGIN + number * 100 + cpu, "odd_event", f=number / 3, g=0.5, e=number,
                         s=-number, n=number, v=b"text" if number % 2 else number,
                         r=[range(number), (7,)], t=b"sequence", b=number * 37 % 256,
                         name=b"array", align=9, big=-2**62, procname=b"qemu",
                         callstack=[range(number)])
            exit_event(stream, BEGIN + number * 100 + 10 + cpu)
    return trace


def odd_end(path):
    """An event whose last field is not as wide as a byte, for several packets."""
    bits = Kind("\t\tinteger {{ size = 5; align = 1; signed = false; }} _{name}_low;\n"
                "\t\tinteger {{ size = 3; align = 1; signed = true; }} _{name}_high;\n",
                lambda value: struct.pack("<B", value))
    trace = Trace(path, {"odd_event": [("n", "u32"), ("b", bits)]})
    stream = trace.stream()
    for number in range(9001):
        stream.event(BEGIN + number, "odd_event", n=number, b=number * 37 % 256)
        if number % 1000 == 999:
            stream.cut()
    return trace


def losses(path):
    """LTTng dropped events where packets are full, and thrice where a guest's were all there was."""
    trace = new(path)
    stream = trace.stream(0)
    vcpu = Vcpu()
    for packet in range(4):
        for number in range(2557 if packet == 0 else 500):
            exit_event(stream, BEGIN + packet * MS + number)
        stream.cut(discarded=7 if packet in (1, 2) else 0)
    for packet in range(4, 8):
        vcpu.happen(BEGIN + packet * MS)
        vcpu.events(stream, BEGIN + packet * MS + US)
        stream.cut(discarded=10 + packet)
    for number in range(50):
        exit_event(stream, BEGIN + 9 * MS + number)
    return trace


def discarded(path):
    """LTTng dropped events, thrice, once before the first packet, and once a whole packet."""
    trace = new(path)
    stream = trace.stream(0)
    other = trace.stream(1)
    vcpu = Vcpu()
    vcpu.happen(BEGIN)
    vcpu.events(stream, BEGIN + 1)
    exit_event(other, BEGIN + 2)
    stream.cut(discarded=4)
    for number in range(3):
        now = BEGIN + (number + 1) * 10 * MS
        vcpu.happen(now)
        vcpu.happen(now + MS)
        vcpu.events(stream, now + 2 * MS)
        exit_event(other, now + MS)
        exit_event(other, now + 3 * MS)
        other.cut(discarded=100 if number == 1 else 0)
        stream.cut(discarded=25 + number)
    now = BEGIN + 100 * MS
    exit_event(other, now)
    exit_event(stream, now)
    return trace


def boot(path, form):
    """A guest's boot, short."""
    trace = new(path)
    stream = trace.stream()
    vcpu = Vcpu()
    now = BEGIN
    vcpu.happen(now, "guest_start", abi_version=0x10001, start_flags=1, nr_cpus=1, release="6.1")
    for level in ("early", "core", "late"):
        now += MS
        vcpu.happen(now, "initcall_level", level=level)
        for number in range(5):
            func = 0xFFFFFFFF81000000 + number
            vcpu.happen(now + 1, "initcall_start", func=func, name=f"{level}_{number}_init",
                        module="")
            now += (number + 1) * 300 * US
            vcpu.happen(now, "initcall_finish", func=func, ret=0)
        if level == "core":
            form(vcpu, stream, now + 50 * US)
    vcpu.happen(now + MS, "user_start", path="/init")
    form(vcpu, stream, now + 2 * MS)
    return trace


def boot_packed(path):
    """A boot in packed form."""
    return boot(path, Vcpu.packed)


def boot_events(path):
    """The same, one event a record."""
    return boot(path, Vcpu.events)


def virtual(path, layouts=None):
    """Two VMs of two vCPUs each on two CPUs: exits, entries and migrations, and what guests do."""
    trace = new(path, layouts)
    streams = [trace.stream(cpu) for cpu in range(2)]
    vcpus = [Vcpu(vm, vcpu) for vm in (1, 2) for vcpu in range(2)]
    calls = ({"nr": 0, "compat": 0, "tid": 5, "args": range(6)},
             {"nr": 4, "compat": 1, "tid": 5, "args": range(6)},
             {"nr": 9999, "compat": 0, "tid": 5, "args": range(6)})
    for number in range(400):
        now = BEGIN + number * MS
        vcpu = vcpus[number % 4]
        common = vcpu.common
        cpu = number // 40 % 2
        host = {name: common[name] for name in ("vm_id", "vm_pid", "vcpu_id")}
        host["pcpu"] = cpu
        if number % 40 < 4 and number >= 40:
            streams[cpu].event(now, "hypertrace_vcpu_migrate", from_pcpu=1 - cpu, to_pcpu=cpu,
                               time_ns=now, **host)
        streams[cpu].event(now + 10, "hypertrace_kvm_entry", isa=2, reason=0x72, guest_rip=7,
                           **host)
        call = calls[number // 4 % 3]
        vcpu.happen(now + 100, "syscall_entry", **call)
        vcpu.happen(now + 101, "page_fault", address=2**63, ip=1, error_code=number % 8)
        vcpu.happen(now + 102, "irq_entry", irq=9, name=b"it's one, { cpu_id = 3 }")
        vcpu.happen(now + 103, "softirq_entry", vec=3)
        vcpu.happen(now + 104, "sched_wakeup", comm="w", tid=-1, prio=5, target_cpu=1,
                    is_new=number % 2)
        vcpu.happen(now + 105, "softirq_exit", vec=3)
        vcpu.happen(now + 106, "irq_exit", irq=9, ret=1)
        vcpu.happen(now + 107, "syscall_exit", nr=call["nr"], ret=-number)
        vcpu.happen(now + 108, "sched_switch", **SWITCH)
        streams[cpu].event(now + 200, "hypertrace_kvm_exit", isa=2, reason=0x400, guest_rip=number,
                           **host)
        if number % 8 == 7:
            for other in vcpus:
                if other.waiting:
                    now += 1000
                    other.events(streams[cpu], now)
    for vcpu in vcpus:
        now += 1000
        if vcpu.waiting:
            vcpu.events(streams[0], now)
    return trace


def bare_virtual(path):
    """The same, of a recording that lacks fields."""
    layouts = dict(LAYOUTS)
    for name, missing in (("syscall_entry", "args"), ("irq_entry", "name"), ("kvm_exit", "pcpu"),
                          ("page_fault", "ip"), ("sched_wakeup", "tid")):
        name = f"hypertrace_{name}"
        layouts[name] = [field for field in layouts[name] if field[0] != missing]
    return virtual(path, layouts)


def many_vcpus(path):
    """More vCPUs than there can be."""
    trace = new(path)
    stream = trace.stream()
    for number in range(20_000):
        vcpu = Vcpu(number, number)
        vcpu.happen(BEGIN + number * 10 - 5)
        vcpu.events(stream, BEGIN + number * 10)
    return trace


def big(path, count=300_000):
    """For measuring speed: half host, half guest, read every 10 ms."""
    trace = new(path)
    streams = [trace.stream(cpu) for cpu in range(4)]
    vcpus = [Vcpu(1, number) for number in range(4)]
    for number in range(count // 2):
        now = BEGIN + number * 2 * US
        exit_event(streams[number % 4], now)
        vcpus[number % 4].happen(now + 500)
        if number % 5000 == 4999:
            for cpu, vcpu in enumerate(vcpus):
                vcpu.events(streams[cpu], now + 600)
                streams[cpu].cut()
    return trace


def big_packed(path, count=300_000):
    """The same, with chunks of about 4 KiB."""
    trace = new(path)
    streams = [trace.stream(cpu) for cpu in range(4)]
    vcpus = [Vcpu(1, number) for number in range(4)]
    for number in range(count // 2):
        now = BEGIN + number * 2 * US
        exit_event(streams[number % 4], now)
        vcpus[number % 4].happen(now + 500)
        if len(vcpus[number % 4].waiting) == 128:
            vcpus[number % 4].packed(streams[number % 4], now + 1000)
        if number % 5000 == 4999:
            for stream in streams:
                stream.cut()
    return trace


def main():
    """Command line."""
    if len(sys.argv) not in (3, 4) or not callable(globals().get(sys.argv[1])):
        sys.exit(__doc__)
    options = [int(argument) for argument in sys.argv[3:]]
    globals()[sys.argv[1]](os.path.join(sys.argv[2], "kernel"), *options).write()


if __name__ == "__main__":
    main()
