# SPDX-License-Identifier: GPL-2.0-only
"""What the tests of traces/tracecompass share: TAP, and each file run over each trace."""
import json
import os
import subprocess
from collections import Counter

from analysis import Document
from events import read

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
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


def value_at(node, time):
    """What an attribute was then, or right after its last change."""
    return next((i.value for i in reversed(node.intervals) if i.start <= time), None)
