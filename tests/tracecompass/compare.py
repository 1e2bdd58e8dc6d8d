# SPDX-License-Identifier: GPL-2.0-only
"""States and segments next to what hypertrace report says of the same trace, or, of the FAKE one,
to what fake.py wrote.
"""
from collections import Counter

from analysis import select
from bench import SAMPLES, at, below, seconds, states, tap, value_at
from events import signed


def boots(bench):
    """Initcalls, levels and boots of every sample that has any."""
    for trace in SAMPLES:
        analysis = bench.analysis("boot", trace)
        vms = bench.report("boot", trace)["vms"]
        ended = [(vm, call) for vm in vms for call in vm["initcalls"]
                 if call["duration_ns"] is not None]
        tap.same(f"boot: {trace}: initcalls and what they returned", Counter(
            (s.fields["vm"], s.fields["vcpu"], s.name, s.fields["module"], s.fields["level"],
             s.start, s.end - s.start, s.fields["ret"]) for s in seconds(analysis, "initcall")),
            Counter((vm["vm_id"], call["vcpu"], call["name"], call["module"] or "",
                     call["level"], vm["origin_ns"] + call["start_ns"], call["duration_ns"],
                     call["ret"]) for vm, call in ended))
        # While an initcall runs it is on its vCPU's stack, unless a panic ended that.
        tap.same(f"boot: {trace}: initcalls as states", Counter(
            (vm["vm_id"], i.value, i.start, i.end - i.start) for vm in vms
            for vcpu in select(analysis.states.root, f"VM/{vm['vm_id']}/vCPU/*")
            for i in below(vcpu.children.get("Initcalls")) if i.end != analysis.states.end) &
            Counter((vm["vm_id"], call["name"], vm["origin_ns"] + call["start_ns"],
                     call["duration_ns"]) for vm, call in ended),
            Counter((vm["vm_id"], call["name"], vm["origin_ns"] + call["start_ns"],
                     call["duration_ns"]) for vm, call in ended))
        closed = [(vm, level) for vm in vms for level in
                  (vm["levels"] if vm["complete"] else vm["levels"][:-1])]
        tap.same(f"boot: {trace}: levels", Counter(
            (s.fields["vm"], s.name, s.start, s.end - s.start)
            for s in seconds(analysis, "level")),
            Counter((vm["vm_id"], level["name"], vm["origin_ns"] + level["start_ns"],
                     level["duration_ns"]) for vm, level in closed))
        # As a state the last level lasts until user space: nobody knew then that it was the last.
        shown = Counter((vm["vm_id"], i.value, i.start) for vm in vms for i in
                        states(at(analysis, "VM", str(vm["vm_id"]), "Phase")))
        levels = Counter((vm["vm_id"], level["name"], vm["origin_ns"] + level["start_ns"])
                         for vm in vms for level in vm["levels"])
        tap.same(f"boot: {trace}: levels as states", shown & levels, levels)
    whole = bench.report("boot", "boot")["vms"][0]
    tap.same("boot: the whole", [(s.end - s.start, s.fields["init"]) for s in
                                 seconds(bench.analysis("boot", "boot"), "boot")],
             [(whole["total_ns"], whole["init"])])


def fake_boots(bench):
    """An initcall that ends elsewhere; one that never does; a panic."""
    analysis = bench.analysis("boot", "fake")
    tap.same("boot: by function, whatever its vCPU",
             [(s.name, s.end - s.start, s.fields["ret"]) for s in seconds(analysis, "initcall")],
             [("third", 1000, 0), ('sec"ond{}', 3000, -19)])
    tap.same("boot: a panic ends what was going on",
             [i.value for i in states(at(analysis, "VM", "1", "Phase"))],
             ["before initcalls", "core", "panic", "before initcalls", "early"])
    tap.same("boot: no level ends with another boot",
             [s.name for s in seconds(analysis, "level")] or "none", "none")
    tap.same("boot: a boot without levels", [(s.fields["vm"], s.end - s.start)
                                             for s in seconds(analysis, "boot")], [(2, 1000)])


