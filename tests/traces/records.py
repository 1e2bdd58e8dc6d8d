# SPDX-License-Identifier: GPL-2.0-only
"""Records as a guest writes them (abi.h), and the events they become, for FAKE traces.

Written from the ABI's header by itself, so that a mistake in the filter's table is not repeated
here: an event is told once, and becomes either bytes or the fields of LTTng's event.
"""
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))

from fake_ctf import COMMON, COMMON_NO_EXITS, EVENTS, Kind  # noqa: E402  pylint: disable=wrong-import-position


def hexadecimal(bits):
    """An integer that is shown in hexadecimal."""
    code = {8: "<B", 32: "<I", 64: "<Q"}[bits]
    return Kind(f"\t\tinteger {{{{ size = {bits}; align = 8; signed = false; base = 16; }}}} "
                "_{name};\n", lambda value: struct.pack(code, value))


X32, X64 = hexadecimal(32), hexadecimal(64)

ARGS = Kind("\t\tinteger {{ size = 64; align = 8; signed = false; base = 16; }} _{name}[6];\n",
            lambda values: struct.pack("<6Q", *values), (0,) * 6)

BYTES = Kind("\t\tuint32_t __{name}_length;\n"
             "\t\tinteger {{ size = 8; align = 8; signed = false; base = 16; }} "
             "_{name}[ __{name}_length ];\n",
             lambda raw: struct.pack("<I", len(raw)) + raw, b"")

WORDS = Kind("\t\tuint32_t __{name}_length;\n"
             "\t\tinteger {{ size = 64; align = 8; signed = false; }} "
             "_{name}[ __{name}_length ];\n",
             lambda words: struct.pack(f"<I{len(words)}Q", len(words), *words), ())

# What LTTng's probes write: those of a host that counts no exits, and those of this version.
OWN = {
    "hypertrace_guest_start": [("abi_version", X32), ("start_flags", X32), ("nr_cpus", "u32"),
                               ("release", "string")],
    "hypertrace_initcall_level": [("level", "string")],
    "hypertrace_initcall_start": [("func", X64), ("name", "string"), ("module", "string")],
    "hypertrace_initcall_finish": [("func", X64), ("ret", "s32")],
    "hypertrace_user_start": [("path", "string")],
    "hypertrace_guest_stop": [("emitted", "u64"), ("total_lost", "u64")],
    "hypertrace_user_event": [("pid", "s32"), ("tid", "s32"), ("id", "u32"), ("text", "string")],
    "hypertrace_sched_switch": [("prev_comm", "string"), ("prev_tid", "s32"),
                                ("prev_prio", "s32"), ("prev_state", "u64"),
                                ("next_comm", "string"), ("next_tid", "s32"),
                                ("next_prio", "s32")],
    "hypertrace_sched_wakeup": [("comm", "string"), ("tid", "s32"), ("prio", "s32"),
                                ("target_cpu", "u32"), ("is_new", "u32")],
    "hypertrace_syscall_entry": [("nr", "u64"), ("compat", "u32"), ("tid", "s32"),
                                 ("args", ARGS)],
    "hypertrace_syscall_exit": [("nr", "u64"), ("ret", "s64")],
    "hypertrace_irq_entry": [("irq", "u32"), ("name", "string")],
    "hypertrace_irq_exit": [("irq", "u32"), ("ret", "s32")],
    "hypertrace_softirq_entry": [("vec", "u32")],
    "hypertrace_softirq_exit": [("vec", "u32")],
    "hypertrace_page_fault": [("address", X64), ("ip", X64), ("error_code", "u32")],
    "hypertrace_func_entry": [("func", X64), ("parent", X64)],
    "hypertrace_func_exit": [("func", X64), ("parent", X64)],
    "hypertrace_lost": [],
    "ht_packed": [("guest_khz", "u32"), ("events", "u32"), ("records", BYTES)],
}
NO_EXITS = {name: COMMON_NO_EXITS + own for name, own in OWN.items()}
LAYOUTS = dict({name: COMMON + own for name, own in OWN.items()},
               **{name: EVENTS[name] for name in (
                   "hypertrace_kvm_exit", "hypertrace_kvm_entry", "hypertrace_vcpu_migrate")})
LAYOUTS["ht_packed"] = LAYOUTS["ht_packed"] + [("host_khz", "u32"), ("exit_log", WORDS)]

TYPES = {name: number for number, name in enumerate([
    "guest_start", "initcall_level", "initcall_start", "initcall_finish", "user_start",
    "guest_stop", "user_event", "sched_switch", "sched_wakeup", "syscall_entry", "syscall_exit",
    "irq_entry", "irq_exit", "softirq_entry", "softirq_exit", "page_fault", "func_entry",
    "func_exit"], 1)}


def raw(text):
    """Bytes of a text."""
    return text if isinstance(text, bytes) else text.encode()


