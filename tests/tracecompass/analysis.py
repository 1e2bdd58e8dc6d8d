# SPDX-License-Identifier: GPL-2.0-only
"""One XML file: its analyses, run over a trace's events, and its views of what came out."""
import re
import xml.etree.ElementTree
from collections import namedtuple

from language import Broken, Compiler, Context, children, only
from states import States

TRACE_TYPE = "org.eclipse.linuxtools.lttng2.kernel.tracetype"

# A line of a view. names: from the top; node: whose value is shown, or None; text: shown in it
Row = namedtuple("Row", "names node text")
View = namedtuple("View", "id label analysis colors rows delta")


def pattern_of(name):
    """Names of events are regular expressions, but for their *."""
    return re.compile(name.replace("*", ".*"))


class Analysis:
    """A <stateProvider> or a <pattern>."""

    def __init__(self, element):
        only(element, "id", "version")
        self.id = element.get("id")
        self.label = None
        self.compiler = Compiler()
        self.mappings = {}
        self.steps = []
        self.used = set()
        self.states = None
        self.segments = []
        for child in children(element, "head", "location", "mappingGroup", "eventHandler",
                              "patternHandler"):
            getattr(self, "take_" + child.tag)(child)

    def take_head(self, head):
        """The kind of trace, and names."""
        found = {}
        for child in children(head, "traceType", "label", "viewLabelPrefix"):
            found.setdefault(child.tag, child.get("id") or child.get("value"))
        if found["traceType"] != TRACE_TYPE:
            raise Broken(f"{self.id}: not for traces of LTTng's kernel tracer")
        self.label = found["label"]

    def take_location(self, element):
        """A path with a name."""
        self.compiler.location(element)

    def take_mappingGroup(self, element):  # pylint: disable=invalid-name
        """A table of values."""
        self.mappings[element.get("id")] = self.compiler.mapping(element)

    def take_eventHandler(self, element):  # pylint: disable=invalid-name
        """Each handler whose name matches gets the event."""
        only(element, "eventName")
        changes = [self.compiler.change(child) for child in children(element, "stateChange")]
        self.steps.append((element.get("eventName"), None, changes))

    def take_patternHandler(self, handler):  # pylint: disable=invalid-name
        """One machine with one state: each event takes the first transition that fits."""
        *named, machine = children(handler, "test", "action", "fsm")
        for child in named:
            if child.tag == "fsm":
                raise Broken("more than one <fsm>")
            getattr(self.compiler, child.tag)(child)
        only(machine, "id", "initial", "multiple")
        state, = children(machine, "state")
        only(state, "id")
        if machine.get("multiple") != "false" or machine.get("initial") != state.get("id"):
            raise Broken("<fsm>: not one machine with one state")
        for transition in children(state, "transition"):
            only(transition, "event", "cond", "target", "action")
            if transition.get("target") != state.get("id"):
                raise Broken("<transition>: to another state")
            tests = [self.compiler.tests[name] for name in
                     filter(None, transition.get("cond", "").split(":"))]
            actions = [part for name in transition.get("action").split(":")
                       for part in self.compiler.actions[name]]
            self.steps.append((transition.get("event"), tests, actions))

    def run(self, events):
        """Over all events of a trace."""
        patterns = [(re.compile("|".join(pattern_of(part).pattern for part in name.split("|"))),
                     number, tests, actions)
                    for number, (name, tests, actions) in enumerate(self.steps)]
        last = None
        for event in events:
            if self.states is None:
                self.states = States(event.time)
            context = Context(self.states, event, self.segments, self.mappings)
            for pattern, number, tests, actions in patterns:
                if not pattern.fullmatch(event.name):
                    continue
                if tests is not None and not all(test(context) for test in tests):
                    continue
                self.used.add(number)
                for action in actions:
                    action(context)
                if tests is not None:
                    break
            last = event.time
        if last is None:
            raise Broken("a trace without events")
        self.states.close(last)


