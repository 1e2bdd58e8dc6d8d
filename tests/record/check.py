#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""check.py OUT: judge what scenario.sh left in OUT. Prints TAP."""

import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from judge import Judge  # pylint: disable=wrong-import-position

HYPERTRACE = os.environ["HYPERTRACE"]
judge = Judge(sys.argv[1], "record")
ok = judge.ok
NOTHING = "allow none\nexits_each N\nsessions 0\n"


def hypertrace(*args):
    """What hypertrace prints; None if it complains."""
    run = subprocess.run([HYPERTRACE, *args], capture_output=True, text=True, check=False)
    return None if run.returncode or run.stderr else run.stdout


def ended(name, status, words=None):
    """Exit status, one line of error or none, and nothing left behind."""
    err = judge.read(name + ".err")
    ok(judge.read(name + ".status").strip() == str(status), f"{name}: status {status}",
       judge.read(name + ".status") + err)
    if words:
        ok(err.count("\n") == 1 and words in err, f"{name}: one line says {words!r}", err)
    else:
        ok("hypertrace:" not in err, f"{name}: no complaint", err)
    ok(judge.read(name + ".left") == NOTHING, f"{name}: leaves nothing behind",
       judge.read(name + ".left"))


def trace(name, *, whole=True):
    """The one VM of a trace, and its events put in order; checks that nothing is missing."""
    text = hypertrace("report", "overview", "--json", judge.path(name))
    ok(text is not None, f"{name}: the trace is read without complaint")
    vms = json.loads(text)["vms"] if text else []
    ok(len(vms) == 1, f"{name}: the trace has one VM", vms)
    vm = vms[0] if vms else {}
    ok((vm.get("lost"), vm.get("discarded"), vm.get("discarded_packets")) == (0, 0, 0),
       f"{name}: nothing is lost", {k: v for k, v in vm.items() if k not in ("phases", "notes")})
    done = judge.path(name + ".converted")
    ok(hypertrace("convert", "--force", judge.path(name), done) is not None,
       f"{name}: is converted")
    events = list(judge.events(name + ".converted"))
    records = [(n, f) for n, f in events if "seq" in f]
    if whole:
        ok(len(records) == vm.get("host_records"), f"{name}: the host counted as many records",
           f"{len(records)} {vm.get('host_records')}")
    said = judge.read(name + ".out")
    ok(f"The trace is in /out/{name}" in said, f"{name}: says where the trace is", said)
    ok("VM 1" in said or f"VM {vm.get('vm_id')}," in said, f"{name}: prints the overview", said)
    return vm, events


before, after = judge.read("modules-before"), judge.read("modules-after")
for module in ("kvm_hypertrace", "lttng_probe_hypertrace", "lttng_probe_hypertrace_packed"):
    ok(module + " " not in before and module + " " in after, f"{module} is loaded by record")

# A VMM that a script starts, from the first record to the last.
ended("stock", 9)
vm, events = trace("stock")
names = [n for n, f in events]
ok(names.count("hypertrace_guest_start") == 1 and names.count("hypertrace_guest_stop") == 1,
   "stock: from the guest's start to its stop")
stop = [f for n, f in events if n == "hypertrace_guest_stop"]
records = [f for n, f in events if "seq" in f]
ok(stop and int(stop[0]["emitted"]) == len(records) and stop[0]["total_lost"] == "0",
   "stock: the guest counted as many records", f"{stop} {len(records)}")
ok("hypertrace_vm_create" in names and "hypertrace_vm_destroy" in names,
   "stock: the host told of the VM")
last = [i for i, (n, f) in enumerate(events) if n == "hypertrace_exit_stats"]
ok(last, "stock: with the last figures of exits")

ended("again", 1, "something in it already")
ended("missing", 1, "no-such-qemu: No such file")
ended("killed", 137)
ok(not judge.read("killed.out") and not judge.read("killed.err"), "killed: --quiet is silent",
   judge.read("killed.out"))
ended("unknown", 1, "no process 99999")
ended("norelay", 1, "no relay daemon answers")

# Wishes: of the guest's own command line, of the host's module.
ended("unpacked", 21)
vm, events = trace("unpacked")
names = {n for n, f in events}
ok("hypertrace_exit" in names, "unpacked: each exit is there")
raw = {n for n, f in judge.events("unpacked")}
ok("ht_packed" not in raw and "hypertrace_initcall_start" in raw,
   "unpacked: each record is an event")
