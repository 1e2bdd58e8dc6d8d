#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Looks at what babeltrace2 --clock-cycles prints of a trace.

    check.py CHECK FILE [FILE]    exit status 1, and a line that says what is wrong
"""
import re
import sys
from collections import Counter

LINE = re.compile(r"\[(\d+)\] (?:\(\S+\) )?\S+ (\w+): (.*)$")
FIELD = re.compile(r"\b(\w+) = (\w+|\"[^\"]*\")")


def read(path):
    """Each event: cycles, name, fields, and the text of these."""
    events = []
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            match = LINE.match(line)
            if not match:
                sys.exit(f"cannot read: {line!r}")
            events.append((int(match[1]), match[2], dict(FIELD.findall(match[3])), match[3]))
    return events


def is_guest(event):
    """Is it one of a guest's?"""
    return event[1].startswith("hypertrace_") and "seq" in event[2]


def monotone(events):
    """Times never run backwards."""
    for before, after in zip(events, events[1:]):
        if after[0] < before[0]:
            return f"{after} comes after {before}"
    return None


def placed(events):
    """Each event of a guest is where it happened."""
    for event in events:
        if is_guest(event) and event[0] != int(event[2]["time_ns"]):
            return f"{event} is not where it happened"
    return None


def sequential(events):
    """Each vCPU's events have ascending numbers, with every loss told; guest_start restarts."""
    expected = {}
    for event in events:
        if not is_guest(event):
            continue
        fields = event[2]
        vcpu = (fields["vm_id"], fields["vcpu_id"])
        if event[1] == "hypertrace_guest_start":
            for other in list(expected):
                if other[0] == vcpu[0]:
                    del expected[other]
        number = int(fields["seq"])
        if vcpu in expected and number != (expected[vcpu] + int(fields["lost"])) % 2**32:
            return f"{event}: expected {expected[vcpu]}, lost {fields['lost']}"
        expected[vcpu] = number + 1
    return None


def ascending(events):
    """The same, without regard to losses."""
    last = {}
    for event in events:
        if is_guest(event):
            vcpu = (event[2]["vm_id"], event[2]["vcpu_id"])
            number = int(event[2]["seq"])
            if (number - last.get(vcpu, number - 1)) % 2**32 > 2**31:
                return f"{event} comes after number {last[vcpu]}"
            last[vcpu] = number
    return None


def unmoved(before, after):
    """The host's own events are the same, at the same times, and in the same order at each."""
    def host(events):
        return [event[:2] + event[3:] for event in events
                if not is_guest(event) and event[1] != "ht_packed"]
    if host(before) != host(after):
        return "the host's events differ"
    return None


def same(before, after):
    """The same events, whatever their times."""
    difference = Counter(e[1:2] + e[3:] for e in before) - Counter(e[1:2] + e[3:] for e in after)
    return f"missing: {next(iter(difference))}" if difference else None


def exits(events):
    """Each vCPU had as many exits as its last event says."""
    counts, last = Counter(), {}
    for event in events:
        vcpu = event[2].get("vcpu_id")
        counts[vcpu] += int(event[2]["exits"])
        last[vcpu] = int(event[2]["parent"], 0)
    return None if counts == last else f"{counts}, not {last}"


def foretold(events):
    """As many exits and cycles as a record's two addresses say."""
    for event in events:
        if [int(event[2][name], 0) for name in ("func", "parent")] != \
                [int(event[2][name]) for name in ("exits", "hv_cycles")]:
            return f"{event}"
    return None


def main():
    """Command line."""
    events = [read(path) for path in sys.argv[2:]]
    problem = globals()[sys.argv[1]](*events)
    if problem:
        print(problem)
        sys.exit(1)


if __name__ == "__main__":
    main()
