# SPDX-License-Identifier: GPL-2.0-only
"""Whether the files of traces/tracecompass are whole: nothing in them is there for nothing or has
a wrong name. And whether the evaluator would say so.
"""
import glob
import os
import re

from analysis import Document, dead_entries
from bench import SAMPLES, TOP, XML, states, tap
from events import read
from states import Broken


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
             bench.run("functions", "fake").analyses["hypertrace.entries.states"].mappings["syscalls"],
             wanted)


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


VIEWS = {
    "boot": 1, "exits": 1 + 7, "functions": 0, "panic": 1, "records": 1 + 5, "shutdown": 1,
    "vcpus": 2 + 7,
}


def alive(bench):
    """Nothing in an XML file is there for nothing, and each view has its rows and colours."""
    for path in sorted(glob.glob(os.path.join(XML, "*.xml"))):
        file = os.path.basename(path)[len("hypertrace-"):-len(".xml")]
        runs = [bench.run(file, trace) for trace in bench.events]
        tap.same(f"{file}: views", len(runs[0].views()) or "none", VIEWS[file] or "none")
        plain = {f"{view.id}: {'/'.join(row.names)}: {i.value}" for run in runs
                 for view in run.views() for row in view.rows
                 if row.names[-1] in ("Phase", "State", "Action", "Panic")
                 for i in states(row.node) if str(i.value) not in view.colors}
        tap.ok(f"{file}: each phase and state has its colour", "\n".join(sorted(plain)))
        wrong = [f"{view.id}: {row.names[-1]} is {'/'.join(row.node.path())}" for run in runs
                 for view in run.views() if view.delta is not None for row in view.rows
                 if not row.names[-1].startswith("VM {} vCPU {}".format(*row.node.path()[1:4:2]))]
        tap.ok(f"{file}: each line has the name of its vCPU", "\n".join(wrong))
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


def exported(bench, work):
    """What the command writes for Trace Compass has the events that the tests have."""
    for name in SAMPLES:
        events = [event for event in read(os.path.join(work, f"export-{name}", "host"))
                  if event.name.startswith("hypertrace_")]
        tap.same(f"{name}: the export for Trace Compass has the same events", events,
                 bench.events[name])


MAPPED_STATE = """\
							<stateValue type="query">
								<stateAttribute type="constant" value="Open" />
								<stateAttribute type="eventField" value="vm_id" />
								<stateAttribute type="constant" value="what" />
							</stateValue>
"""
MAPPED_FIELD = '<stateValue type="eventField" value="kind" mappingGroup="kinds" />\n'
# What has to be refused, as something in an analysis that was right: boot, or another.
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
    "a segment's field that is forced": ('<stateValue type="eventField" value="path" />',
                                         '<stateValue type="eventField" value="path" '
                                         'forcedType="string" />'),
    "a segment's field that is mapped": (MAPPED_STATE, MAPPED_FIELD, "panic"),
}


def strict(bench, work):
    """The evaluator takes nothing that it does not know, or it would find nothing."""
    path = os.path.join(work, "mistake.xml")
    for what, (old, new, *other) in MISTAKES.items():
        name = f"hypertrace-{other[0] if other else 'boot'}.xml"
        with open(os.path.join(XML, name), encoding="utf-8") as file:
            right = file.read()
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
