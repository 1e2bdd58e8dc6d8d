#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The end-to-end tests: boots the emulated host, runs scenario.sh in it, has check.py judge. TAP.
#
#   usage: tests/e2e/run.sh amd|intel OUT
#   environment: HYPERTRACE, the program
set -euo pipefail

cpu=$1 out=$2
top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=/dev/null
. "${O:-$top/build}/testbed.env"
tests=$HT_K/tests
release=$(cat "$tests/early.release")

files=(--guest-file "$top/tests/guest-tap.sh:/tests/guest-tap.sh")
for module in ht_test_sleep ht_test_call ht_test_longname; do
	files+=(--guest-file "$tests/stock/$module.ko:/tests/$HT_KREL/$module.ko"
		--guest-file "$tests/early/$module.ko:/tests/$release/$module.ko")
done
for program in user_call detect; do
	files+=(--guest-file "$tests/$program:/tests/$program")
done

# One host CPU: with two, and a loaded machine outside, QEMU's emulation of SVM was seen to lose a guest
# or to let two of them spin (about once in a hundred boots), which says nothing about us.
status=0
"$top/testbed/run" --again --cpu "$cpu" --host-cpus 1 --out "$out" --timeout 1500 --quiet \
	--guest-script "$top/tests/e2e/guest.sh" --host-script "$top/tests/e2e/scenario.sh" \
	--host-file "$tests/mode_call:/tests/mode_call" "${files[@]}" >"$out.log" 2>&1 || status=$?
# The scenario itself ends with 0 or 1.
if [ "$status" -ge 2 ]; then
	echo "not ok 1 - $cpu: the emulated host runs the scenario"
	sed 's/^/# /' "$out.log"
	echo "1..1"
	exit 1
fi
exec python3 "$top/tests/e2e/check.py" "$out" "$cpu"
