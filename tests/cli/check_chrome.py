#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Is a file valid by the Trace Event Format, as strictly as Perfetto's importer wants it?

    check_chrome.py FILE            what is wrong, a line each; exit status 1 if anything is
    check_chrome.py --count FILE    how many events there are of each phase and category
    check_chrome.py --lines FILE    what is seen, as text: for golden files

Python's standard library only; knows nothing of hypertrace.
"""
import collections
import gzip
import json
import sys

ALWAYS = {"ph", "pid", "tid", "name"}
TIMED = ALWAYS | {"ts", "cat"}
# By phase: what has to be there, and what may be.
KEYS = {
    "X": (TIMED | {"dur", "args"}, set()),
    "i": (TIMED | {"s", "args"}, set()),
    "C": (TIMED | {"args"}, set()),
    "M": (ALWAYS | {"args"}, set()),
    "b": (TIMED | {"id", "args"}, set()),
    "e": (TIMED | {"id"}, set()),
    "s": (TIMED | {"id"}, set()),
    "f": (TIMED | {"id", "bp"}, set()),
}
METADATA = {"process_name": "name", "process_sort_index": "sort_index",
            "thread_name": "name", "thread_sort_index": "sort_index"}


def ns(value):
    """Microseconds with three decimals, which a float can hold, as nanoseconds."""
    return round(value * 1000)


def load(path):
    """The document. JSON has no NaN, and no key twice."""
    def pairs(items):
        keys = [key for key, _ in items]
        if len(keys) != len(set(keys)):
            raise ValueError(f"a key twice: {keys}")
        return dict(items)

    def constant(text):
        raise ValueError(f"not JSON: {text}")

    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        return json.loads(file.read().decode("utf-8"), object_pairs_hook=pairs,
                          parse_constant=constant)


class Checker:
    """What is wrong with a document."""

    def __init__(self, document):
        self.document = document
        self.problems = []
        self.names = {}
        self.slices = collections.defaultdict(list)
        self.flows = collections.defaultdict(list)
        self.asyncs = collections.defaultdict(list)

    def bad(self, text, event=None):
        """Remembers a problem."""
        self.problems.append(text if event is None else f"{text}: {json.dumps(event)[:200]}")

    def check(self):
        """Looks at all of it."""
        if set(self.document) != {"traceEvents", "displayTimeUnit", "otherData"}:
            self.bad("members of the document")
        if self.document.get("displayTimeUnit") != "ns":
            self.bad("displayTimeUnit")
        for number, event in enumerate(self.document["traceEvents"]):
            self.event(number, event)
        self.check_names()
        self.check_nesting()
        self.check_flows()
        self.check_asyncs()
        return self.problems

    def event(self, number, event):
        """One event by itself."""
        phase = event.get("ph")
        if phase not in KEYS:
            self.bad("phase", event)
            return
        need, may = KEYS[phase]
        if not need <= set(event) <= need | may:
            self.bad(f"keys of phase {phase}", event)
            return
        for key in ("pid", "tid"):
            if not isinstance(event[key], int) or not 0 <= event[key] < 2**31:
                self.bad(key, event)
        if not isinstance(event["name"], str) or not event["name"]:
            self.bad("name", event)
        for key in ("name", "cat"):
            if not event.get(key, "-").isprintable() or not event.get(key, "-").isascii():
                self.bad(f"{key} is not printable", event)
        for key in ("ts", "dur"):
            if key in event and (not isinstance(event[key], (int, float)) or event[key] < 0):
                self.bad(key, event)
        if not isinstance(event.get("args", {}), dict):
            self.bad("args", event)
        getattr(self, {"X": "complete", "M": "metadata", "i": "instant", "s": "flow",
                       "f": "flow", "b": "nestable", "e": "nestable",
                       "C": "counter"}[phase])(number, event)

    def complete(self, number, event):
        """A span."""
        begin = ns(event["ts"])
        self.slices[event["pid"], event["tid"]].append(
            (begin, number, begin + ns(event["dur"]), event["name"]))

    def metadata(self, _, event):
        """A name or an order."""
        key = METADATA.get(event["name"])
        if not key or set(event["args"]) != {key}:
            self.bad("metadata", event)
            return
        of = (event["name"], event["pid"], event["tid"] if event["name"][0] == "t" else 0)
        if of in self.names:
            self.bad("named twice", event)
        if key == "sort_index" and not 0 <= event["args"][key] < 2**31:
            self.bad("sort_index", event)
        self.names[of] = event["args"][key]

    def instant(self, _, event):
        """A mark."""
        if event["s"] not in ("g", "p", "t"):
            self.bad("scope", event)

    def counter(self, _, event):
        """A number."""
        if not event["args"] or not all(isinstance(n, int) for n in event["args"].values()):
            self.bad("counter", event)

    def flow(self, number, event):
        """An end of an arrow."""
        if event["ph"] == "f" and event["bp"] != "e":
            self.bad("bp", event)
        self.flows[event["cat"], event["name"], event["id"]].append((number, event))

    def nestable(self, _, event):
        """An end of an asynchronous span."""
        self.asyncs[event["pid"], event["cat"], event["id"]].append(event)

    def check_names(self):
        """Everything that is used has a name, and a number of its own."""
        used = {(e["pid"], e["tid"]) for e in self.document["traceEvents"] if e["ph"] not in "MC"}
        for pid, tid in sorted(used):
            for key in (("process_name", pid, 0), ("process_sort_index", pid, 0),
                        ("thread_name", pid, tid), ("thread_sort_index", pid, tid)):
                if key not in self.names:
                    self.bad(f"not named: {key}")
        tids = [key[2] for key in self.names if key[0] == "thread_name"]
        if len(tids) != len(set(tids)) or set(tids) & {key[1] for key in self.names}:
            self.bad("a thread has another's number")
        names = [key[1:2] + (name,) for key, name in self.names.items() if key[0] == "thread_name"]
        if len(names) != len(set(names)):
            self.bad("two threads of a process have the same name")

    def check_nesting(self):
        """Spans of a thread follow one another, or lie one within the other; of two that begin at
        the same time the outer one is first in the file."""
        for thread, slices in self.slices.items():
            stack = []
            for begin, _, end, name in sorted(slices):
                while stack and stack[-1][0] <= begin:
                    stack.pop()
                if stack and end > stack[-1][0]:
                    self.bad(f"thread {thread}: {name} ends after {stack[-1][1]}, "
                             "which it began in")
                stack.append((end, name))

    def encloses(self, event, number):
        """A span of the event's thread goes on when it happens, and precedes it in the file."""
        now = ns(event["ts"])
        return any(begin <= now < end and order < number for begin, order, end, _ in
                   self.slices[event["pid"], event["tid"]])

    def check_flows(self):
        """Arrows begin and end, in spans."""
        for key, ends in self.flows.items():
            phases = "".join(event["ph"] for _, event in ends)
            if phases != "sf" or ends[0][1]["ts"] > ends[-1][1]["ts"]:
                self.bad(f"flow {key} is {phases}")
            for number, event in ends:
                if not self.encloses(event, number):
                    self.bad("no span here", event)

    def check_asyncs(self):
        """Asynchronous spans begin, and then end."""
        for key, ends in self.asyncs.items():
            phases = "".join(event["ph"] for event in ends)
            if phases != "be" or ends[0]["ts"] > ends[1]["ts"]:
                self.bad(f"asynchronous span {key} is {phases}")


