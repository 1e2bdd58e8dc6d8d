#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""check.py OUT amd|intel: judge what scenario.sh left in OUT. Prints TAP.

Everything is compared with a witness of its own: the reports with the guest kernel's initcall_debug
lines and counters, the calls with KVM's own tracepoints, the traces with babeltrace2.
"""

import collections
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from judge import Judge  # pylint: disable=wrong-import-position

LEVELS = ["console", "early", "pure", "core", "postcore", "arch", "subsys", "fs", "rootfs",
          "device", "late"]
HYPERTRACE = os.environ["HYPERTRACE"]
cpu = sys.argv[2]
judge = Judge(sys.argv[1], cpu)
ok, read, events, guest_tap = judge.ok, judge.read, judge.events, judge.guest_tap


def report(trace, *args):
    run = subprocess.run([HYPERTRACE, "report", "boot", judge.path(trace), "--json", *args],
                         capture_output=True, text=True, check=False)
    ok(run.returncode == 0 and not run.stderr, f"{trace}: hypertrace report boot", run.stderr)
    try:
        return json.loads(run.stdout)["vms"]
    except (ValueError, KeyError) as e:
        ok(False, f"{trace}: the report is JSON", e)
        return []


def counted(trace, log, found):
    """emitted = traced + lost, and nothing was lost."""
    m = re.search(r"^# emitted (\d+) lost (\d+)$", log, re.M)
    traced = [e for e, f in found if "seq" in f]
    if not m:
        return ok(False, f"{trace}: the guest says what it emitted")
    emitted, lost = int(m.group(1)), int(m.group(2))
    at = emitted - lost  # what came after the guest read its counters is behind it in the trace
    ok(lost == 0 and len(traced) >= at, f"{trace}: emitted = traced + lost, lost = 0",
       f"emitted {emitted}, lost {lost}, traced {len(traced)}")
    return traced[at:]


def witness(log):
    """(name, return value) of each initcall that the guest kernel's initcall_debug saw return."""
    calls = collections.Counter(re.findall(r"^# calls (\S+)$", log, re.M))
    returns = collections.Counter(
        (name, int(ret)) for name, ret in re.findall(r"^# returns (\S+) (-?\d+)$", log, re.M))
    return calls, returns


def check_boot():
    log = guest_tap("boot")
    found = events("boot")
    after = counted("boot", log, found)
    ok(not after, "boot: nothing is traced after the guest's last word", after)
    vms = report("boot")
    ok(len(vms) == 1, "boot: one VM", vms)
    vm = vms[0]
    calls, returns = witness(log)
    seen = collections.Counter(i["name"] for i in vm["initcalls"])
    ok(sum(calls.values()) > 150 and seen == calls,
       "boot: the initcalls are those of initcall_debug, none missing, none invented",
       f"missing {calls - seen}, invented {seen - calls}")
    seen = collections.Counter((i["name"], i["ret"]) for i in vm["initcalls"])
    ok(seen == returns, "boot: with the same return values",
       f"missing {returns - seen}, invented {seen - returns}")
    ok(vm["complete"] is True and vm["lost"] == 0, "boot: complete, nothing lost",
       (vm["complete"], vm["lost"]))
    ok(all(i["duration_ns"] is not None and i["duration_ns"] >= 0 for i in vm["initcalls"]),
       "boot: every entry has its exit")
    names = [level["name"] for level in vm["levels"]]
    ok(len(names) > 8 and names == [n for n in LEVELS if n in names],
       "boot: levels in the kernel's order", names)
    ok(sum(level["initcalls"] for level in vm["levels"]) ==
       sum(i["level"] != "module" for i in vm["initcalls"]), "boot: each initcall has its level")
    ok(vm["vm_id"] > 0 and vm["vm_pid"] > 0 and vm["release"], "boot: who it is", vm["vm_pid"])
    check_sleep("boot", vm)


def check_sleep(trace, vm):
    slow = [i for i in vm["initcalls"] if i["name"] == "ht_test_sleep_init"]
    # An upper limit holds for the guest's clock only where that is not a loaded machine's.
    ok(len(slow) >= 1 and slow[0]["duration_ns"] >= 37_000_000,
       f"{trace}: the initcall that sleeps 37 ms is there with 37 ms or more", slow)
    ok(any(i["name"] == "ht_test_sleep_init" for i in report(trace, "--top", "25")[0]["initcalls"]),
       f"{trace}: and is among the slowest")


def check_modules():
    log = guest_tap("modules")
    found = events("modules")
    after = counted("modules", log, found)
    ok(after == ["hypertrace_guest_stop"], "modules: then the guest stops, and nothing follows",
       after)
    vm = report("modules")[0]
    calls = [(i["name"], i["module"], i["ret"]) for i in
             sorted(vm["initcalls"], key=lambda i: i["start_ns"])]
    long = [c for c in calls if c[0].startswith("ht_test_longname_")]
    ok(len(long) == 1 and len(long[0][0]) == 321 and long[0][0].endswith("_14_abcdefghijklmnop_init"),
       "modules: a name of 321 bytes arrives whole", long)
    ok(("ht_test_sleep_init", "ht_test_sleep", 0) in calls and
       ("ht_test_sleep_init", "ht_test_sleep", -5) in calls, "modules: good and bad return values",
       calls)
    ok(any(m == "virtio_blk" for _, m, _ in calls), "modules: those of the distribution too", calls)
    ok(all(m for _, m, _ in calls) and len(calls) >= 4,
       "modules: each with its module, our own initcall not among them", calls)
    ok(vm["lost"] == 0 and all(i["duration_ns"] is not None for i in vm["initcalls"]),
       "modules: nothing lost, every entry has its exit")
    check_sleep("modules", vm)


