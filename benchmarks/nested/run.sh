#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Part of make bench-micro: what a record takes that goes by hypercall, there and back, from a guest, a guest
# in a guest and one deeper, directly to the host outside and through the hosts in between; in instructions
# of all of them. The guests and hosts are those of the suite "nested" (tests/nested).
#
#   usage: benchmarks/nested/run.sh [--save] [--quick] [--out DIR]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=benchmarks/lib/common.sh
. "$here/../lib/common.sh"
bench_options nested "$@"
tests=$bench_top/tests/nested
part=$(mktemp)
trap 'rm -f "$part"' EXIT
echo deep >"$part"
status=0
"$bench_top/testbed/run" --icount --nested 3 --quiet --out "$bench_out" --timeout 240 \
	--host-script "$tests/scenario.sh" --guest-script "$tests/guest.sh" \
	--host-file "$tests/between.sh:/between.sh" --host-file "$part:/which" \
	--host-file "$HT_K/tests/nest_call:/tests/nest_call" || status=$?
[ $status = 0 ] || {
	echo "bench-nested: the run failed with status $status; logs are in $bench_out" >&2
	exit 1
}
# "NAME least TICKS result RESULT", from L0 without a name.
{
	sed 's/^/direct1 /' "$bench_out/flat.log"
	sed -n 's/\r$//; s/^.*L[12]: \([a-z]*[123]* *least .*\)/\1/p' "$bench_out/L1-console.log" \
		"$bench_out/L1/L2-console.log"
} | awk -f "$here/rows.awk" | bench_finish icount instructions \
	"A record by hypercall from guests in guests: instructions of all hosts and the guest"
