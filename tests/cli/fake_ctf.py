#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Writes FAKE traces for the unit tests of the reports. Nothing here was ever measured.

The result looks like what LTTng's kernel tracer leaves on disk (CTF 1.8: TSDL metadata, one file
per stream, packet headers with sizes, sequence numbers and the count of discarded events), as far
as a reader can tell. It exists so that a test can have a trace that is broken in exactly one way.
Python's standard library only.

    trace = Trace("some/dir")
    stream = trace.stream(cpu=0)
    stream.event(1000, "hypertrace_guest_stop", vm_id=1, ...)
    trace.write()
"""
import os
import struct
import uuid

COMMON_NO_EXITS = [("vm_id", "u32"), ("vm_pid", "s32"), ("vcpu_id", "u32"), ("pcpu", "u32"),
                   ("seq", "u32"), ("lost", "u32"), ("time_ns", "u64"), ("guest_tsc", "u64")]
COMMON = COMMON_NO_EXITS + [("exits", "u32"), ("hv_cycles", "u64")]

VM_ONLY = [("vm_id", "u32"), ("vm_pid", "s32")]

KVM = [("vcpu_id", "u32"), ("pcpu", "u32"), ("isa", "u32"), ("reason", "u32"),
       ("guest_rip", "u64")]

SCHED_COUNTERS = [(name, "u64") for name in ("migrations", "loads", "preemptions", "run_ns",
                                             "wait_ns", "halt_ns", "user_ns", "block_ns")]

BUCKETS = 40

# What each event carries, in this order: the same names and types as the real LTTng probe.
EVENTS = {
    "hypertrace_guest_start": COMMON + [("abi_version", "u32"), ("start_flags", "u32"),
                                        ("nr_cpus", "u32"), ("release", "string")],
    "hypertrace_initcall_level": COMMON + [("level", "string")],
    "hypertrace_initcall_start": COMMON + [("func", "u64"), ("name", "string"),
                                           ("module", "string")],
    "hypertrace_initcall_finish": COMMON + [("func", "u64"), ("ret", "s32")],
    "hypertrace_user_start": COMMON + [("path", "string")],
    "hypertrace_guest_stop": COMMON,
    "hypertrace_sched_switch": COMMON + [("prev_comm", "string"), ("prev_tid", "s32"),
                                         ("prev_prio", "s32"), ("prev_state", "u64"),
                                         ("next_comm", "string"), ("next_tid", "s32"),
                                         ("next_prio", "s32")],
    "hypertrace_syscall_entry": COMMON + [("nr", "u64"), ("compat", "u32"), ("tid", "s32")],
    "hypertrace_syscall_exit": COMMON + [("nr", "u64"), ("ret", "s64")],
    "hypertrace_exit": VM_ONLY + [("vcpu_id", "u32"), ("pcpu", "u32"), ("isa", "u32"),
                                  ("reason", "u32"), ("fast", "u32"), ("cycles", "u64"),
                                  ("user_cycles", "u64"), ("guest_rip", "u64"),
                                  ("time_ns", "u64")],
    "hypertrace_kvm_exit": VM_ONLY + KVM,
    "hypertrace_kvm_entry": VM_ONLY + KVM,
    "hypertrace_exit_stats": VM_ONLY + [("vcpu_id", "u32"), ("isa", "u32"), ("reason", "u32"),
                                        ("why", "u32"), ("snapshot", "u32"), ("tsc_khz", "u32"),
                                        ("since_ns", "u64"), ("count", "u64"), ("cycles", "u64"),
                                        ("min", "u64"), ("max", "u64"), ("fast", "u64"),
                                        ("fast_cycles", "u64"), ("user", "u64"),
                                        ("user_cycles", "u64"), ("hist", "hist")],
    "hypertrace_panic": COMMON + [("ip", "u64"), ("branch_from", "u64"), ("branch_to", "u64"),
                                  ("tid", "s32"), ("kind", "u32"), ("trap", "u32"),
                                  ("cpu", "u32"), ("frames", "u32"), ("comm", "string"),
                                  ("reason", "string")],
    "hypertrace_frame": COMMON + [("address", "u64"), ("index", "u32"), ("symbol", "string")],
    "hypertrace_power": COMMON + [("action", "u32"), ("text", "string")],
    "hypertrace_step_start": COMMON + [("func", "u64"), ("id", "u32"), ("kind", "u32"),
                                       ("name", "string"), ("device", "string")],
    "hypertrace_step_finish": COMMON + [("func", "u64"), ("id", "u32"), ("ret", "s32")],
    "hypertrace_vcpu_migrate": VM_ONLY + [("vcpu_id", "u32"), ("from_pcpu", "u32"),
                                          ("to_pcpu", "u32"), ("from_node", "u32"),
                                          ("to_node", "u32"), ("why", "u32"), ("off_ns", "u64"),
                                          ("queued_ns", "u64"), ("time_ns", "u64"),
                                          ("guest_tsc", "u64")] + SCHED_COUNTERS,
    "hypertrace_vcpu_sched": VM_ONLY + [("vcpu_id", "u32"), ("pcpu", "u32"), ("node", "u32"),
                                        ("why", "u32"), ("time_ns", "u64")] + SCHED_COUNTERS,
    "hypertrace_vm_create": VM_ONLY + [("parent_id", "u32"), ("depth", "u32"),
                                       ("inner_id", "u32")],
    "hypertrace_vm_destroy": VM_ONLY + [("records", "u64"), ("lost", "u64"),
                                        ("rejected", "u64")],
    "kvm_exit": [("exit_reason", "u32"), ("guest_rip", "u64")],
}

INTEGERS = {"u8": ("<B", 8, "false"), "u16": ("<H", 16, "false"), "u32": ("<I", 32, "false"),
            "u64": ("<Q", 64, "false"), "s32": ("<i", 32, "true"), "s64": ("<q", 64, "true")}


class Kind:
    """A type of field that has no name here: its TSDL, with {name}, and how to encode a value."""

    def __init__(self, tsdl, pack, default=0):
        self.tsdl = tsdl
        self.pack = pack
        self.default = default


PREAMBLE = """/* CTF 1.8 */