# The fields behind the header, from the event's fields.
BODIES = {
    "guest_start": lambda f: struct.pack("<IIIHH", f["abi_version"], f["start_flags"],
                                         f["nr_cpus"], len(f["release"]), 0) + raw(f["release"]),
    "initcall_level": lambda f: struct.pack("<H6x", len(f["level"])) + raw(f["level"]),
    "initcall_start": lambda f: struct.pack("<QHHI", f["func"], len(f["name"]), len(f["module"]),
                                            0) + raw(f["name"]) + raw(f["module"]),
    "initcall_finish": lambda f: struct.pack("<QiI", f["func"], f["ret"], 0),
    "user_start": lambda f: struct.pack("<H6x", len(f["path"])) + raw(f["path"]),
    "guest_stop": lambda f: struct.pack("<QQ", f["emitted"], f["total_lost"]),
    "user_event": lambda f: struct.pack("<iiIHH", f["pid"], f["tid"], f["id"], len(f["text"]),
                                        0) + raw(f["text"]),
    "sched_switch": lambda f: struct.pack("<Qiiii16s16s", f["prev_state"], f["prev_tid"],
                                          f["prev_prio"], f["next_tid"], f["next_prio"],
                                          raw(f["prev_comm"]), raw(f["next_comm"])),
    "sched_wakeup": lambda f: struct.pack("<iiII16s", f["tid"], f["prio"], f["target_cpu"],
                                          f["is_new"], raw(f["comm"])),
    "syscall_entry": lambda f: struct.pack("<QIi6Q", f["nr"], f["compat"], f["tid"], *f["args"]),
    "syscall_exit": lambda f: struct.pack("<Qq", f["nr"], f["ret"]),
    "irq_entry": lambda f: struct.pack("<II16s", f["irq"], 0, raw(f["name"])),
    "irq_exit": lambda f: struct.pack("<Ii", f["irq"], f["ret"]),
    "softirq_entry": lambda f: struct.pack("<II", f["vec"], 0),
    "softirq_exit": lambda f: struct.pack("<II", f["vec"], 0),
    "page_fault": lambda f: struct.pack("<QQII", f["address"], f["ip"], f["error_code"], 0),
    "func_entry": lambda f: struct.pack("<QQ", f["func"], f["parent"]),
    "func_exit": lambda f: struct.pack("<QQ", f["func"], f["parent"]),
}


def header(kind, length, seq, tsc, flags=0):
    """A record's header; `kind` is a type's name or number."""
    return struct.pack("<BBHIQ", TYPES.get(kind, kind), flags, length, seq, tsc)


def record(kind, seq, tsc, **fields):
    """A whole record."""
    body = BODIES[kind](fields)
    body = body.ljust(-(-len(body) // 8) * 8, b"\0")
    return header(kind, 16 + len(body), seq, tsc) + body


# One of each type, with values that show a field in the wrong place.
SAMPLES = [
    ("guest_start", {"abi_version": 0x10001, "start_flags": 1, "nr_cpus": 3,
                     "release": "6.1.0-32-amd64"}),
    ("initcall_level", {"level": "console"}),
    ("initcall_start", {"func": 0xFFFFFFFF81234560, "name": "virtio_net_driver_init",
                        "module": "virtio_net"}),
    ("initcall_start", {"func": 0xFFFFFFFF81234570, "name": "x" * 40, "module": ""}),
    ("initcall_finish", {"func": 0xFFFFFFFF81234560, "ret": -19}),
    ("user_start", {"path": "/sbin/init"}),
    ("user_event", {"pid": 71, "tid": -72, "id": 0xFEEDF00D, "text": "hello, host"}),
    ("user_event", {"pid": 1, "tid": 2, "id": 3, "text": ""}),
    ("sched_switch", {"prev_comm": "swapper/0", "prev_tid": 11, "prev_prio": 120,
                      "prev_state": 0x102, "next_comm": "sixteen-letters!", "next_tid": 13,
                      "next_prio": -1}),
    ("sched_wakeup", {"comm": "kworker/1:2", "tid": 21, "prio": 22, "target_cpu": 23,
                      "is_new": 1}),
    ("syscall_entry", {"nr": 0x40000101, "compat": 1, "tid": 31,
                       "args": (1, 2**64 - 1, 3, 0x7FFFFFFFFFFFFFFF, 5, 6)}),
    ("syscall_exit", {"nr": 257, "ret": -2**63}),
    ("irq_entry", {"irq": 41, "name": "virtio0-input.0"}),
    ("irq_exit", {"irq": 42, "ret": -1}),
    ("softirq_entry", {"vec": 9}),
    ("softirq_exit", {"vec": 8}),
    ("page_fault", {"address": 0x7F00DEADB000, "ip": 0xFFFFFFFF810000FF, "error_code": 6}),
    ("func_entry", {"func": 0xFFFFFFFF81000010, "parent": 0xFFFFFFFF81000020}),
    ("func_exit", {"func": 0xFFFFFFFF81000030, "parent": 0xFFFFFFFF81000040}),
    ("guest_stop", {"emitted": 2**40, "total_lost": 7}),
]
