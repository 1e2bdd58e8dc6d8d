#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Draws what views of traces/tracecompass show of a sample, for docs/images.

    draw.py HYPERTRACE OUT      needs the package python3-matplotlib

These are not screenshots: it is the evaluator's states, in the colours that the XML says.
"""
import os
import subprocess
import sys
import tempfile

import matplotlib
import matplotlib.pyplot as plt

from analysis import Document
from events import read

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, "..", "..")
STEPS = 150

# Picture: the sample, the part of it (ns from its first event; None: all), file and views.
PICTURES = {
    "tracecompass-boot": ("boot", (235e6, 350e6), "boot", ["hypertrace.boot.view"]),
    "tracecompass-vcpus": ("migration", (8e9, 12e9), "vcpus",
                           ["hypertrace.vcpus.view", "hypertrace.pcpus.view",
                            "hypertrace.vcpus.migrations", "hypertrace.vcpus.waited"]),
    "tracecompass-exits": ("migration", None, "exits",
                           ["hypertrace.exits.count", "hypertrace.exits.cycles"]),
    "tracecompass-shutdown": ("shutdown", (860e6, 2230e6), "shutdown",
                              ["hypertrace.shutdown.view"]),
    "tracecompass-panic": ("panic", (3780e6, 4360e6), "panic", ["hypertrace.panic.view"]),
}


def other_color(name):
    """For texts that the XML gives no colour: Trace Compass takes one, too, but not this one."""
    shades = matplotlib.colormaps["tab20"].colors
    return shades[sum(name.encode()) % len(shades)]


def time_graph(axes, view, start, end):
    """Rows of states."""
    unit = 1e6
    labels = []
    for y, row in enumerate(view.rows):
        labels.append("    " * (len(row.names) - 1) + row.names[-1])
        for state in row.node.intervals if row.node else ():
            left, right = max(state.start, start), min(state.end, end)
            if state.value is None or right <= left:
                continue
            name, color = view.colors.get(str(state.value),
                                          (str(state.value), other_color(str(state.value))))
            axes.broken_barh([((left - start) / unit, (right - left) / unit)], (y - 0.4, 0.8),
                             color=color, linewidth=0)
            # A letter has about a 150th of the width.
            if row.text and (right - left) / (end - start) > len(name) / 150:
                axes.text((left + right - 2 * start) / 2 / unit, y, name, ha="center",
                          va="center_baseline", fontsize=7, clip_on=True)
    axes.set_yticks(range(len(view.rows)), labels, fontsize=7, ha="left", fontfamily="monospace")
    widest = max(len(label) for label in labels)
    axes.tick_params(axis="y", length=0, pad=max(40, widest * 4.6))
    axes.set_ylim(len(view.rows) - 0.5, -0.5)
    axes.set_xlim(0, (end - start) / unit)


def value_at(node, time):
    """What it was then, as a number."""
    for state in node.intervals:
        if state.start <= time < state.end or time == state.end == node.intervals[-1].end:
            return state.value or 0
    return 0


def lines(axes, view, start, end):
    """Lines, at some steps as Trace Compass asks for them."""
    times = [start + (end - start) * i / STEPS for i in range(STEPS + 1)]
    drawn = []
    for row in view.rows:
        values = [value_at(row.node, time) for time in times]
        if view.delta:
            values = [b - a for a, b in zip(values, values[1:])]
            values.insert(0, values[0])
        drawn.append((max(values), row.names[-1], values))
    for _, name, values in sorted(drawn, reverse=True)[:8]:
        axes.plot([(time - start) / 1e6 for time in times], values, label=name, linewidth=1)
    axes.legend(fontsize=6, loc="upper left", frameon=False)
    axes.set_xlim(0, (end - start) / 1e6)
    axes.tick_params(axis="y", labelsize=7)
    axes.yaxis.get_offset_text().set_fontsize(7)


def draw(out, trace, part, file, wanted):
    """One picture of some views."""
    events = list(read(trace))
    document = Document(os.path.join(TOP, "traces", "tracecompass", f"hypertrace-{file}.xml")).run(
        lambda: iter(events))
    views = [view for name in wanted for view in document.views() if view.id == name]
    first, last = events[0].time, events[-1].time
    start, end = (first + int(part[0]), first + int(part[1])) if part else (first, last)
    heights = [0.35 + (0.19 * len(view.rows) if view.delta is None else 1.6) for view in views]
    figure, axes = plt.subplots(len(views), 1, figsize=(9, 0.3 + sum(heights)), squeeze=False,
                                height_ratios=heights, layout="constrained")
    for view, axis in zip(views, axes[:, 0]):
        (time_graph if view.delta is None else lines)(axis, view, start, end)
        axis.set_title(view.label, fontsize=8, loc="left")
        axis.tick_params(axis="x", labelsize=7)
        for side in ("top", "right", "left"):
            axis.spines[side].set_visible(False)
    axes[-1, 0].set_xlabel("ms; drawn from the XML by tests/tracecompass/draw.py, not by Trace "
                           "Compass", fontsize=7)
    figure.savefig(out, dpi=100)
    plt.close(figure)


def main(hypertrace, out):
    """All pictures."""
    matplotlib.use("agg")
    with tempfile.TemporaryDirectory() as work:
        for name, (sample, part, file, views) in PICTURES.items():
            trace = os.path.join(work, sample)
            if not os.path.exists(trace):
                subprocess.run([hypertrace, "convert",
                                os.path.join(TOP, "traces", "samples", sample), trace],
                               check=True, stdout=subprocess.DEVNULL)
            draw(os.path.join(out, name + ".png"), trace, part, file, views)


if __name__ == "__main__":
    main(*sys.argv[1:])
