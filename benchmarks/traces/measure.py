#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Speed and memory of what reads traces, against `babeltrace2 -o dummy` on the same trace.

    measure.py HYPERTRACE GENERATE DIR SIZES PAIRS

A command and the reference run in turns, so that a busy machine is busy for both. Of each pair the
ratio of their times is taken: cpu is user and system time of the process, wall is the clock's. A
figure is the median over the pairs; its spread is from the least to the most. Prints CSV."""

import os
import shutil
import statistics
import subprocess
import sys
import time

REPORTS = ("boot", "exits", "migrations", "shutdown", "panic", "overview")


def run(command):
    """CPU seconds, wall seconds, largest resident memory in KiB, exit status."""
    begin = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - begin
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss, child.returncode


def pairs(command, reference, count, clean=None):
    """What was measured in so many turns."""
    rows = []
    for _ in range(count):
        if clean:
            shutil.rmtree(clean, ignore_errors=True)
            if os.path.isfile(clean):
                os.unlink(clean)
        rows.append((run(command), run(reference)))
    return rows


def spread(values):
    """Median, least and most."""
    return [f"{f(values):.3f}" for f in (statistics.median, min, max)]


def line(kind, events, name, rows, what):
    """One line of CSV."""
    mine = [row[0] for row in rows]
    cpu = [other[0] / max(own[0], 1e-4) for own, other in rows]
    wall = [other[1] / max(own[1], 1e-4) for own, other in rows]
    rss = max(own[2] for own in mine)
    rate = events / statistics.median(own[0] for own in mine)
    status = max(own[3] for own in mine)
    print(kind, events, name, what, len(rows), *spread(cpu), *spread(wall), rss, f"{rate:.0f}",
          status, sep=",", flush=True)


def main():
    """For each kind and size of trace."""
    hypertrace, generate, scratch, sizes, count = sys.argv[1:6]
    print("trace,events,command,reference,pairs,cpu_ratio,cpu_ratio_min,cpu_ratio_max,"
          "wall_ratio,wall_ratio_min,wall_ratio_max,max_rss_kib,events_per_cpu_s,status")
    out = os.path.join(scratch, "out")
    for events in (int(size) for size in sizes.split()):
        for kind in ("events", "packed", "kernel", "boots", "vms", "exits"):
            trace = os.path.join(scratch, "trace")
            shutil.rmtree(trace, ignore_errors=True)
            subprocess.run([generate, kind, str(events), trace], check=True)
            dummy = ["babeltrace2", trace, "-o", "dummy"]
            for report in REPORTS:
                rows = pairs([hypertrace, "report", report, trace], dummy, int(count))
                line(kind, events, f"report {report}", rows, "babeltrace2 -o dummy")
            for form in ("--chrome", "--html", "--trace-compass"):
                rows = pairs([hypertrace, "export", form, trace, out], dummy, int(count), out)
                line(kind, events, f"export {form}", rows, "babeltrace2 -o dummy")
            copy = out + ".ctf"
            rows = pairs([hypertrace, "convert", trace, copy], dummy, int(count), copy)
            line(kind, events, "convert", rows, "babeltrace2 -o dummy")
            plain = ["babeltrace2", trace, "-o", "ctf", "-w", copy + ".other"]
            rows = pairs([hypertrace, "convert", trace, copy], plain, max(1, int(count) // 3), copy)
            line(kind, events, "convert", rows, "babeltrace2 -o ctf")
            if kind == "kernel" and events <= 100000 and shutil.which("lttng-cputop"):
                python = ["lttng-cputop", "--no-progress", trace]
                rows = pairs([hypertrace, "report", "overview", trace], python, 3)
                line(kind, events, "report overview", rows, "lttng-cputop (python3-lttnganalyses)")


if __name__ == "__main__":
    main()
