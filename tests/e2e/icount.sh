#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Where the clock counts instructions, time itself can be tested: an initcall that sleeps 37 ms is
# reported with 37 ms up to 45 ms, and a second run says the same to the digit. TAP.
#
#   usage: tests/e2e/icount.sh OUT
#   environment: HYPERTRACE, the program
set -uo pipefail

out=$1
top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=/dev/null
. "${O:-$top/build}/testbed.env"
tests=$HT_K/tests
release=$(cat "$tests/early.release")

# shellcheck source=tests/tap.sh
. "$top/tests/tap.sh"

boot() { # boot RUN
	"$top/testbed/run" --icount --quiet --out "$out/$1" --timeout 120 --guest-append "test=boot quiet" \
		--guest-script "$top/tests/e2e/guest.sh" \
		--guest-file "$top/tests/guest-tap.sh:/tests/guest-tap.sh" \
		--guest-file "$tests/early/ht_test_sleep.ko:/tests/$release/ht_test_sleep.ko" \
		>"$out-$1.log" 2>&1
}
mkdir -p "$out"
for run in 1 2; do
	boot $run
	ok $? "icount: run $run" "$out-$run.log"
	"$HYPERTRACE" report boot "$out/$run/trace" --json >"$out/$run.json"
	ok $? "icount: report $run"
done
ns=$(python3 -c 'import json, sys
for i in json.load(open(sys.argv[1]))["vms"][0]["initcalls"]:
    if i["name"] == "ht_test_sleep_init":
        print(i["duration_ns"])' "$out/1.json")
[ "${ns:-0}" -ge 37000000 ] && [ "$ns" -le 45000000 ]
ok $? "icount: the initcall that sleeps 37 ms is reported with 37 ms up to 45 ms" "$out/1.json"
diff "$out/1.json" "$out/2.json" >"$out/diff"
ok $? "icount: two runs report the same, to the digit" "$out/diff"
tap_end
