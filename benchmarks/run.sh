#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# make bench: what one event costs by the transport "hypercall", in instructions of guest and host
# together. The emulated host's clock counts instructions, so two runs say the same on any machine;
# what an exit costs the hardware on top is not in these figures (see README.md).
#
#   usage: benchmarks/run.sh [--save]      --save: write results/hypercall-icount.csv anew
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
here=$top/benchmarks
O=${O:-$top/build}
# shellcheck source=/dev/null
. "$O/testbed.env"
out=$O/bench/hypercall
mkdir -p "${out%/*}"
module=$HT_K/tests/early/ht_test_call.ko
n=2000

"$top/testbed/run" --icount --quiet --out "$out" --guest-append "quiet bench.n=$n" \
	--host-script "$here/scenario.sh" --guest-script "$here/guest.sh" \
	--guest-file "$module:/ht_test_call.ko"

# "mode what nanoseconds" lines; the loop itself is taken off.
csv=$(sed -n 's/\r$//; s/^bench: //p' "$out"/*-console.log | awk -v n="$n" '
	BEGIN { print "mode,what,instructions" }
	$2 == "empty" { empty[$1] = $3 }
	{ ns[NR] = $3; mode[NR] = $1; what[NR] = $2 }
	END {
		for (i = 1; i <= NR; i++)
			if (what[i] != "empty")
				printf "%s,%s,%d\n", mode[i], what[i], (ns[i] - empty[mode[i]]) / n
	}')
reference=$here/results/hypercall-icount.csv
if [ "${1:-}" = --save ]; then
	{
		echo "# $HT_KREL, $(qemu-system-x86_64 --version | head -n 1)"
		echo "$csv"
	} >"$reference"
fi

echo "Instructions of guest and host for one call (mode icount; no hardware cost of the exit):"
echo
printf '  %-12s %-8s %12s %12s\n' 'LTTng' call instructions reference
tail -n +2 <<<"$csv" | while IFS=, read -r mode what instructions; do
	printf '  %-12s %-8s %12d %12s\n' "$mode" "$what" "$instructions" \
		"$(awk -F, -v m="$mode" -v w="$what" '$1 == m && $2 == w { print $3 }' "$reference")"
done
echo
echo "Reference: $(sed -n 's/^# //p' "$reference")"