def migrations(bench):
    """Where each vCPU was, of the two vCPUs that were moved about."""
    analysis = bench.analysis("vcpus", "migration")
    vm, = bench.report("migrations", "migration")["vms"]
    moves = sorted((m["vcpu"], vm["origin_ns"] + m["time_ns"], m["from_pcpu"], m["to_pcpu"])
                   for m in vm["migrations"])
    got, spent = [], Counter()
    for vcpu in vm["vcpus"]:
        here = states(at(analysis, "VM", str(vm["vm_id"]), "vCPU", str(vcpu["vcpu"]), "pCPU"))
        got += [(vcpu["vcpu"], b.start, a.value, b.value) for a, b in zip(here, here[1:])]
        spent.update((vcpu["vcpu"], i.value, i.start, i.end) for i in here)
        node = at(analysis, "VM", str(vm["vm_id"]), "vCPU", str(vcpu["vcpu"]))
        tap.same(f"vcpus: vCPU {vcpu['vcpu']}: counters at the end",
                 {name: node.children[name].value for name in
                  ("Migrations", "Preemptions", "Ran", "Waited", "Halted", "InVMM", "Blocked")},
                 {"Migrations": vcpu["migrations"], "Preemptions": vcpu["preemptions"],
                  "Ran": vcpu["run_ns"], "Waited": vcpu["wait_ns"], "Halted": vcpu["halt_ns"],
                  "InVMM": vcpu["user_ns"], "Blocked": vcpu["block_ns"]})
        tap.same(f"vcpus: vCPU {vcpu['vcpu']}: counters at each event", [
            (event.time, name, value_at(node.children[name], event.time))
            for event, name, _ in counted(bench, vcpu["vcpu"])],
            [(event.time, name, event.fields[field])
             for event, name, field in counted(bench, vcpu["vcpu"])])
        tap.same(f"vcpus: vCPU {vcpu['vcpu']}: the pCPUs it ran on",
                 {i.value for i in here}, {r["pcpu"] for r in vcpu["residency"]})
        # A vCPU cannot have run longer on a pCPU than it was there; on the first, since the VM is.
        for there in vcpu["residency"]:
            stay = sum(i.end - i.start for i in here if i.value == there["pcpu"])
            if there["pcpu"] == here[0].value:
                stay += here[0].start - vm["origin_ns"]
            tap.ok(f"vcpus: vCPU {vcpu['vcpu']} on pCPU {there['pcpu']}: ran no longer than it "
                   "was there", None if 0 < there["run_ns"] <= stay else
                   f"ran {there['run_ns']} of {stay}")
    tap.same("vcpus: every migration is a change of the row", [move[:1] + move[2:] for move in got],
             [move[:1] + move[2:] for move in moves])
    # The row changes with the event, which is recorded right after the time that it tells.
    late = [event[1] - told[1] for event, told in zip(sorted(got), moves)]
    tap.ok("vcpus: within a millisecond of it", None if min(late) >= 0 and max(late) < 1000000
           else f"from {min(late)} to {max(late)} ns")
    rows = Counter()
    for node in select(analysis.states.root, "pCPU/*/VM/*/vCPU/*"):
        _, pcpu, _, _, _, vcpu = node.path()
        rows.update((int(vcpu), int(pcpu), i.start, i.end) for i in states(node))
    tap.same("vcpus: the rows of pCPUs say the same", merged(rows), spent)
    fake = bench.analysis("vcpus", "fake")
    tap.same("vcpus: a migration that nobody told of is seen in the next snapshot",
             [i.value for i in states(at(fake, "VM", "1", "vCPU", "0", "pCPU"))], [0, 2, 40])
    tap.same("vcpus: and the vCPU is on one pCPU only", {
        node.path()[1]: node.value
        for node in select(fake.states.root, "pCPU/*/VM/1/vCPU/0")},
        {"0": None, "2": None, "40": 1})


COUNTERS = {"Migrations": "migrations", "Preemptions": "preemptions", "Ran": "run_ns",
            "Waited": "wait_ns", "Halted": "halt_ns", "InVMM": "user_ns", "Blocked": "block_ns"}


def counted(bench, vcpu):
    """What each event of the sample says of a vCPU: the event, which line, which field."""
    return [(event, name, field) for event in bench.events["migration"]
            if event.name in ("hypertrace_vcpu_migrate", "hypertrace_vcpu_sched")
            and event.fields["vcpu_id"] == vcpu for name, field in COUNTERS.items()]


