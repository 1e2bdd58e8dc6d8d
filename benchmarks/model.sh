#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# make bench-model: what counted instructions would be in nanoseconds, with a stated cost for each exit on
# top. Nothing is measured here: instructions are from ../results/ring-icount.csv.
#
#   usage: benchmarks/model.sh [--exit-cost NS] [--per-ns INSTRUCTIONS] [--save]
#          --exit-cost: of a hypercall that does nothing, there and back (286: published, i7-6700K)
#          --per-ns: instructions that a nanosecond has (4: one and a third a cycle at 3 GHz)
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
cost=286 per=4 save=
while [ $# -gt 0 ]; do
	case $1 in
	--exit-cost) cost=${2:?--exit-cost wants nanoseconds} && shift ;;
	--per-ns) per=${2:?--per-ns wants a number} && shift ;;
	--save) save=y ;;
	*)
		echo "usage: model.sh [--exit-cost NS] [--per-ns INSTRUCTIONS] [--save]" >&2
		exit 2
		;;
	esac
	shift
done
for number in "$cost" "$per"; do
	if [[ ! $number =~ ^[0-9]+(\.[0-9]+)?$ || $number =~ ^0+(\.0+)?$ ]]; then
		echo "model.sh: '$number' is no number above 0" >&2
		exit 2
	fi
done
source=$here/results/ring-icount.csv
rows=$(awk -F, -v cost="$cost" -v per="$per" '
	/^#/ || $1 == "event" || $2 == "none" { next }
	{
		exits = $2 == "hypercall" ? 1 : $2 == "batch" ? 1 / 32 : 0
		name = $3 == "nobody" ? $2 : $2 " (" $3 ")"
		printf "model,%s,%s,instructions,,%s\n", $1, name, $5
		printf "model,%s,%s,exits,,%.3f\n", $1, name, exits
		printf "model,%s,%s,ns,ns,%.1f\n", $1, name, $5 / per + exits * cost
	}' "$source")
csv=$(
	echo "# mode: model; an exit costs $cost ns, a nanosecond has $per instructions"
	echo "# instructions: $(sed -n 's/^# //p' "$source")"
	echo mode,case,variant,metric,unit,value
	echo "$rows"
)
[ -z "$save" ] || echo "$csv" >"$here/results/model.csv"
temporary=$(mktemp)
trap 'rm -f "$temporary"' EXIT
echo "$csv" >"$temporary"
python3 "$here/lib/table.py" --key ns --title "Modelled, not measured: what an event would cost" \
	"$temporary" "$here/results/model.csv" | grep -v '^CSV:'