typealias integer {{ size = 8; align = 8; signed = false; }} := uint8_t;
typealias integer {{ size = 16; align = 8; signed = false; }} := uint16_t;
typealias integer {{ size = 32; align = 8; signed = false; }} := uint32_t;
typealias integer {{ size = 64; align = 8; signed = false; }} := uint64_t;

trace {{
	major = 1;
	minor = 8;
	uuid = "{uuid}";
	byte_order = le;
	packet.header := struct {{
		uint32_t magic;
		uint8_t  uuid[16];
		uint32_t stream_id;
		uint64_t stream_instance_id;
	}};
}};

env {{
	hostname = "fake-for-unit-tests";
	domain = "kernel";
	sysname = "Linux";
	kernel_release = "6.1.0-0-fake";
	tracer_name = "lttng-modules";
	tracer_major = 2;
	tracer_minor = 13;
	tracer_patchlevel = 8;
}};

clock {{
	name = "monotonic";
	uuid = "5f3c2a10-7d1e-4d5b-9c58-0d1f6a2b3c4d";
	description = "Monotonic Clock";
	freq = 1000000000;
	offset = 1700000000000000000;
}};

typealias integer {{
	size = 64; align = 8; signed = false; map = clock.monotonic.value;
}} := uint64_clock_monotonic_t;
typealias integer {{
	size = 32; align = 8; signed = false; map = clock.monotonic.value;
}} := uint32_clock_monotonic_t;

struct packet_context {{
	uint64_clock_monotonic_t timestamp_begin;
	uint64_clock_monotonic_t timestamp_end;
	uint64_t content_size;
	uint64_t packet_size;
	uint64_t packet_seq_num;
	uint64_t events_discarded;
	uint32_t cpu_id;
}};

struct event_header_large {{
	enum : uint16_t {{ compact = 0 ... 65534, extended = 65535 }} id;
	variant <id> {{
		struct {{
			uint32_clock_monotonic_t timestamp;
		}} compact;
		struct {{
			uint32_t id;
			uint64_clock_monotonic_t timestamp;
		}} extended;
	}} v;
}} align(8);

stream {{
	id = 0;
	event.header := struct event_header_large;
	packet.context := struct packet_context;
{context}}};
"""


def tsdl_field(name, kind):
    """One member of an event's struct, in TSDL. LTTng puts an underscore before the name."""
    if isinstance(kind, Kind):
        return kind.tsdl.format(name=name)
    if kind == "string":
        return f"\t\tstring _{name};\n"
    if kind == "text16":
        return ("\t\tinteger { size = 8; align = 8; signed = false; encoding = UTF8; } "
                f"_{name}[16];\n")
    if kind == "hist":
        return ("\t\tinteger { size = 64; align = 8; signed = false; } "
                f"_{name}[{BUCKETS}];\n")
    if kind == "bytes":
        return (f"\t\tuint32_t __{name}_length;\n"
                "\t\tinteger { size = 8; align = 8; signed = false; } "
                f"_{name}[ __{name}_length ];\n")
    size, signed = INTEGERS[kind][1:]
    return f"\t\tinteger {{ size = {size}; align = 8; signed = {signed}; }} _{name};\n"