def check_abi():
    log = guest_tap("abi")
    found = events("abi")
    refused = int((re.findall(r"^# refused (\d+)$", log, re.M) or [-1])[0])
    destroy = [f for e, f in found if e == "hypertrace_vm_destroy"]
    ok(len(destroy) == 1 and int(destroy[0]["rejected"]) == refused,
       f"abi: the host counts {refused} refused calls", destroy)
    counted = ("hypertrace_exit_stats", "hypertrace_vcpu_sched", "hypertrace_vcpu_migrate")
    found = [(e, f) for e, f in found if e not in counted]
    ok([e for e, _ in found] == ["hypertrace_vm_create"] + ["hypertrace_guest_stop"] * 5 +
       ["hypertrace_vm_destroy"], "abi: of all the calls only the good records are traced",
       [e for e, _ in found])
    times = [int(f["time_ns"]) for e, f in found if e == "hypertrace_guest_stop"]
    ok(len(times) == 5 and all(0 <= t < 10**12 for t in times),
       "abi: whatever the guest says of time, the host's clock bounds it", times)
    before, after = read("dmesg-before").splitlines(), read("dmesg-after").splitlines()
    said = [line for line in after[len(before):] if re.search("hypertrace|hypercall", line)]
    ok(not said, "abi: the host logs nothing that a guest can flood", "\n".join(said))
    check_instruction()


def check_instruction():
    """Each of our hypercalls left the guest by the vendor's instruction: KVM's own tracepoints."""
    # The scenario records exits of this number only; this is how the kernel prints it.
    name, number = ("VMCALL", 18) if cpu == "intel" else ("hypercall", 0x81)
    exits = ours = others = 0
    last = ""
    for line in read("abi/ftrace.log").splitlines():
        if "kvm_exit:" in line:
            exits += 1
            last = line
        elif m := re.search(r"kvm_hypercall: nr 0x(\w+)", line):
            if m.group(1).startswith("4854"):
                ours += 1
                others += not re.search(f"reason {name} ", last)
    ok(ours > 1000 and exits >= ours and not others,
       f"abi: every call left the guest with exit reason {number:#x}",
       f"{exits} exits, {ours} of our calls, {others} by another reason")


def check_denied():
    guest_tap("denied")
    found = events("denied")
    ok(found == [], "denied: nothing of the VM is in the trace", found)
    run = subprocess.run([HYPERTRACE, "report", "boot", judge.path("denied")],
                         capture_output=True, text=True, check=False)
    ok(run.returncode == 1 and run.stderr.count("\n") == 1 and "allow" in run.stderr,
       "denied: the report says so in one line, with status 1", run.stderr)


def check_twins():
    found = events("twins")
    vms = report("twins")
    ok(len(vms) == 2 and all(vm["complete"] for vm in vms), "twins: two whole boots",
       [vm["complete"] for vm in vms])
    ok(len({vm["vm_id"] for vm in vms}) == 2 and len({vm["vm_pid"] for vm in vms}) == 2,
       "twins: of two VMs", [(vm["vm_id"], vm["vm_pid"]) for vm in vms])
    # Two identical boots run the same initcalls, each its own.
    sets = [collections.Counter(i["name"] for i in vm["initcalls"]) for vm in vms]
    ok(len(sets) == 2 and sets[0] == sets[1], "twins: with the same initcalls")
    ok(all("lost" not in f or f["lost"] == "0" for _, f in found if "seq" in f),
       "twins: nothing lost")


def check_host():
    ok(read("policy").strip() == "none", "nobody is allowed unless the administrator says so",
       read("policy"))
    ok(read("mode-denied").strip() == "-13", "real mode, not allowed: -13", read("mode-denied"))
    ok(read("mode-allowed").strip() == "-95", "real mode: -95", read("mode-allowed"))
    wanted = ["'SELF' -> SELF", "'+1' -> SELF,1", "'-SELF' -> 1", "'-SELF' refused",
              "'all' -> all", "'+1' -> all", "'none' -> none", "'1,2' -> 1,2",
              "'nonsense' refused", "'0' refused", "'1,,2' refused", "'+' refused",
              "'999999' refused", "'' -> none"]
    ok(read("policy-words").splitlines() == wanted, "the policy takes good words and no others",
       read("policy-words"))
    ok(read("unload").strip() == "unloaded", "kvm-hypertrace unloads")
    judge.host_is_well()


guests = ["absent", "denied", "boot", "abi", "modules"] + ["twins"] * (cpu == "amd")
judge.guests_ended(dict.fromkeys(guests, 0))
guest_tap("absent")
check_denied()
check_boot()
check_abi()
check_modules()
if cpu == "amd":
    check_twins()
check_host()
judge.end()
