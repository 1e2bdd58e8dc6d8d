#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Guests in guests, to depth 3: whose calls reach this host, and what that takes, in instructions.
# Boots the emulated host for each part of scenario.sh, has check.py judge. TAP.
#
#   usage: tests/nested/run.sh OUT
set -euo pipefail

out=$1
top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=/dev/null
. "${O:-$top/build}/testbed.env"
tests=$HT_K/tests
release=$(cat "$tests/early.release")
which=$(mktemp)
trap 'rm -f "$which"' EXIT

# bed NAME OPTION...: a host of its own for each part, as the emulator hangs often when guests are nested:
# one hang costs less then.
bed() {
	local name=$1 status=0
	shift
	"$top/testbed/run" --icount --nested 3 --out "$out/$name" --timeout 240 --quiet \
		--guest-script "$top/tests/nested/guest.sh" \
		--guest-file "$top/tests/guest-tap.sh:/tests/guest-tap.sh" \
		--guest-file "$tests/user_event:/tests/user_event" \
		--guest-file "$tests/stock/ht_test_call.ko:/tests/$HT_KREL/ht_test_call.ko" \
		"$@" >"$out/$name.log" 2>&1 || status=$?
	[ $status = 0 ] && return
	echo "not ok 1 - nested: $name: the emulated host runs it"
	sed 's/^/# /' "$out/$name.log"
	echo "1..1"
	exit 1
}

rm -rf "$out"
mkdir -p "$out"
for part in deep direct reflected hostile; do
	echo $part >"$which"
	bed $part --host-script "$top/tests/nested/scenario.sh" --host-file "$which:/which" \
		--host-file "$top/tests/nested/between.sh:/between.sh" \
		--host-file "$tests/nest_call:/tests/nest_call" \
		--host-file "$tests/stock/ht_test_nest.ko:/tests/ht_test_nest.ko" \
		--guest-file "$tests/early/ht_test_call.ko:/tests/$release/ht_test_call.ko"
done
# A whole kernel at depth 3.
bed deepest --guest stock --guest-append testbed.direct
exec python3 "$top/tests/nested/check.py" "$out"