def merged(rows):
    """Stays that follow each other on the same pCPU are one."""
    whole = []
    for vcpu, pcpu, start, end in sorted(rows):
        if whole and whole[-1][:2] == [vcpu, pcpu] and whole[-1][3] == start:
            whole[-1][3] = end
        else:
            whole.append([vcpu, pcpu, start, end])
    return Counter(tuple(stay) for stay in whole)


def exits(bench):
    """Counters of every sample, by reason."""
    for trace in SAMPLES:
        analysis = bench.analysis("exits", trace)
        for vm in bench.report("exits", trace)["vms"]:
            got = Counter()
            for node in select(analysis.states.root, f"VM/{vm['vm_id']}/vCPU/*/Exits/*/*"):
                got[node.children["reason"].value, "count"] += node.children["Count"].value
                got[node.children["reason"].value, "cycles"] += node.children["Cycles"].value
                got[node.children["reason"].value, "user"] += node.children["InVMM"].value
            tap.same(f"exits: {trace}: VM {vm['vm_id']}: by reason: how many, cycles, in the VMM",
                     +got, +Counter({(row["name"], key): row[key] for row in vm["rows"]
                                     for key in ("count", "cycles", "user")}))


def fake_exits(bench):
    """Each one."""
    analysis = bench.analysis("exits", "fake")
    tap.same("exits: each as a segment",
             [(s.name, s.end - s.start) + tuple(s.fields[key] for key in (
                 "vm", "vcpu", "pcpu", "isa", "reason", "rip")) for s in analysis.segments],
             [row + (signed(0xffffffff81000042),) for row in (
                 ("CPUID", 2000, 1, 0, 3, 1, 10), ("cpuid", 2000, 2, 0, 3, 2, 0x72),
                 ("CPUID", 2000, 1, 0, 3, 1, 10), ("others", 2000, 2, 0, 3, 2, 0xffffffff),
                 ("999", 2000, 2, 0, 3, 2, 999))])
    tap.same("exits: the last one", [[i.value for i in states(
        at(analysis, "VM", vm, "vCPU", "0", "Last exit"))] for vm in ("1", "2")],
        [["CPUID"], ["cpuid", "others", "999"]])
    tap.same("exits: in the guest or out of it",
             [i.value for i in states(at(analysis, "VM", "2", "vCPU", "0", "Runs"))],
             ["cpuid", "guest", "others", "guest", "999", "guest"])
    each = select(analysis.states.root, "VM/*/vCPU/*/Each/*/*")
    tap.same("exits: each is counted",
             {node.children["name"].value: (node.children["Count"].value,
                                            node.children["Cycles"].value) for node in each},
             {"VM 1 vCPU 0 CPUID": (2, 2020), "VM 2 vCPU 0 cpuid": (1, 1114),
              "VM 2 vCPU 0 others": (1, 1000 + 0xffffffff % 1000),
              "VM 2 vCPU 0 999": (1, 1999)})


