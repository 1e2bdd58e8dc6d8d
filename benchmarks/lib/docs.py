# SPDX-License-Identifier: GPL-2.0-only
"""Write the reference results into docs/benchmarks.md.

What stands between "<!-- results NAME CASE -->" and "<!-- end -->" there becomes a table of that case of
results/NAME.csv; benchmarks call this with --save.
"""
import csv
import os
import re

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
PAGE = os.path.join(TOP, "docs", "benchmarks.md")


def table(name, case):
    """Lines of Markdown."""
    path = os.path.join(TOP, "benchmarks", "results", name + ".csv")
    if not os.path.exists(path):
        return ["No reference yet: `benchmarks/all.sh --save` makes one."]
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    environment = "; ".join(line[2:] for line in lines if line.startswith("# "))
    rows, units = {}, {}
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        if row["case"] != case:
            continue
        rows.setdefault(row["variant"], {})[row["metric"]] = row["value"]
        units[row["metric"]] = row["unit"]
    head = [metric + (f", {unit}" if unit and unit != metric else "")
            for metric, unit in units.items()]
    out = ["| " + " | ".join(["variant"] + head) + " |", "|" + "---|" * (len(head) + 1)]
    out += ["| " + " | ".join([f"`{variant}`"] + [row.get(m, "") for m in units]) + " |"
            for variant, row in rows.items()]
    return out + ["", environment]


def main():
    with open(PAGE, encoding="utf-8") as file:
        page = file.read()
    page = re.sub(r"(<!-- results (\S+) (\S+) -->\n).*?(<!-- end -->)",
                  lambda m: m[1] + "\n".join(table(m[2], m[3])) + "\n" + m[4], page, flags=re.S)
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(page)


main()
