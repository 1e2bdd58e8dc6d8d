#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Tests of traces/tracecompass: what its analyses make of traces, next to what the reports say.

    check.py HYPERTRACE SAMPLES WORK BEFORE

WORK has NAME for each sample, and fake, all converted, and export-NAME for samples. Prints TAP, of
which BEFORE tests came before. analysis.py runs the XML; it is our reading of the language, not
Trace Compass.
"""
import sys

from bench import Bench, tap
from compare import (boots, exits, fake_boots, fake_exits, functions, migrations, panics, records,
                     shutdowns)
from states import Broken
from whole import alive, exported, names, strict, tables


def main(hypertrace, samples, work, before):
    """All of it."""
    tap.count = int(before)
    try:
        bench = Bench(hypertrace, samples, work)
        for part in (boots, fake_boots, migrations, exits, fake_exits, records, shutdowns,
                     panics, functions, tables, alive):
            part(bench)
        exported(bench, work)
        strict(bench, work)
        names()
    except Broken as error:
        tap.ok("the analyses can be run", error)
    print(f"1..{tap.count}")
    return tap.failed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