def lines(document):
    """All of it, as text, by process and thread."""
    names = {(e["pid"], e["tid"] if e["name"] == "thread_name" else 0): e["args"]["name"]
             for e in document["traceEvents"] if e["name"] in ("process_name", "thread_name")}
    out = []
    for event in document["traceEvents"]:
        if event["ph"] == "M":
            continue
        where = names[event["pid"], 0] + " / " + names.get((event["pid"], event["tid"]), "-")
        rest = {key: event[key] for key in ("dur", "id", "s", "args") if event.get(key)}
        out.append((where, event["ts"],
                    f"{event['ph']} {event['ts']:.3f} {event.get('cat', '')} "
                    f"{event['name']} {json.dumps(rest, sort_keys=True)}"))
    last = None
    for where, _, text in sorted(out, key=lambda item: item[:2]):
        if where != last:
            print(f"== {where}")
        last = where
        print(text)
    other = dict(document["otherData"], producer="-")
    print(json.dumps(other, sort_keys=True))


def main(arguments):
    """The command."""
    document = load(arguments[-1])
    if arguments[0] == "--lines":
        lines(document)
        return 0
    if arguments[0] == "--count":
        counts = collections.Counter(f"{event['ph']} {event.get('cat', event['name'])}"
                                     for event in document["traceEvents"])
        for key, count in sorted(counts.items()):
            print(count, key)
        return 0
    problems = Checker(document).check()
    print("\n".join(problems[:20]))
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
