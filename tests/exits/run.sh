#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Exits as they are counted, against exits as KVM's own tracepoint has them: boots the emulated host, runs
# scenario.sh in it, has check.py judge. TAP.
#
#   usage: tests/exits/run.sh OUT amd|intel|migrate
#   environment: HYPERTRACE, the program
set -euo pipefail

out=$1 part=$2
cpu=$part cpus=1
[ "$part" != migrate ] || cpu=amd cpus=2
top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=/dev/null
. "${O:-$top/build}/testbed.env"
tests=$HT_K/tests

status=0
"$top/testbed/run" --again --cpu "$cpu" --host-cpus $cpus --out "$out" --timeout 900 --quiet \
	--guest-script "$top/tests/exits/guest.sh" --host-script "$top/tests/exits/scenario.sh" \
	--guest-file "$top/tests/tap.sh:/tests/guest-tap.sh" \
	--guest-file "$tests/exits:/tests/exits" \
	--guest-file "${O:-$top/build}/libhypercall/hypertrace-exits:/bin/hypertrace-exits" \
	--host-file "$top/tests/exits/switches.sh:/tests/switches" \
	--host-file "$tests/ring_vm:/tests/ring_vm" \
	>"$out.log" 2>&1 || status=$?
# The scenario itself ends with 0 or 1.
if [ "$status" -ge 2 ]; then
	echo "not ok 1 - exits $part: the emulated host runs the scenario"
	sed 's/^/# /' "$out.log"
	echo "1..1"
	exit 1
fi
exec python3 "$top/tests/exits/check.py" "$out" "$part"
