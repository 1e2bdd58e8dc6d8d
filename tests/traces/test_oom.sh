# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# Each allocation fails once: a line, exit status 1, and nothing is left; or what is missing was not
# needed. The command has sanitizers, so nothing leaks on the way. Part of run.sh.

# allocations COMMAND…: how many it makes
allocations() {
	rm -rf "$tmp/oom"
	HT_FAIL_LOG=$tmp/allocations "$@" >"$tmp/out" 2>"$tmp/err"
	cat "$tmp/allocations"
}

# runs_out NAME STEP COMMAND…: every so many allocations; what it writes goes into $tmp/oom
runs_out() {
	local name=$1 step=$2 problem='' count at told=0

	shift 2
	count=$(allocations "$@")
	for ((at = 1; at <= count; at += step)); do
		rm -rf "$tmp/oom"
		HT_FAIL_AT=$at "$@" >"$tmp/out" 2>"$tmp/err"
		status=$?
		[ "$status" -le 1 ] || problem="allocation $at: exit status $status"
		if [ "$status" = 1 ]; then
			grep -q 'out of memory\|MEM' "$tmp/err" ||
				problem="allocation $at: not a word of memory"
			told=$((told + 1))
		fi
		[ -z "$(nothing_left)" ] || problem="allocation $at: something is left"
		[ -z "$problem" ] || break
	done
	[ -n "$problem" ] || [ "$told" -gt $((count / step / 2)) ] || problem="only $told of $count told"
	verdict "$name: $count allocations, each $step. of them fails" "$problem"
}

runs_out "convert" 1 "$OOM/hypertrace-oom" convert "$samples/boot" "$tmp/oom"
runs_out "convert packed records" 3 "$OOM/hypertrace-oom" convert "$(trace samples_packed)" "$tmp/oom"
runs_out "convert losses" 3 "$OOM/hypertrace-oom" convert "$(trace discarded)" "$tmp/oom"
runs_out "convert all kinds of fields" 3 "$OOM/hypertrace-oom" convert "$(trace all_kinds)" "$tmp/oom"
runs_out "export --trace-compass" 5 "$OOM/hypertrace-oom" export --trace-compass "$(trace virtual)" \
	"$tmp/oom"
HT_DECODERS=2 runs_out "convert, two threads that decode" 3 "$OOM/hypertrace-oom" convert \
	"$(trace virtual)" "$tmp/oom"
for name in samples_packed discarded virtual all_kinds; do
	runs_out "the filter, $name" 1 babeltrace2 --plugin-path="$OOM/oom" "$(trace "$name")" \
		--component=filter.hypertrace.retime --component=sink.utils.dummy
done
rm -rf "$tmp/oom"
