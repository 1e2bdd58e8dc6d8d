# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# Sourced by run.sh: memory does not grow with the trace.

# The most that a command may have resident; the figure says what it takes without a sanitizer.
limit_kib=65536

# resident COMMAND…: the most that it had, in KiB; its exit status if that is not 0
resident() {
	python3 -c 'import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
print(usage.ru_maxrss if not status else f"exit status {os.waitstatus_to_exitcode(status)}")' "$@"
}

# stays_small NAME ARGS…: of $HYPERTRACE
stays_small() {
	local name=$1 kib

	shift
	kib=$(resident "$HYPERTRACE" "$@")
	verdict "$name: below $limit_kib KiB" \
		"$([ "$kib" -le "$limit_kib" ] 2>/dev/null || echo "$kib KiB")"
}

small_memory() {
	local kind events report

	for kind in events packed kernel; do
		for events in 10000 1000000; do
			"$GENERATE" "$kind" "$events" "$tmp/large"
			for report in boot exits migrations shutdown panic overview; do
				# The long ones in turns: what they have in common is the reader.
				[ "$events" = 1000000 ] && [ "${FULL-}" = "" ] &&
					[[ "$kind $report" != "events panic" ]] &&
					[[ "$kind $report" != "packed exits" ]] &&
					[[ "$kind $report" != "kernel overview" ]] && continue
				stays_small "$kind, $events events: report $report" \
					report "$report" "$tmp/large"
			done
			stays_small "$kind, $events events: export --chrome" \
				export --chrome "$tmp/large" "$tmp/large.json"
			rm -rf "$tmp/large" "$tmp/large.json"
		done
	done
}

if [ -z "${GENERATE-}" ]; then
	skip "memory does not grow with the trace" "GENERATE does not say where the generator is"
elif nm "$HYPERTRACE" 2>/dev/null | grep -q __asan_init; then
	skip "memory does not grow with the trace" "a sanitizer has memory of its own"
else
	small_memory
fi
