# SPDX-License-Identifier: GPL-2.0-only
"""Print a file of results as aligned tables, next to the committed reference.

A table for each mode and case: a line for each variant, a column for each metric, and how far the
key metric is from the reference. "same" means every figure of the line, to the digit.
"""
import argparse
import csv
import os


def read(path):
    """(environment, {(mode, case): {variant: {metric: value}}}, {metric: unit})"""
    environment, tables, units = [], {}, {}
    if not os.path.exists(path):
        return environment, tables, units
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    environment = [line[2:] for line in lines if line.startswith("# ")]
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        table = tables.setdefault((row["mode"], row["case"]), {})
        table.setdefault(row["variant"], {})[row["metric"]] = row["value"]
        units[row["metric"]] = row["unit"]
    return environment, tables, units


def difference(now, then, key):
    """How a line differs from its reference."""
    if not then:
        return "new"
    if now == then:
        return "same"
    if key not in now or key not in then or now[key] == then[key]:
        return "other figures differ"
    was, value = float(then[key]), float(now[key])
    return f"{100 * (value / was - 1):+.2f} %" if was else f"{value:+g}"


def print_table(rows, units, reference, key):
    """One table."""
    metrics = list(dict.fromkeys(m for row in rows.values() for m in row))
    head = [["variant"] + metrics + [f"{key}, reference", "difference"],
            [""] + [units[m] for m in metrics] + ["", ""]]
    body = [[variant] + [row.get(m, "") for m in metrics] +
            [reference.get(variant, {}).get(key, ""), difference(row, reference.get(variant), key)]
            for variant, row in rows.items()]
    widths = [max(len(line[i]) for line in head + body) for i in range(len(head[0]))]
    for line in head + body:
        cells = [cell.ljust(w) if i == 0 else cell.rjust(w)
                 for i, (cell, w) in enumerate(zip(line, widths))]
        print("  " + "  ".join(cells).rstrip())
    print()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--key", required=True)
    parser.add_argument("--title", required=True)
    parser.add_argument("results")
    parser.add_argument("reference")
    args = parser.parse_args()
    environment, tables, units = read(args.results)
    was, references, _ = read(args.reference)
    print(args.title)
    print()
    for (mode, case), rows in tables.items():
        print(f"{case} (mode: {mode})")
        print_table(rows, units, references.get((mode, case), {}), args.key)
    print("; ".join(environment))
    print("Reference:", "; ".join(was) if was else "none; --save makes one")
    print("CSV:", args.results)


main()
