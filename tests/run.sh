#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run test suites, each a command that prints TAP, and count. A suite that ends badly without saying
# why, or that ran another number of tests than it planned, is a failure of its own. The last line is
# "N passed, N failed".
#
#   usage: tests/run.sh NAME=COMMAND...
set -uo pipefail

passed=0 failed=0 skipped=0
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

fail() {
	echo "not ok - $*"
	failed=$((failed + 1))
}

for suite; do
	name=${suite%%=*} command=${suite#*=} log=$logs/${suite%%=*}
	echo "# suite $name"
	start=$SECONDS
	bash -c "$command" 2>&1 | tee "$log"
	status=${PIPESTATUS[0]}
	good=$(grep -c '^ok ' "$log")
	bad=$(grep -c '^not ok ' "$log")
	skip=$(grep -c '^ok .*# SKIP' "$log")
	planned=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$log" | tail -n 1)
	passed=$((passed + good - skip)) failed=$((failed + bad)) skipped=$((skipped + skip))
	[ "$status" = 0 ] || [ "$bad" -gt 0 ] || fail "$name: ended with status $status"
	[ "${planned:-none}" = $((good + bad)) ] ||
		fail "$name: planned ${planned:-nothing}, ran $((good + bad))"
	echo "# suite $name: $((good - skip)) passed, $bad failed, $skip skipped, $((SECONDS - start)) s"
done
if [ $failed -gt 0 ]; then
	echo "# failed:"
	grep -h '^not ok' "$logs"/* | sed 's/^/#   /'
fi
if [ $skipped -gt 0 ]; then
	echo "$passed passed, $failed failed, $skipped skipped"
else
	echo "$passed passed, $failed failed"
fi
[ $failed = 0 ]