brought = [int(f["exits"]) > 0 for n, f in events if n.startswith("hypertrace_initcall_")]
ok(len(brought) > 400 and sum(brought) > 0.99 * len(brought),
   "unpacked: an exit brings each, as they go by hypercall", f"{sum(brought)} of {len(brought)}")

# Ctrl-C.
status = judge.read("interrupt.status").strip()
ok(status == "0", "interrupt: the status is that of a QEMU that was interrupted", status)
ok("terminating on signal 2" in judge.read("interrupt.err"), "interrupt: it was told",
   judge.read("interrupt.err"))
ok(not judge.read("interrupt.qemu").strip(), "interrupt: it was waited for")
ok(judge.read("interrupt.left") == NOTHING, "interrupt: leaves nothing behind")
vm, events = trace("interrupt")
ok("hypertrace_sched_switch" in {n for n, f in events}, "interrupt: with what was asked for")

# A VM that runs.
ok(judge.read("running.status") == "0\n", "running: status 0", judge.read("running.err"))
ok(judge.read("running.left").startswith("allow " + judge.read("running.allow")),
   "running: who was allowed before still is", judge.read("running.left"))
ok(judge.read("running.alive") == "alive\n", "running: the VM goes on")
ok(judge.read("running.want") == "none\n", "running: what it was asked for is taken back",
   judge.read("running.want"))
vm, events = trace("running", whole=False)
ok("hypertrace_sched_switch" in {n for n, f in events}, "running: with what was asked for")
ok(judge.read("ending.status") == "0\n", "ending: the VM's end is the recording's")
lines = judge.read("ending.tty").split("\n\033[K")  # "\r", as Python reads it
shown = re.compile(r"recording \d+ s, 1 VM: \d+ events/s, [\d.]+ KiB/s, 0 lost$")
ok(len(lines) > 2 and all(shown.match(line) for line in lines[1:-1]) and
   "The trace is in /out/ending" in lines[-1],
   "ending: one line on the terminal, made anew, says how it goes", judge.read("ending.tty"))

ended("virsh", 0)
vm, events = trace("virsh")
ok("hypertrace_guest_start" in {n for n, f in events}, "virsh: from the guest's start")

# Live: what was read while it was recorded is what the relay daemon kept.
ended("live-report", 9)
stored = [d for d in os.listdir(judge.path("relay/testbed")) if d.startswith("live-report")]
text = hypertrace("report", "overview", "--json", judge.path("relay/testbed/" + stored[0]))
ok(text and text == judge.read("live-report.json"), "live-report: is the stored trace's report",
   judge.read("live-report.json")[:500])
vms = json.loads(text)["vms"] if text else []
ok([(v["lost"], v["host_lost"], v["destroyed"]) for v in vms] == [(0, 0, True)],
   "live-report: one VM, to its end, nothing lost", vms)
ok(not judge.read("live-report.reader"), "live-report: the reader has no complaint")
ok("somebody else reads it live" in judge.read("live-report.second"),
   "live-report: one reader at a time", judge.read("live-report.second"))
ok("hypertrace top --live net://localhost/host/testbed/live-report\n" in
   judge.read("live-report.err"), "live-report: record says how to see it")
ended("live-top", 9)
samples = [json.loads(line) for line in judge.read("live-top.json").splitlines()]
vms = {v["vm_id"] for s in samples for v in s["vcpus"]}
seen = sum(v["events"] for s in samples for v in s["vcpus"])
ok(len(vms) == 1 and all(s["discarded"] == 0 for s in samples), "live-top: one VM", vms)
ok(seen >= 400 and sum(v["exits"] for s in samples for v in s["vcpus"]) > 0,
   "live-top: its events and exits", seen)
ok(all(v["lost"] == 0 for s in samples for v in s["vcpus"]), "live-top: nothing is lost")
ok(samples and samples[-1]["vcpus"] == [], "live-top: a VM that has ended is gone", samples[-1:])
ok(judge.read("live-top.readers-status") == "0\n" and not judge.read("live-top.reader"),
   "live-top: Ctrl-C is its end", judge.read("live-top.reader"))
err = judge.read("nobody.err")
ok(judge.read("nobody.status") == "1\n" and err.count("\n") == 1 and "no such session" in err,
   "a session that is not there: one line says so", err)

ok(judge.read("load.status") == "0\n" and "lttng start" in judge.read("load.out"),
   "load: says how to go on", judge.read("load.out") + judge.read("load.err"))
ok(judge.read("load.trace") == "there\n", "load: the trace is where it said")
judge.end()
