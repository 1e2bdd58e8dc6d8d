#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Tests of traces/tracecompass: what its analyses make of traces, next to what the reports say.

    check.py HYPERTRACE SAMPLES WORK BEFORE

WORK has NAME for each sample, and fake, all converted. Prints TAP, of which BEFORE tests came before. analysis.py runs the XML; it is our reading of the language, not Trace Compass.
"""
import glob
import json
import os
import re
import subprocess
import sys
from collections import Counter

from analysis import Document, dead_entries, select
from events import read
from states import Broken

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, "..", "..")
XML = os.path.join(TOP, "traces", "tracecompass")
SAMPLES = ["boot", "migration", "panic", "shutdown"]


class Tap:
    """Counts."""
    count = failed = 0

    def ok(self, name, problem=None):
        """A test, which passes when there is no problem."""
        self.count += 1
        print(f"{'not ok' if problem else 'ok'} {self.count} - {name}")
        if problem:
            self.failed = 1
            for line in str(problem).splitlines()[:20]:
                print(f"# {line[:400]}")

    def same(self, name, got, wanted):
        """Two values that have to be equal, and something."""
        if not wanted:
            self.ok(name, f"nothing to compare with: {wanted!r}")
        elif got == wanted:
            self.ok(name)
        elif isinstance(got, Counter) and isinstance(wanted, Counter):
            self.ok(name, f"too many: {list((got - wanted).items())[:4]}\n"
                          f"too few: {list((wanted - got).items())[:4]}")
        else:
            self.ok(name, f"got    {got}\nwanted {wanted}")


tap = Tap()


class Bench:
    """Traces, and each file run over each of them."""

    def __init__(self, hypertrace, samples, work):
        self.hypertrace = hypertrace
        self.samples = samples
        self.events = {name: list(read(os.path.join(work, name))) for name in SAMPLES + ["fake"]}
        self.runs = {}

    def run(self, file, trace):
        """The document, with its states and segments."""
        if (file, trace) not in self.runs:
            self.runs[file, trace] = Document(os.path.join(XML, f"hypertrace-{file}.xml")).run(
                lambda: iter(self.events[trace]))
        return self.runs[file, trace]

    def analysis(self, file, trace):
        """The only one of a file."""
        analysis, = self.run(file, trace).analyses.values()
        return analysis

    def report(self, kind, trace):
        """What hypertrace report says."""
        run = subprocess.run([self.hypertrace, "report", kind, "--json",
                              os.path.join(self.samples, trace)], stdout=subprocess.PIPE,
                             check=True)
        return json.loads(run.stdout)


def seconds(analysis, what):
    """How long each segment of a kind lasted, and whose it is."""
    return [s for s in analysis.segments if s.fields.get("what") == what]


def states(node):
    """Its values, but null, with their times."""
    return [] if node is None else [i for i in node.intervals if i.value is not None]


def at(analysis, *path):
    """An attribute, or None."""
    node = analysis.states.root
    for name in path:
        node = node.children.get(name) if node else None
    return node


def below(node):
    """All values of an attribute's children, as one on a stack."""
    return [i for child in (node.children.values() if node else ()) for i in states(child)]


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
             ["before initcalls", "core", "panic", "before initcalls"])
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
             [(s.name, s.end - s.start, s.fields["vm"], s.fields["reason"])
              for s in analysis.segments],
             [("CPUID", 2000, 1, 10), ("cpuid", 2000, 2, 0x72), ("CPUID", 2000, 1, 10),
              ("others", 2000, 2, 0xffffffff), ("999", 2000, 2, 999)])
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
             [(1, 1, 3, 1000), (1, 1, 2, 1000), (2, 5, 4, 1000)])


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
             [("suspend", "mem", 7000), ("power off", "", 2000), ("restart", "again", 1000)])
    tap.same("shutdown: side by side", [(s.name, s.fields["vcpu"], s.fields["ret"])
                                        for s in seconds(fake, "pm")],
             [("e1000_suspend", 0, 0), ("ahci_suspend", 1, -5)])