def encode(kind, value):
    """The bytes of one field."""
    if isinstance(kind, Kind):
        return kind.pack(value)
    if kind in INTEGERS:
        return struct.pack(INTEGERS[kind][0], value)
    if kind == "hist":
        return struct.pack(f"<{BUCKETS}Q", *(value or [0] * BUCKETS))
    raw = value if isinstance(value, bytes) else str(value).encode()
    if kind == "string":
        return raw + b"\0"
    if kind == "text16":
        return raw[:16].ljust(16, b"\0")
    return struct.pack("<I", len(raw)) + raw


def default(kind):
    """What a field holds that is not given."""
    if isinstance(kind, Kind):
        return kind.default
    return 0 if kind in INTEGERS else ""


class Stream:
    """One per CPU: packets, each with its events."""

    def __init__(self, trace, cpu):
        self.trace = trace
        self.cpu = cpu
        self.packets = []
        self.events = []
        self.discarded = 0

    def event(self, stamp, event_name, **fields):
        """Adds an event; fields that are not given are 0 or empty."""
        event_id, layout = self.trace.event_class(event_name)
        data = struct.pack("<HIQ", 65535, event_id, stamp)
        for field, kind in self.trace.context + layout:
            data += encode(kind, fields.get(field, default(kind)))
        self.events.append((stamp, data))

    def garbage(self, stamp):
        """Adds an event of a number that no event class has: a reader has to give up there."""
        self.events.append((stamp, struct.pack("<HIQ", 65535, 4711, stamp)))

    def cut(self, discarded=0):
        """Ends the packet; the tracer dropped `discarded` events before it ended."""
        self.discarded += discarded
        if self.events:
            self.packets.append((self.events, self.discarded))
        self.events = []

    def encode(self):
        """All packets as they are in the file."""
        self.cut()
        return b"".join(self.packet(seq, *packet) for seq, packet in enumerate(self.packets))

    def packet(self, seq, events, discarded):
        """One packet, padded to a multiple of 4 KiB as LTTng does."""
        body = b"".join(data for _, data in events)
        head = struct.pack("<I16sIQ", 0xC1FC1FC1, self.trace.uuid.bytes, 0, self.cpu)
        used = len(head) + 6 * 8 + 4 + len(body)
        size = -(-used // 4096) * 4096
        context = struct.pack("<6QI", events[0][0], events[-1][0], used * 8, size * 8, seq,
                              discarded, self.cpu)
        return (head + context + body).ljust(size, b"\0")


class Trace:
    """A directory with `metadata` and one file per stream."""

    def __init__(self, path, overrides=None, context=None):
        self.path = path
        self.context = context or []
        self.uuid = uuid.uuid5(uuid.NAMESPACE_OID, "hypertrace fake " + os.path.basename(path))
        self.streams = []
        self.layouts = dict(EVENTS, **(overrides or {}))
        self.names = list(self.layouts)

    def event_class(self, name):
        """The number and the layout of an event."""
        return self.names.index(name), self.layouts[name]

    def stream(self, cpu=0):
        """A new stream, for one CPU."""
        self.streams.append(Stream(self, cpu))
        return self.streams[-1]

    def metadata(self):
        """The TSDL text."""
        context = "".join(tsdl_field(*field) for field in self.context)
        if context:
            context = f"\tevent.context := struct {{\n{context}\t}};\n"
        text = PREAMBLE.format(uuid=self.uuid, context=context)
        for number, name in enumerate(self.names):
            fields = "".join(tsdl_field(*field) for field in self.layouts[name])
            text += (f'\nevent {{\n\tname = "{name}";\n\tid = {number};\n\tstream_id = 0;\n'
                     f"\tfields := struct {{\n{fields}\t}};\n}};\n")
        return text

    def write(self):
        """Everything to disk."""
        os.makedirs(self.path, exist_ok=True)
        with open(os.path.join(self.path, "metadata"), "w", encoding="ascii") as file:
            file.write(self.metadata())
        for stream in self.streams:
            with open(os.path.join(self.path, f"channel0_{stream.cpu}"), "wb") as file:
                file.write(stream.encode())