def records(bench):
    """How many, and what is missing."""
    for trace in SAMPLES + ["fake"]:
        analysis = bench.analysis("records", trace)
        events = [e for e in bench.events[trace] if "seq" in e.fields]
        counted = [e for e in events if e.name != "hypertrace_lost"]
        got, missing = Counter(), Counter()
        for vcpu in select(analysis.states.root, "VM/*/vCPU/*"):
            key = vcpu.path()[1], vcpu.path()[3]
            missing[key] += vcpu.children["Missing"].value
            if "Events" in vcpu.children:
                got.update({key + (name,): node.value for name, node in
                            vcpu.children["Events"].children.items()})
                tap.same(f"records: {trace}: {vcpu.children['name'].value}: their sum",
                         vcpu.children["Records"].value,
                         sum(n for k, n in got.items() if k[:2] == key))
        tap.same(f"records: {trace}: by kind", got, Counter(
            (str(e.fields["vm_id"]), str(e.fields["vcpu_id"]), e.name) for e in counted))
        lost = Counter()
        for event in events:
            lost[str(event.fields["vm_id"]), str(event.fields["vcpu_id"])] += event.fields["lost"]
        tap.same(f"records: {trace}: missing", missing, lost)
    tap.same("records: a loss lies between two records",
             [(s.fields["vm"], s.fields["vcpu"], s.fields["records"], s.end - s.start)
              for s in bench.analysis("records", "fake").segments],
             [(1, 1, 3, 2000), (1, 1, 2, 1000), (2, 5, 4, 1000)])
    fake = bench.analysis("records", "fake")
    tap.same("records: what was lost is seen behind it", {
        (vm, vcpu): [i.value for i in states(at(fake, "VM", vm, "vCPU", vcpu, "State"))]
        for vm, vcpu in (("1", "0"), ("1", "1"), ("2", "5"), ("2", "6"))},
        {("1", "0"): ["records"], ("1", "1"): ["records", "after a loss", "records"],
         ("2", "5"): ["after a loss"], ("2", "6"): ["after a loss"]})
    tap.same("records: how long a VM was allowed", [
        [(i.value, i.start, i.end) for i in states(at(fake, "VM", vm, "State"))]
        for vm in ("1", "2")], [[("allowed", start.time, end.time)] for start, end in zip(*(
            [e for e in bench.events["fake"] if e.name == f"hypertrace_vm_{what}"]
            for what in ("create", "destroy")))])
    tap.same("records: what a VM's end tells", [
        at(fake, "VM", "1", name).value for name in ("Missing in all", "Refused calls")], [5, 6])
    tap.same("records: exits before records",
             {vcpu.path()[3]: vcpu.children["Exits"].value for vcpu in
              select(bench.analysis("records", "migration").states.root, "VM/1/vCPU/*")},
             {str(vcpu): sum(e.fields["exits"] for e in bench.events["migration"]
                             if e.fields.get("vcpu_id") == vcpu and "seq" in e.fields)
              for vcpu in (0, 1)})


def shutdowns(bench):
    """Steps and phases."""
    analysis = bench.analysis("shutdown", "shutdown")
    down, = bench.report("shutdown", "shutdown")["shutdowns"]
    origin, = (s.start for s in seconds(analysis, "shutdown"))
    tap.same("shutdown: the whole", [(s.name, s.end - s.start) for s in
                                     seconds(analysis, "shutdown")],
             [(down["action"], down["total_ns"])])
    kinds = ("notifier", "device", "core", "pm")
    got = [s for s in analysis.segments if s.fields["what"] in kinds]
    told = [(step["kind"], step["name"],
             " ".join(filter(None, (step["driver"], step["device"]))), step["vcpu"],
             origin + step["start_ns"], step["duration_ns"], step["ret"])
            for step in down["steps"]]
    tap.same("shutdown: steps", Counter(
        (s.fields["what"], s.name, s.fields["device"], s.fields["vcpu"], s.start, s.end - s.start,
         s.fields["ret"]) for s in got), Counter(told))
    tap.same("shutdown: of this VM", {s.fields["vm"] for s in analysis.segments}, {down["vm_id"]})
    tap.same("shutdown: what it is, as a state", [(i.value, i.start, i.end - i.start) for i in
                                                  states(at(analysis, "VM", "1", "Action"))],
             [(1, origin, down["total_ns"])])
    # The notifiers' phase is what the report makes of them; it has no end of its own.
    phases = [p for p in down["phases"] if p["name"] != "reboot notifiers"]
    tap.same("shutdown: phases", Counter((s.name, s.start, s.end - s.start) for s in
                                         seconds(analysis, "phase")),
             Counter((p["name"], origin + p["start_ns"], p["duration_ns"]) for p in phases))
    stack = below(at(analysis, "VM", "1", "vCPU", "0", "Steps"))
    tap.same("shutdown: steps and phases as states",
             Counter((i.value, i.start, i.end - i.start) for i in stack),
             Counter([step[1:2] + step[4:6] for step in told] +
                     [(p["name"], origin + p["start_ns"], p["duration_ns"]) for p in phases]))
    tap.same("shutdown: phases as states", [i.value for i in
                                            states(at(analysis, "VM", "1", "Phase"))],
             [p["name"] for p in down["phases"]])
    fake = bench.analysis("shutdown", "fake")
    tap.same("shutdown: to sleep and back, and two that overlap",
             [(s.name, s.fields["text"], s.end - s.start) for s in seconds(fake, "shutdown")],
             [("suspend", "mem", 7000), ("power off", "", 5000), ("restart", "again", 1000)])
    tap.same("shutdown: a phase without an end ends with the whole",
             [(i.value, i.end - i.start) for i in states(at(fake, "VM", "1", "Phase"))],
             [("dpm_suspend", 5000), ("device_shutdown", 2000)])
    tap.same("shutdown: side by side", [(s.name, s.fields["vcpu"], s.fields["ret"])
                                        for s in seconds(fake, "pm")],
             [("e1000_suspend", 0, 0), ("ahci_suspend", 1, -5)])


