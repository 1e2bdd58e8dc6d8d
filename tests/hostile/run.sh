#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The tests with a hostile guest and a hostile VMM: boots the emulated host, runs scenario.sh in it,
# has check.py judge. TAP.
#
#   usage: tests/hostile/run.sh OUT
set -euo pipefail

out=$1
top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=/dev/null
. "${O:-$top/build}/testbed.env"

status=0
"$top/testbed/run" --again --out "$out" --timeout 400 --quiet --host-script "$top/tests/hostile/scenario.sh" \
	--host-file "$HT_K/tests/ring_vm:/tests/ring_vm" >"$out.log" 2>&1 || status=$?
if [ $status != 0 ]; then
	echo "not ok 1 - the emulated host runs the scenario"
	sed 's/^/# /' "$out.log"
	echo "1..1"
	exit 1
fi
exec python3 "$top/tests/hostile/check.py" "$out"
