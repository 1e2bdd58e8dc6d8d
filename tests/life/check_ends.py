#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""check_ends.py OUT panics|power: judge what ends.sh left in OUT. Prints TAP."""

import collections
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from judge import Judge  # pylint: disable=wrong-import-position

HYPERTRACE = os.environ["HYPERTRACE"]
part = sys.argv[2]
judge = Judge(sys.argv[1], f"life {part}")
ok, read, events = judge.ok, judge.read, judge.events

# The emulated host kills who has panicked: that is a timeout to start-guest.
KILLED, RESTARTED = 124, 125

# vCPUs, last words on every vCPU, the panic's reason, the oops' before it, where, the initcall.
Death = collections.namedtuple("Death", "vcpus words reason oops symbol initcall")
INIT_DIES = r"^Attempted to kill init! exitcode=0x"
DEATHS = {
    "early": Death(1, 0, "^crash at init_hw_perf_events, as asked for$", None, "ht_crash_here",
                   "init_hw_perf_events"),
    "pure": Death(4, 0, "^crash at init_mmap_min_addr, as asked for$", None, "ht_crash_here",
                  "init_mmap_min_addr"),
    "late": Death(4, 0, INIT_DIES, "^Oops$", "ht_crash_here", "start_sync_check_timer"),
    "deep": Death(1, 0, "^Fatal exception in interrupt$", "^stack guard page$", "overflow",
                  "virtio_blk_init"),
    "panic": Death(1, 200, "^ht_test_crash: as asked for$", None, "ht_test_crash_init",
                   "ht_test_crash_init"),
    "bug": Death(4, 200, "^Fatal exception$", "^invalid opcode$", "ht_test_crash_init",
                 "ht_test_crash_init"),
    "stack": Death(4, 200, "^Fatal exception in interrupt$", "^stack guard page$", "overflow",
                   "ht_test_crash_init"),
    "double": Death(1, 200, "^Fatal exception in interrupt$", "^double fault$", "double_fault",
                    "ht_test_crash_init"),
    "irq": Death(4, 200, "^ht_test_crash: from an interrupt$", None, "on_timer",
                 "ht_test_crash_init"),
    "nmi": Death(4, 200, "^ht_test_crash: from an NMI$", None, "nmi_panic", "ht_test_crash_init"),
    "sysrq": Death(4, 200, "^sysrq triggered crash$", None, "sysrq_handle_crash", None),
    "pvpanic": Death(1, 200, "^sysrq triggered crash$", None, "sysrq_handle_crash", None),
}
LEVELS = {"early": "early", "pure": "pure", "late": "late"}


def report(what, trace):
    """What the report says, as a program gets it."""
    run = subprocess.run([HYPERTRACE, "report", what, "--json", judge.path(trace)],
                         capture_output=True, text=True, check=False)
    ok(run.returncode == 0, f"{trace}: report {what}", run.stderr)
    try:
        return json.loads(run.stdout)
    except ValueError as e:
        ok(False, f"{trace}: report {what} is JSON", e)
        return {}


def check_words(name, found, vcpus, words):
    """All that programs said before the end is there, and no number is missing."""
    texts = {f["text"] for n, f in found if n == "hypertrace_user_event"}
    wanted = {f'"thread {t} event {e}"' for t in range(vcpus) for e in range(words)}
    ok(texts == wanted, f"{name}: none of the last words is missing",
       f"{len(wanted - texts)} of {len(wanted)}")
    numbers = collections.defaultdict(list)
    for n, f in found:
        if "seq" in f and n != "hypertrace_lost":
            numbers[f["vcpu_id"]].append(int(f["seq"]))
    gaps = {v: s for v, s in numbers.items() if sorted(s) != list(range(len(s)))}
    ok(numbers and not gaps, f"{name}: each vCPU's records are there up to its last",
       {v: len(s) for v, s in gaps.items()})
    lost = [f for n, f in found if n == "hypertrace_vm_destroy" and f["lost"] != "0"]
    ok(not lost, f"{name}: nothing is counted as lost", lost)


def check_death(name, death, packed):
    if packed:
        out = judge.path(name + "-unpacked")
        subprocess.run([HYPERTRACE, "convert", judge.path(name), out], capture_output=True,
                       check=False)
    found = events(name + "-unpacked" if packed else name)
    check_words(name, found, death.vcpus, death.words)
    vms = [v for v in report("panic", name).get("vms", []) if v["panic"]]
    if not vms:
        ok(False, f"{name}: the report has a panic")
        return
    panic, oops, scene = vms[0]["panic"], vms[0]["oops"], vms[0]["scene"]
    ok(len(vms) == 1 and re.search(death.reason, panic["reason"]), f"{name}: the reason",
       panic["reason"])
    ok(bool(death.oops) == bool(oops) and (not oops or re.search(death.oops, oops["reason"])),
       f"{name}: the root cause", oops)
    culprit = oops or panic
    ok(any(f["symbol"].startswith(death.symbol) for f in culprit["frames"][:2]),
       f"{name}: where", culprit["frames"][:4])
    ok(name == "double" or len(culprit["frames"]) > 3 and not culprit["frames_missing"],
       f"{name}: a backtrace", culprit["frames"])
    running = [i["name"] for i in scene["initcalls"]]
    ok(running == ([death.initcall] if death.initcall else []), f"{name}: the initcall", running)
    if name in LEVELS:
        ok(scene["level"] == LEVELS[name], f"{name}: the boot level", scene["level"])


