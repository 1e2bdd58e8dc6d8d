# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# How reports read: they merge streams themselves, and do so in several threads. Part of run.sh.

for name in equal clocks back many odd lacking damaged crossing crossing_untimed crossing_damaged; do
	python3 "$here/streams.py" "$name" "$tmp/streams/$name" >&2
done

# --- the order of streams
# last_pid TRACE NAME: the last event of all is that of stream 11
last_pid() {
	run report exits --json "$1"
	verdict "$2" "$(python3 -c 'import json, sys
pid = json.load(open(sys.argv[1], encoding="utf-8"))["vms"][0]["vm_pid"]
print("" if pid == 111 else pid)' "$tmp/out" 2>&1 | tail -1)"
}

last_pid "$tmp/streams/equal" "events of one time leave in the order of their streams' numbers"
# Files are found in the order in which they came, or not even that.
mkdir -p "$tmp/streams/copied/kernel"
for file in "$tmp"/streams/equal/kernel/{metadata,channel0_{5,11,9,10,0,1,2,3,4,6,7,8}}; do
	cp "$file" "$tmp/streams/copied/kernel/"
done
last_pid "$tmp/streams/copied" "and in no other when they are copied"

# tells_why NAME TRACE PATTERN: the trace is called damaged, and HT_DEBUG says why
tells_why() {
	run report exits "$2"
	verdict "$1" "$([ "$status" = 1 ] && grep -q '^hypertrace: .*only what precedes' "$tmp/err" ||
		cat "$tmp/err")"
	HT_DEBUG=1 run report exits "$2"
	verdict "$1: HT_DEBUG says why" "$(grep -q "^libbabeltrace2: $3" "$tmp/err" ||
		cat "$tmp/err")"
}

tells_why "clocks that have nothing in common" "$tmp/streams/clocks" 'streams have clocks that'
tells_why "times that run backwards" "$tmp/streams/back" 'the times of a stream run'
run report overview --json "$tmp/streams/back"
verdict "what precedes those is reported" "$(python3 -c 'import json, sys
vms = [vm["vm_id"] for vm in json.load(open(sys.argv[1], encoding="utf-8"))["vms"]]
print("" if vms == [0, 1, 10, 11] else vms)' "$tmp/out" 2>&1 | tail -1)"

# --- what is copied of an event
for report in exits overview panic; do
	run report "$report" --json "$tmp/streams/many"
	cp "$tmp/out" "$tmp/usual"
	run report "$report" --json "$tmp/streams/odd"
	verdict "fields in another order: report $report" "$(cmp "$tmp/usual" "$tmp/out" 2>&1)"
done

# --- threads
# alone ARGS…: as run, on a single CPU, and therefore in one thread
alone() {
	taskset -c "$(taskset -pc $$ | sed 's/.*: \([0-9]*\).*/\1/')" "$HYPERTRACE" "$@" \
		>"$tmp/alone" 2>"$tmp/alone.err"
	alone=$?
}

# as_alone NAME STATUS ARGS…: two threads give what one gives, and end as it does
as_alone() {
	alone "${@:3}"
	run "${@:3}"
	verdict "two threads read as one: $1" "$([ "$status/$alone" = "$2/$2" ] ||
		echo "exit status $status and $alone, not $2"
		cmp "$tmp/out" "$tmp/alone" 2>&1
		cmp "$tmp/err" "$tmp/alone.err" 2>&1)"
}

if [ "$(nproc)" = 1 ]; then
	skip "two threads read as one" "there is one CPU"
elif ! command -v taskset >/dev/null; then
	skip "two threads read as one" "no taskset: install the package util-linux"
else
	for report in exits shutdown panic overview; do
		as_alone "report $report" 0 report "$report" --json "$tmp/streams/many"
	done
	alone export --chrome "$tmp/streams/many" "$tmp/streams/alone.json"
	run export --chrome "$tmp/streams/many" "$tmp/streams/many.json"
	verdict "two threads read as one: export --chrome" \
		"$(cmp "$tmp/streams/alone.json" "$tmp/streams/many.json" 2>&1)"
	as_alone "a report that stops" 1 report exits "$tmp/streams/lacking"
	verdict "and says why" "$(grep -q "^hypertrace: event hypertrace_exit has no field 'vm_pid'" \
		"$tmp/err" || told "$tmp/err")"
	as_alone "a damaged trace" 1 report overview "$tmp/streams/damaged"
	as_alone "several traces" 0 report overview "$tmp/t/several"
	# More threads than that, as it is large.
	if [ -n "${GENERATE-}" ]; then
		"$GENERATE" packed 100000 "$tmp/streams/large"
		as_alone "a large trace" 0 report overview "$tmp/streams/large"
	fi
