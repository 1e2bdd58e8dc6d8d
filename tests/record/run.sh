#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# hypertrace record as its users have it: boots the emulated host, runs scenario.sh in it, has check.py
# judge. TAP.
#
#   usage: tests/record/run.sh OUT
#   environment: HYPERTRACE, the program
set -euo pipefail

out=$1
top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=/dev/null
. "${O:-$top/build}/testbed.env"

status=0
"$top/testbed/run" --again --host-cpus 1 --out "$out" --timeout 400 --quiet \
	--host-file "$(command -v script):/usr/bin/script" \
	--guest-script "$top/tests/record/guest.sh" --host-script "$top/tests/record/scenario.sh" \
	>"$out.log" 2>&1 || status=$?
# The scenario itself ends with 0.
if [ "$status" != 0 ]; then
	echo "not ok 1 - record: the emulated host runs the scenario"
	sed 's/^/# /' "$out.log"
	echo "1..1"
	exit 1
fi
exec python3 "$top/tests/record/check.py" "$out"