def check_survivor():
    found = events("survive")
    check_words("survive", found, 1, 10)
    vms = report("panic", "survive").get("vms", [{}])
    oops = vms[0].get("oops")
    ok(vms[0].get("survived") and not vms[0]["panic"] and oops and oops["reason"] == "Oops" and
       oops["trap"] == 14 and oops["comm"] == "ht_test_oops", "an oops that the kernel survives",
       vms)


def check_restart(name, last_syscore):
    found = events(name)
    stop = [f for n, f in found if n == "hypertrace_guest_stop"]
    ok(len(stop) == 1 and stop[0]["total_lost"] == "0", f"{name}: the guest says goodbye, once",
       stop)
    gone = [f for n, f in found if n == "hypertrace_vm_destroy"]
    ok(stop and gone and gone[0]["records"] == stop[0]["emitted"],
       f"{name}: all that it emitted was traced", f"{stop} {gone}")
    downs = report("shutdown", name).get("shutdowns", [])
    down = downs[-1] if downs else {"steps": [], "phases": []}
    ok(down.get("action") == "restart" and down["end"] == "stop" and not down["unfinished"],
       f"{name}: a restart that comes to its end", down)
    slow = [(s["name"].split()[0], s["kind"], s["device"], s["duration_ns"] / 1e6)
            for s in down["steps"][:2]]
    ok([s[:3] for s in slow] == [("slow_notifier", "notifier", None),
                                 ("slow_shutdown", "device", "ht-test-slow.7")] and
       slow[0][3] >= 1000 and slow[1][3] >= 300,
       f"{name}: the notifier's second and the device's 300 ms come first", slow)
    ok(part != "power" or slow and slow[0][3] <= 1050 and slow[1][3] <= 315,
       f"{name}: within 5 % where no other machine's time is in it", slow)
    names = [s["name"].split()[0] for s in down["steps"]]
    ok("quick_notifier" in names and "on_last_notifier" not in names,
       f"{name}: what is quick is there, too", names)
    ok(not last_syscore or any(s["kind"] == "syscore" for s in down["steps"]),
       f"{name}: down to the core", names)
    ok([p["name"] for p in down["phases"]] ==
       ["reboot notifiers", "device_shutdown", "syscore_shutdown"], f"{name}: the phases",
       down["phases"])


def check_sleep():
    judge.guest_tap("sleep")
    downs = report("shutdown", "sleep").get("shutdowns", [])
    ok([d["action"] for d in downs] == ["suspend", "restart"] and downs[0]["text"] == "freeze",
       "sleep: a suspend, and a restart", downs)
    suspend = downs[0] if downs else {"phases": [], "steps": []}
    phases = [p["name"] for p in suspend["phases"]]
    ok({"freeze_processes", "dpm_suspend", "dpm_resume", "thaw_processes"} <= set(phases),
       "sleep: phases of both ways", phases)
    names = {s["name"] for s in suspend["steps"] if s["driver"] == "serial"}
    ok({"bus suspend", "bus resume"} <= names and not suspend.get("unfinished"),
       "sleep: callbacks of devices", names)


def check_panics():
    # QEMU ends it by itself, as pvpanic has told it to: our record went before that.
    ended = {name: RESTARTED if name == "pvpanic" else KILLED for name in DEATHS}
    judge.guests_ended({**ended, "survive": RESTARTED,
                        "restart4": RESTARTED, "sleep": RESTARTED})
    for name, death in DEATHS.items():
        check_death(name, death, name == "sysrq")
    check_survivor()
    judge.guest_tap("restart4")
    check_restart("restart4", True)
    check_sleep()
    life = json.dumps(report("overview", "late"))
    ok("late" in life and "Attempted to kill init!" in life, "overview: levels up to a panic", life)


def check_power():
    judge.guests_ended({"restart": RESTARTED})
    judge.guest_tap("restart")
    check_restart("restart", False)
    life = report("overview", "restart").get("vms", [{"phases": []}])[0]
    kinds = [p["kind"] for p in life["phases"]]
    ok(kinds[-5:] == ["user", "notifiers", "devices", "syscore", "end"] and
       life.get("ended") == "restarted" and "slow_notifier" in json.dumps(life),
       "overview: a life up to a restart", life)


if part == "panics":
    check_panics()
else:
    check_power()
judge.host_is_well()
judge.end()
