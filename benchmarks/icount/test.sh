#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# That the benchmark runs, and what it has to say: instruction counts repeat to the digit, so they can
# be asked for. TAP.
#
#   usage: benchmarks/icount/test.sh OUT
set -uo pipefail

out=$1
top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/tap.sh
. "$top/tests/tap.sh"

# cost EVENT TRACER HOST: tenths of instructions
cost() {
	sed -n "s/^$1,$2,$3,[a-z+]*,\([0-9]*\)\.\([0-9]\)$/\1\2/p" "$out/result.csv" 2>/dev/null
}

# at_most NAME TIMES COST LIMIT: nothing measured is a failure
at_most() {
	[ -n "$3" ] && [ -n "$4" ] && [ $(($2 * $3)) -le "$4" ]
	ok $? "bench: $1" "$out/result.csv"
}

"$top/benchmarks/icount/run.sh" --quick --out "$out" >"$out.log" 2>&1
ok $? "bench: runs" "$out.log"
for event in syscall sched_switch; do
	ring=$(cost $event ring nobody)
	at_most "$event: a class that is off costs nothing" 1 "$(cost $event off nobody)" 0
	at_most "$event: the ring costs a quarter of LTTng, or less" 4 "$ring" \
		"$(cost $event lttng nobody)"
	at_most "$event: the ring costs half of ftrace, or less" 2 "$ring" \
		"$(cost $event ftrace nobody)"
done
at_most "packed: a record costs the host 40 instructions, or less" 1 "$(cost drain ring packed)" 400
tap_end