def panics(bench):
    """Of the sample: an oops, then a panic, and the functions of each."""
    analysis = bench.analysis("panic", "panic")
    vm = next(vm for vm in bench.report("panic", "panic")["vms"] if vm["panic"])
    both = [vm["oops"], vm["panic"]]
    tap.same("panic: when, where and why", [
        (s.fields["what"], s.name, s.start) + tuple(s.fields[key] for key in (
            "vm", "vcpu", "pcpu", "thread", "tid", "trap", "ip"))
        for s in analysis.segments if s.fields["what"] != "frame"],
        [(p["kind"], p["reason"], vm["origin_ns"] + p["at_ns"], vm["vm_id"], p["vcpu"], p["pcpu"],
          p["comm"], p["tid"], p["trap"] or 0, signed(int(p["ip"], 0))) for p in both])
    tap.same("panic: the functions", [
        (s.fields["vm"], s.fields["vcpu"], s.fields["index"], s.fields["address"], s.name)
        for s in seconds(analysis, "frame")],
        [(vm["vm_id"], p["vcpu"], f["index"], signed(int(f["address"], 0)), f["symbol"])
         for p in both for f in p["frames"]])
    tap.same("panic: why, as states", [(i.value, i.start) for i in
                                       states(at(analysis, "VM", str(vm["vm_id"]), "Reason"))],
             [(p["reason"], vm["origin_ns"] + p["at_ns"]) for p in both])
    tap.same("panic: over when the VM starts again",
             [i.end == bench.analysis("panic", "fake").states.end for name in ("Panic", "Reason")
              for i in states(at(bench.analysis("panic", "fake"), "VM", "1", name))], [False] * 4)
    tap.same("panic: as states", [(i.value, i.start) for i in
                                  states(at(analysis, "VM", str(vm["vm_id"]), "Panic"))],
             [(2 if p is both[0] else 1, vm["origin_ns"] + p["at_ns"]) for p in both])


def functions(bench):
    """Call stacks, of threads where these are known."""
    found = bench.run("functions", "fake").stacks()
    got = {(name.split(".")[1],) + names: {
        depth: [(i.value, (i.end - i.start) // 1000) for i in states(child)]
        for depth, child in stack.children.items()} for name, stacks in found
        for names, stack in stacks}
    tap.same("functions: stacks go with their threads", got, {
        ("functions", "1", "vCPU", "1"): {"1": [(0x10, 1)]},
        ("functions", "1", "vCPU", "0"): {"1": [(0x30, 1)]},
        ("functions", "1", "Thread", "7"): {"1": [(signed(0xffffffff81000020), 12)]},
        ("functions", "1", "Thread", "8"): {"1": [(0x50, 1)]},
        ("entries", "2", "vCPU", "1"): {"1": [("disk", 1)]},
        ("entries", "2", "vCPU", "3"): {},
        ("entries", "1", "Thread", "7"): {"1": [("write", 14)], "2": [("serial", 3)],
                                          "3": [("TIMER", 1)]},
        ("entries", "1", "Thread", "8"): {"1": [("compat 6", 1)]}})
    irqs = [(s, e) for s, e in zip(*([x for x in bench.events["migration"]
                                      if x.name == f"hypertrace_irq_{part}"]
                                     for part in ("entry", "exit")))]
    tap.same("functions: interrupts of a sample", Counter(
        (i.value, i.start, i.end) for _, stacks in bench.run("functions", "migration").stacks()
        for _, stack in stacks for i in below(stack)),
        Counter((s.fields["name"], s.time, e.time) for s, e in irqs))
