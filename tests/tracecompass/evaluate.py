#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Runs an XML analysis of traces/tracecompass over a trace, and prints what its views would show.

    evaluate.py FILE.xml TRACE         TRACE as hypertrace convert writes it

This is not Trace Compass. It does what we understand that Trace Compass does with such a file, and
ends with an error at whatever it does not know. language.py, states.py and analysis.py do it.
"""
import sys

from analysis import Document
from events import read
from states import Broken


def main(path, trace):
    """Prints rows, segments and call stacks."""
    events = list(read(trace))
    document = Document(path).run(lambda: iter(events))
    for view in document.views():
        print(f"{view.id}: {view.label}")
        for row in view.rows:
            states = [] if row.node is None else row.node.intervals
            print(f"  {' / '.join(row.names)}: {sum(i.value is not None for i in states)} states")
    for analysis in document.analyses.values():
        for segment in analysis.segments:
            print(f"{segment.start} +{segment.end - segment.start} {segment.name} "
                  f"{segment.fields}")
    for name, stacks in document.stacks():
        for names, stack in stacks:
            depth = 0 if stack is None else len(stack.children)
            print(f"{name}: {'/'.join(names)}: depth {depth}")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Broken as error:
        sys.exit(f"evaluate.py: {sys.argv[1]}: {error}")
