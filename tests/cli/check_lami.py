#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Is that LAMI 1.0? Written from the specification (github.com/lttng/lami-spec), not from our code.

    check_lami.py METADATA [RESULTS]     two files; exit status 1, and a line that says what is wrong

METADATA is what an analysis prints with --metadata, RESULTS what it prints of a trace, with or
without progress lines.
"""
import json
import re
import sys

CLASSES = ("unknown", "bool", "number", "string", "ratio", "timestamp", "duration", "size",
           "bitrate", "time-range", "syscall", "process", "path", "fd", "irq", "cpu", "disk",
           "part", "netif")
# What may stand for them: a data object may be of a class that inherits the column's.
INHERITS = {"number": ("ratio", "timestamp", "duration", "size", "bitrate")}
NUMBERS = ("number",) + INHERITS["number"]
PROGRESS = re.compile(r"(\*|[01]|0?\.\d+|0\.\d+|1\.0+)( .*)?$")


class Wrong(Exception):
    """Something does not hold."""


def expect(holds, what):
    """It has to hold."""
    if not holds:
        raise Wrong(what)


def is_int(value):
    """A whole number, and no boolean."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value):
    """A number."""
    return is_int(value) or isinstance(value, float)


def check_number(data):
    """A value, or an interval, or both."""
    expect("value" in data or ("low" in data and "high" in data), f"{data} has no value")
    expect("value" not in data or is_number(data["value"]), f"{data}: value is no number")
    for bound in ("low", "high"):
        expect(is_number(data.get(bound, 0)) or data[bound] in ("-inf", "+inf"),
               f"{data}: {bound} is no number")


def check_range(data):
    """Two timestamps, the later one behind."""
    for end in ("begin", "end"):
        check_data(data.get(end), "timestamp")
    if "value" in data["begin"] and "value" in data["end"]:
        expect(data["begin"]["value"] <= data["end"]["value"], f"{data} ends before it begins")


def check_process(data):
    """Any of a name and two numbers."""
    expect(isinstance(data.get("name", ""), str) and is_int(data.get("pid", 0)) and
           is_int(data.get("tid", 0)), f"{data} is no process")


def check_irq(data):
    """A number, and perhaps more."""
    expect(is_int(data.get("nr")) and isinstance(data.get("hard", True), bool) and
           isinstance(data.get("name", ""), str), f"{data} is no interrupt")


def check_key(key, kind):
    """A check that there is such a property."""
    def check(data):
        good = is_int(data.get(key)) if kind is int else isinstance(data.get(key), kind)
        expect(good, f"{data} has no good {key}")
    return check


SHAPES = {name: check_number for name in NUMBERS}
SHAPES.update({"unknown": lambda data: None, "bool": check_key("value", bool),
               "string": check_key("value", str), "time-range": check_range,
               "process": check_process, "irq": check_irq, "path": check_key("path", str),
               "fd": check_key("fd", int), "cpu": check_key("id", int)})
SHAPES.update({name: check_key("name", str) for name in ("syscall", "disk", "part", "netif")})


def check_data(data, wanted):
    """A cell, or another data object, of a class."""
    if not isinstance(data, dict):
        plain = {"string": str, "bool": bool}.get(wanted)
        expect(isinstance(data, plain) if plain else wanted == "number" and is_number(data),
               f"{data!r} is no {wanted}")
        return
    kind = data.get("class")
    expect(kind in CLASSES, f"{data} is of no class")
    expect(wanted == "mixed" or kind in (wanted, "unknown") or kind in INHERITS.get(wanted, ()),
           f"{data} is no {wanted}")
    SHAPES[kind](data)


def check_table_class(name, table):
    """A class of tables: what its columns are."""
    expect(isinstance(table.get("title", ""), str), f"{name}: the title is no text")
    titles = []
    for column in table.get("column-descriptions", []):
        expect(set(column) <= {"title", "class", "unit"}, f"{name}: what is {column}?")
        expect(isinstance(column.get("title", ""), str), f"{name}: {column} has no title")
        expect(column.get("class", "mixed") in CLASSES[1:] + ("mixed",),
               f"{name}: {column} is of no class")
        expect("unit" not in column or column.get("class") == "number",
               f"{name}: {column} has a unit, and is no number")
        titles.append(column.get("title"))
    expect(len(set(titles)) == len(titles), f"{name} has a column twice")


def check_version(version):
    """A version object."""
    expect(isinstance(version, dict) and is_int(version.get("major")) and
           is_int(version.get("minor")) and is_int(version.get("patch", 0)) and
           isinstance(version.get("extra", ""), str), f"{version} is no version")


def check_metadata(metadata):
    """All of what --metadata prints."""
    check_version(metadata.get("mi-version"))
    expect((metadata["mi-version"]["major"], metadata["mi-version"]["minor"]) == (1, 0),
           "this is not LAMI 1.0")
    if "version" in metadata:
        check_version(metadata["version"])
    for key in ("title", "description", "url"):
        expect(isinstance(metadata.get(key, ""), str), f"{key} is no text")
    for key in ("authors", "tags"):
        expect(all(isinstance(text, str) for text in metadata.get(key, [])), f"{key}: no texts")
    tables = metadata.get("table-classes")
    expect(isinstance(tables, dict) and tables, "there are no classes of tables")
    for name, table in tables.items():
        check_table_class(name, table)


def check_table(table, classes):
    """A table of results: each row has a cell of its class for each column."""
    check_data(table.get("time-range"), "time-range")
    kind = table.get("class")
    expect(isinstance(kind, str) and kind in classes, f"there is no class {kind}")
    columns = classes[kind].get("column-descriptions", [])
    expect(isinstance(table.get("data"), list), f"{kind} has no rows")
    for row in table["data"]:
        expect(len(row) == len(columns), f"{kind}: {len(columns)} columns, but a row is {row}")
        for cell, column in zip(row, columns):
            check_data(cell, column.get("class", "mixed"))


def check_results(text, classes):
    """All of what an analysis prints, its progress first."""
    lines = text.split("\n")
    progress = []
    while lines and not lines[0].startswith("{"):
        progress.append(lines.pop(0))
        expect(PROGRESS.match(progress[-1]), f"no progress: {progress[-1]!r}")
    expect(len({line[0] == "*" for line in progress}) <= 1, "some progress is known, some not")
    results = json.loads("\n".join(lines))
    expect(isinstance(results.get("results"), list), "there are no results")
    for table in results["results"]:
        check_table(table, classes)


def main():
    """Command line."""
    try:
        with open(sys.argv[1], encoding="utf-8") as file:
            metadata = json.load(file)
        check_metadata(metadata)
        if len(sys.argv) > 2:
            with open(sys.argv[2], encoding="utf-8") as file:
                check_results(file.read(), metadata["table-classes"])
    except (Wrong, ValueError, AttributeError, TypeError) as wrong:
        print(f"{type(wrong).__name__}: {wrong}")
        sys.exit(1)


if __name__ == "__main__":
    main()