class Document:
    """A file."""

    def __init__(self, path):
        self.path = path
        self.root = xml.etree.ElementTree.parse(path).getroot()
        self.analyses = {}
        self.callstacks = []
        for child in children(self.root, "stateProvider", "pattern", "timeGraphView", "xyView",
                              "callstack"):
            if child.tag in ("stateProvider", "pattern"):
                self.add(child)
            elif child.tag == "callstack":
                group, provider = children(child, "callstackGroup", "stateProvider")
                self.callstacks.append((child.get("id"), self.add(provider),
                                        [level.get("path") for level in children(group, "level")]))

    def add(self, element):
        """An analysis, known by its number from now on."""
        analysis = Analysis(element)
        if analysis.id in self.analyses:
            raise Broken(f"{analysis.id} is there twice")
        self.analyses[analysis.id] = analysis
        return analysis

    def run(self, events):
        """events: a function that gives all of them, once for each analysis"""
        for analysis in self.analyses.values():
            analysis.run(events())
        return self

    def views(self):
        """Each view, of the states that run() has left."""
        return [self.view(child) for child in self.root
                if child.tag in ("timeGraphView", "xyView")]

    def view(self, element):
        """<timeGraphView>, <xyView>"""
        head, *rest = children(element, "head", "definedValue", "entry")
        what = {child.tag: child.get("id") or child.get("value") for child in head}
        analysis = self.analyses[what["analysis"]]
        colors = {value.get("value"): (value.get("name"), value.get("color"))
                  for value in rest if value.tag == "definedValue"}
        entries = [child for child in rest if child.tag == "entry"]
        rows = [row for entry in entries for row in rows_of(entry, analysis.states.root, ())]
        delta = None
        if element.tag == "xyView":
            delta = entries[0].get("displayType", "absolute") == "delta"
        return View(element.get("id"), what["label"], analysis.id, colors, rows, delta)

    def stacks(self):
        """Of each call stack analysis, what its levels lead to."""
        return [(name, [(names, node.children.get("CallStack"))
                        for names, node in descend(analysis.states.root, levels)])
                for name, analysis, levels in self.callstacks]


def select(node, path):
    """The attributes that a path with * leads to."""
    nodes = [node]
    for part in path.split("/"):
        wanted = re.compile(part.replace("*", "(.*)"), re.DOTALL | re.MULTILINE)
        nodes = [child for parent in nodes for name, child in parent.children.items()
                 if wanted.fullmatch(name)]
    return nodes


def descend(node, levels, names=()):
    """Names and leaves of a call stack's levels."""
    if not levels:
        yield names, node
        return
    for child in select(node, levels[0]):
        yield from descend(child, levels[1:], names + (child.name,))


def shown(element, node):
    """What <display> or <name> means: the attribute itself, or a child of it."""
    only(element, "type", "value")
    if element.get("type") == "self":
        return node
    if element.get("type") != "constant":
        raise Broken(f"<{element.tag}>: unknown type {element.get('type')}")
    return node.children.get(element.get("value"))


def first_value(node):
    """The first that is not null."""
    return next((str(i.value) for i in node.intervals if i.value is not None), "") if node else ""


def rows_of(entry, base, names):
    """The rows of an <entry> and of those in it. Where there is nothing to display is no row."""
    only(entry, "path", "displayText", "displayType")
    parts = children(entry, "display", "name", "entry")
    display = next((part for part in parts if part.tag == "display"), None)
    title = next((part for part in parts if part.tag == "name"), None)
    nested = [part for part in parts if part.tag == "entry"]
    if display is None and not nested:
        raise Broken(f"<entry> for {entry.get('path')}: shows nothing")
    for node in select(base, entry.get("path")):
        if display is not None and shown(display, node) is None:
            continue
        name = (first_value(shown(title, node)) if title is not None else "") or node.name
        yield Row(names + (name,), None if display is None else shown(display, node),
                  entry.get("displayText") == "true")
        for child in nested:
            yield from rows_of(child, node, names + (name,))


def dead_entries(document):
    """Entries of views that show nothing at all."""
    def dead(entry, bases):
        nodes = [node for base in bases for node in select(base, entry.get("path"))]
        display = entry.find("display")
        if not nodes or (display is not None and not any(shown(display, n) for n in nodes)):
            yield entry.get("path")
        for child in entry.findall("entry"):
            yield from dead(child, nodes)

    for element in document.root:
        if element.tag in ("timeGraphView", "xyView"):
            analysis = document.analyses[element.find("head/analysis").get("id")]
            for entry in element.findall("entry"):
                for path in dead(entry, [analysis.states.root]):
                    yield f"{element.get('id')}: {path}"