def panics(bench):
    """Of the sample: an oops, then a panic, and the functions of each."""
    analysis = bench.analysis("panic", "panic")
    vm = next(vm for vm in bench.report("panic", "panic")["vms"] if vm["panic"])
    both = [vm["oops"], vm["panic"]]
    tap.same("panic: when, where and why", [
        (s.fields["what"], s.name, s.start, s.fields["vcpu"], s.fields["thread"])
        for s in analysis.segments if s.fields["what"] != "frame"],
        [(p["kind"], p["reason"], vm["origin_ns"] + p["at_ns"], p["vcpu"], p["comm"])
         for p in both])
    tap.same("panic: the functions", [(s.fields["index"], s.name)
                                      for s in seconds(analysis, "frame")],
             [(f["index"], f["symbol"]) for p in both for f in p["frames"]])
    tap.same("panic: as states", [(i.value, i.start) for i in
                                  states(at(analysis, "VM", str(vm["vm_id"]), "Panic"))],
             [(2 if p is both[0] else 1, vm["origin_ns"] + p["at_ns"]) for p in both])


def functions(bench):
    """Call stacks, of threads where these are known."""
    (name, stacks), = bench.run("functions", "fake").stacks()
    got = {names: {depth: [i.value for i in states(child)]
                   for depth, child in stack.children.items()} for names, stack in stacks}
    tap.same("functions: stacks go with their threads", got, {
        ("1", "vCPU", "1"): {"1": [0x10]},
        ("1", "vCPU", "0"): {"1": [0x30]},
        ("1", "Thread", "7"): {"1": ["write"], "2": [0xffffffff81000020 - (1 << 64)],
                               "3": ["serial"], "4": ["TIMER"]},
        ("1", "Thread", "8"): {"1": ["6"]}})
    tap.same("functions: a call stack analysis of that name", name, "hypertrace.functions")
    irqs = [(s, e) for s, e in zip(*([x for x in bench.events["migration"]
                                      if x.name == f"hypertrace_irq_{part}"]
                                     for part in ("entry", "exit")))]
    (_, stacks), = bench.run("functions", "migration").stacks()
    tap.same("functions: interrupts of a sample", Counter(
        (i.value, i.start, i.end) for _, stack in stacks for i in below(stack)),
        Counter((s.fields["name"], s.time, e.time) for s, e in irqs))


def tables(bench):
    """Names that are written down elsewhere too."""
    found = bench.analysis("exits", "fake").mappings
    for isa in ("vmx", "svm"):
        with open(os.path.join(TOP, "libhypercall", f"exits_{isa}.def"), encoding="utf-8") as file:
            wanted = {int(number, 0): name for number, name in
                      re.findall(r'^HT_EXIT\((\w+), "([^"]+)"', file.read(), re.M)}
        tap.same(f"exits: the names of {isa} are those of libhypercall", found[isa],
                 {**wanted, 0xffffffff: "others"})
    with open(os.path.join(TOP, "cli", "syscall_name.c"), encoding="utf-8") as file:
        wanted = {int(number): name for number, name in
                  re.findall(r'^\t\[(\d+)\] = "(\w+)"', file.read(), re.M)}
    tap.same("functions: the names of system calls are the command's",
             bench.analysis("functions", "fake").mappings["syscalls"], wanted)


def documented():
    """Each event's fields, as docs/events.md says."""
    common, events = [], {}
    bare = set()
    with open(os.path.join(TOP, "docs", "events.md"), encoding="utf-8") as file:
        section = ""
        for line in file:
            if line.startswith("## "):
                section = line
            if match := re.match(r"\| \w\d+ \| (\w+) \|", line):
                common.append(match[1])
            elif match := re.match(r"\| `(hypertrace_\w+)` \|(.*)\|$", line):
                events[match[1]] = [part.split()[-1] for part in match[2].split(",")
                                    if part.strip()]
                if not section.startswith("## Each record"):
                    bare.add(match[1])
    return {name: set(own if name in bare else own + common) for name, own in events.items()}


def fields_used(analysis_element):
    """Which fields are asked for, by which events: of actions by name, tests and locations too."""
    def of(element):
        found = {e.get("value") for e in element.iter() if e.get("type") == "eventField"}
        found |= {e.get("name") for e in element.iter("field")}
        for part in element.iter("stateAttribute"):
            if part.get("type") == "location":
                found |= of(named["location", part.get("value")])
        return found - {"timestamp"}

    named = {(e.tag, e.get("id")): e for e in analysis_element.iter()
             if e.tag in ("location", "test", "action")}
    for handler in analysis_element.iter("eventHandler"):
        yield handler.get("eventName"), of(handler)
    for step in analysis_element.iter("transition"):
        parts = [("test", name) for name in step.get("cond", "").split(":") if name]
        parts += [("action", name) for name in step.get("action").split(":")]
        yield step.get("event"), set().union(*(of(named[part]) for part in parts))


