#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# make bench-model: what counted instructions would be in nanoseconds, with a stated cost for each exit on
# top. Nothing is measured here: instructions are from results/ring-icount.csv and results/exits.csv.
#
#   usage: benchmarks/model.sh [--exit-cost [REASON=]NS] [--per-ns INSTRUCTIONS] [--save]
#          --exit-cost: of a hypercall that does nothing, there and back (286: published, i7-6700K); or of
#          an exit for a reason: interrupt, wrmsr, cpuid, hypercall, mmio, out (published, another host);
#          self-ipi (two of wrmsr)
#          --per-ns: instructions that a nanosecond has (4: one and a third a cycle at 3 GHz)
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
cost=286 per=4 save=
declare -A reasons=([interrupt]=244 [wrmsr]=312 [cpuid]=338 [hypercall]=374 [mmio]=1150 [out]=3063
	[self-ipi]="")
usage() {
	echo "usage: model.sh [--exit-cost [REASON=]NS] [--per-ns INSTRUCTIONS] [--save]" >&2
	exit 2
}
exit_cost() {
	local reason=${1%%=*}
	if [ "$reason" = "$1" ]; then
		cost=$1
	elif [ -n "$reason" ] && [ -n "${reasons[$reason]+there}" ]; then
		reasons[$reason]=${1#*=}
	else
		echo "model.sh: '$reason' is no reason to exit: ${!reasons[*]}" >&2
		exit 2
	fi
}
while [ $# -gt 0 ]; do
	case $1 in
	--exit-cost) exit_cost "${2:?--exit-cost wants nanoseconds}" && shift ;;
	--per-ns) per=${2:?--per-ns wants a number} && shift ;;
	--save) save=y ;;
	*) usage ;;
	esac
	shift
done
# One to send it, one to end it.
[ -n "${reasons[self-ipi]}" ] ||
	reasons[self-ipi]=$(awk -v n="${reasons[wrmsr]}" 'BEGIN { print 2 * n }')
for number in "$cost" "$per" "${reasons[@]}"; do
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
# Of an exit for each reason: what KVM executes, as far as it was counted, and what it is said to cost.
by_reason() {
	local reason count
	for reason in interrupt wrmsr cpuid hypercall self-ipi mmio out; do
		count=$(sed -n "s/^icount,exits,$reason,instructions,,//p" "$here/results/exits.csv")
		[ -z "$count" ] || echo "model,reasons,$reason,instructions,,$count"
		echo "model,reasons,$reason,cost,ns,${reasons[$reason]}"
		awk -v r="$reason" -v n="${count:-0}" -v per="$per" -v cost="${reasons[$reason]}" 'BEGIN {
			printf "model,reasons,%s,ns,ns,%.1f\n", r, n / per + cost }'
	done
}
csv=$(
	echo "# mode: model; an exit costs $cost ns, a nanosecond has $per instructions"
	echo "# instructions: $(sed -n 's/^# //p' "$source")"
	echo mode,case,variant,metric,unit,value
	echo "$rows"
	by_reason
)
[ -z "$save" ] || {
	echo "$csv" >"$here/results/model.csv"
	python3 "$here/lib/docs.py"
}
temporary=$(mktemp)
trap 'rm -f "$temporary"' EXIT
echo "$csv" >"$temporary"
python3 "$here/lib/table.py" --key ns --title "Modelled, not measured: what an event would cost" \
	"$temporary" "$here/results/model.csv" | grep -v '^CSV:'
