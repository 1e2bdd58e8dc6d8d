#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Rings in real guests: boots the emulated host, runs scenario.sh in it, has check.py judge. TAP.
#
#   usage: tests/rings/run.sh OUT
#   environment: HYPERTRACE, the program
set -euo pipefail

out=$1
top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=/dev/null
. "${O:-$top/build}/testbed.env"
tests=$HT_K/tests
release=$(cat "$tests/early.release")

status=0
"$top/testbed/run" --again --host-cpus 1 --out "$out" --timeout 600 --quiet \
	--guest-script "$top/tests/rings/guest.sh" --host-script "$top/tests/rings/scenario.sh" \
	--guest-file "$top/tests/guest-tap.sh:/tests/guest-tap.sh" \
	--guest-file "$tests/user_event:/tests/user_event" \
	--host-file "$tests/kexec:/tests/kexec" \
	--guest-file "$tests/stock/ht_test_func.ko:/tests/$HT_KREL/ht_test_func.ko" \
	--guest-file "$tests/early/ht_test_func.ko:/tests/$release/ht_test_func.ko" \
	>"$out.log" 2>&1 || status=$?
# The scenario itself ends with 0 or 1.
if [ "$status" -ge 2 ]; then
	echo "not ok 1 - rings: the emulated host runs the scenario"
	sed 's/^/# /' "$out.log"
	echo "1..1"
	exit 1
fi
exec python3 "$top/tests/rings/check.py" "$out"