# What has to be refused, as something in an analysis that was right.
MISTAKES = {
    "an unknown element": ("<head>", "<sum /><head>"),
    "an unknown attribute": ('update="true"', 'updates="true"'),
    "an unknown type of value": ('type="eventField" value="ret"', 'type="cpu" value="ret"'),
    "an unknown type of attribute": ('stateAttribute type="eventField"',
                                     'stateAttribute type="pool"'),
    "a location that is not there": ('location id="call"', 'location id="called"'),
    "a test that is not there": ('cond="call_is_open"', 'cond="is_open"'),
    "an action that is not there": ('action="call_starts"', 'action="starts"'),
    "a state that is not there": ('target="watch" action="call_starts"',
                                  'target="wait" action="call_starts"'),
    "a field that an event does not have, in a path": ('value="vcpu_id"', 'value="vcpu"'),
    "a segment that begins nowhere": ('cond="call_is_open" ', ""),
    "an attribute of two types": ('stateValue type="string" value="user space"',
                                  'stateValue type="int" value="1"'),
    "another kind of trace": ("lttng2.kernel", "lttng2.ust"),
    "a view that shows nothing": ('<display type="self" />', ""),
}


def strict(bench, work):
    """The evaluator takes nothing that it does not know, or it would find nothing."""
    with open(os.path.join(XML, "hypertrace-boot.xml"), encoding="utf-8") as file:
        right = file.read()
    path = os.path.join(work, "mistake.xml")
    for what, (old, new) in MISTAKES.items():
        with open(path, "w", encoding="utf-8") as file:
            file.write(right.replace(old, new))
        try:
            if old not in right:
                problem = f"{old} is not in the file"
            else:
                Document(path).run(lambda: iter(bench.events["fake"])).views()
                problem = "not refused"
        except (Broken, KeyError):
            problem = None
        tap.ok(f"evaluator: refuses {what}", problem)


def names():
    """Every event and every field is one that exists."""
    events = documented()
    for path in sorted(glob.glob(os.path.join(XML, "*.xml"))):
        problems = []
        for element in Document(path).root.iter():
            if element.tag not in ("pattern", "stateProvider"):
                continue
            for pattern, fields in fields_used(element):
                for name in pattern.split("|"):
                    if "*" in name:
                        missing = fields - set().union(*events.values())
                    elif name not in events:
                        missing = {"(the event)"}
                    else:
                        missing = fields - events[name]
                    problems += [f"{name}: {field}" for field in missing]
        tap.ok(f"{os.path.basename(path)}: events and fields are those of docs/events.md",
               "\n".join(problems))


def alive(bench):
    """Nothing in an XML file is there for nothing, and each view has its rows and colours."""
    for path in sorted(glob.glob(os.path.join(XML, "*.xml"))):
        file = os.path.basename(path)[len("hypertrace-"):-len(".xml")]
        runs = [bench.run(file, trace) for trace in bench.events]
        dead = set.intersection(*(set(dead_entries(run)) for run in runs))
        tap.ok(f"{file}: each entry of each view shows something in some trace",
               "\n".join(sorted(dead)))
        idle = [f"{a.id}: {a.steps[number][0]}, number {number}"
                for a in runs[0].analyses.values() for number in range(len(a.steps))
                if not any(number in run.analyses[a.id].used for run in runs)]
        tap.ok(f"{file}: each transition is taken in some trace", "\n".join(idle))
        bare = [f"{view.id}: {'/'.join(row.names)}: {value}" for run in runs
                for view in run.views() if view.delta is None for row in view.rows
                for value in {str(i.value) for i in states(row.node) if isinstance(i.value, int)}
                if value not in view.colors and not (view.id == "hypertrace.vcpus.view" and
                                                     int(value) > 15)]
        tap.ok(f"{file}: each number that is shown has a name and a colour", "\n".join(bare))
        texts = [f"{view.id}: {'/'.join(row.names)}" for run in runs for view in run.views()
                 if view.delta is not None for row in view.rows
                 if not all(isinstance(i.value, int) for i in states(row.node))]
        tap.ok(f"{file}: what is drawn as a line is numbers", "\n".join(texts))


def main(hypertrace, samples, work, before):
    """All of it."""
    tap.count = int(before)
    try:
        bench = Bench(hypertrace, samples, work)
        for part in (boots, fake_boots, migrations, exits, fake_exits, records, shutdowns,
                     panics, functions, tables, alive):
            part(bench)
        strict(bench, work)
        names()
    except Broken as error:
        tap.ok("the analyses can be run", error)
    print(f"1..{tap.count}")
    return tap.failed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
