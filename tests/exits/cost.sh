#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What counting costs an exit, in instructions. TAP.
#
#   usage: tests/exits/cost.sh OUT
set -uo pipefail

out=$1
top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=/dev/null
. "${O:-$top/build}/testbed.env"

# shellcheck source=tests/tap.sh
. "$top/tests/tap.sh"

"$top/testbed/run" --icount --quiet --out "$out" --timeout 240 \
	--guest-script "$top/tests/exits/guest.sh" \
	--host-script "$top/tests/exits/cost_scenario.sh" \
	--guest-file "$top/tests/tap.sh:/tests/guest-tap.sh" \
	--guest-file "$HT_K/tests/exits:/tests/exits" >"$out.log" 2>&1
ok $? "cost: the guests run" "$out.log"

# of NAME: instructions of a CPUID and its exit, host included.
of() {
	sed -n "s/^$1 //p" "$out/costs"
}

# most LIMIT NAME THAN TEXT: NAME takes LIMIT instructions an exit more than THAN, at most.
most() {
	local more=$(($(of "$2") - $(of "$3")))
	echo "$2 $(of "$2"), $3 $(of "$3")" >"$out/detail"
	[ "$more" -le "$1" ] && [ "$more" -ge 0 ]
	ok $? "cost: $4: $more instructions an exit, of $1 at most" "$out/detail"
}
most 3 off absent "module loaded, counting off"
most 60 counted allowed "counting"
most 60 others absent "of a VM that nobody counts, while others are"
tap_end