fi

# --- several threads that decode: HT_DECODERS says how many, where there are as many streams
# in_lanes NAME STATUS ARGS…: so many give what one gives, and end as it does
in_lanes() {
	local count problem=

	HT_DECODERS=1 run "${@:3}"
	cp "$tmp/out" "$tmp/one"
	cp "$tmp/err" "$tmp/one.err"
	[ "$status" = "$2" ] || problem="exit status $status, not $2;"
	for count in 2 3 4; do
		HT_DECODERS=$count run "${@:3}"
		[ "$status" = "$2" ] || problem="$problem with $count: exit status $status, not $2;"
		problem=$problem$(cmp "$tmp/out" "$tmp/one" 2>&1
			cmp "$tmp/err" "$tmp/one.err" 2>&1)
	done
	verdict "one, two, three or four decode: $1" "$problem"
}

# exports_in_lanes NAME STATUS FORM TRACE: the same of a file
exports_in_lanes() {
	local count problem=

	for count in 1 2 3 4; do
		HT_DECODERS=$count run export "--$3" --force "$4" "$tmp/streams/export"
		[ "$status" = "$2" ] || problem="$problem with $count: exit status $status, not $2;"
		[ "$count" = 1 ] || problem=$problem$(cmp "$tmp/streams/export" "$tmp/streams/one" 2>&1)
		cp "$tmp/streams/export" "$tmp/streams/one"
	done
	verdict "one, two, three or four decode: export --$3, $1" "$problem"
}

# all_in_lanes TRACE WHAT: they are told the same, in the same order
all_in_lanes() {
	local count problem=

	for count in 1 2 3 4; do
		HT_DECODERS=$count "$READ_EVENTS" "$1" "$2" >"$tmp/told" 2>"$tmp/err"
		[ "$count" = 1 ] || problem=$problem$(cmp "$tmp/told" "$tmp/one" 2>&1)
		cp "$tmp/told" "$tmp/one"
	done
	[ "$(wc -l <"$tmp/one")" -gt 1 ] || problem="nothing was told"
	verdict "one, two, three or four decode: ${1##*/}, told of $2" "$problem"
}

if [ -n "${READ_EVENTS-}" ]; then
	for name in equal many damaged crossing crossing_untimed crossing_damaged; do
		for what in ours all skipped; do
			all_in_lanes "$tmp/streams/$name" "$what"
		done
	done
else
	skip "one, two, three or four decode: every event" "READ_EVENTS does not say what prints it"
fi
for report in exits shutdown panic overview; do
	in_lanes "report $report" 0 report "$report" --json "$tmp/streams/crossing"
done
in_lanes "events of one time" 0 report exits --json "$tmp/streams/equal"
in_lanes "several traces" 0 report overview "$tmp/t/several"
in_lanes "losses without a time" 0 report panic --json "$tmp/streams/crossing_untimed"
in_lanes "a report that stops" 1 report exits "$tmp/streams/lacking"
in_lanes "a damaged stream" 1 report overview "$tmp/streams/damaged"
in_lanes "several damaged streams" 1 report overview "$tmp/streams/crossing_damaged"
in_lanes "times that run backwards" 1 report overview --json "$tmp/streams/back"
in_lanes "clocks that have nothing in common" 1 report overview "$tmp/streams/clocks"
for form in chrome html; do
	exports_in_lanes "several traces" 0 "$form" "$tmp/streams/crossing"
done
exports_in_lanes "losses without a time" 0 chrome "$tmp/streams/crossing_untimed"
exports_in_lanes "events of one time" 0 chrome "$tmp/streams/equal"
rm -rf "$tmp/streams"
