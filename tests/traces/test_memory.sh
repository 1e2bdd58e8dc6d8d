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

# small NAME COMMAND…: it takes no more than that
small() {
	local name=$1 kib

	kib=$(resident "${@:2}")
	verdict "$name: below $limit_kib KiB" \
		"$([ "$kib" -le "$limit_kib" ] 2>/dev/null || echo "$kib KiB")"
}

# stays_small NAME ARGS…: of $HYPERTRACE
stays_small() {
	small "$1" "$HYPERTRACE" "${@:2}"
}

# filter_stays_small NAME: of babeltrace2 with the plugin
filter_stays_small() {
	small "$1" babeltrace2 --plugin-path="$PLUGINS" "$tmp/large" \
		--component=filter.hypertrace.retime --params='window-ms=110' \
		--component=sink.ctf.fs --params="path=\"$tmp/large.out\""
}

small_memory() {
	local kind events report

	for kind in events packed kernel exits; do
		for events in 10000 1000000; do
			"$GENERATE" "$kind" "$events" "$tmp/large"
			for report in boot exits migrations shutdown panic overview; do
				# The long ones in turns: what they have in common is the reader.
				[ "$events" = 1000000 ] && [ "${FULL-}" = "" ] &&
					[[ "$kind $report" != "events panic" ]] &&
					[[ "$kind $report" != "packed exits" ]] &&
					[[ "$kind $report" != "exits exits" ]] &&
					[[ "$kind $report" != "kernel overview" ]] && continue
				stays_small "$kind, $events events: report $report" \
					report "$report" "$tmp/large"
			done
			for report in "export --chrome" "export --html" "export --trace-compass" convert; do
				# shellcheck disable=SC2086
				stays_small "$kind, $events events: $report" \
					$report "$tmp/large" "$tmp/large.out"
				rm -rf "$tmp/large.out"
			done
			[ -z "${PLUGINS-}" ] || filter_stays_small "$kind, $events events: the filter alone"
			rm -rf "$tmp/large" "$tmp/large.out"
		done
	done
}

# A VM boots again and again: what is over waits in a file.
many_boots() {
	local events report

	for events in 10000 1000000; do
		"$GENERATE" boots "$events" "$tmp/large"
		for report in boot "boot --json" "boot --top all" "boot --lami" exits "exits --json" \
			"exits --by initcall" "exits --by initcall --top all --sort name" \
			"exits --by initcall --json" "exits --by initcall --lami" "exits --by level" \
			"exits --by syscall" migrations shutdown "shutdown --json" panic "panic --json" \
			overview; do
			# shellcheck disable=SC2086
			stays_small "boots, $events events: report $report" report $report "$tmp/large"
		done
		rm -rf "$tmp/large"
	done
}

# VMs come and go: of each that has ended no more is kept than has to be.
many_vms() {
	local events form report

	for events in 10000 1000000; do
		"$GENERATE" vms "$events" "$tmp/large"
		for form in chrome html; do
			stays_small "vms, $events events: export --$form" \
				export --$form --force "$tmp/large" "$tmp/large.out"
		done
		rm "$tmp/large.out"
		for form in "export --trace-compass" convert; do
			# shellcheck disable=SC2086
			stays_small "vms, $events events: $form" $form "$tmp/large" "$tmp/large.out"
			rm -rf "$tmp/large.out"
		done
		[ "$events" = 1000000 ] || rm -rf "$tmp/large"
	done
	# And what is printed waits in a file, most of it.
	limit_kib=32768
	for report in boot exits "exits --json" "exits --by vm" "exits --by initcall" "exits --by syscall" panic; do
		# shellcheck disable=SC2086
		stays_small "1400 VMs: report $report" report $report "$tmp/large"
	done
	rm -rf "$tmp/large"
}

# full COMMAND…: with a TMPDIR that is soon full
full() {
	TMPDIR=$tmp/tiny unshare -rm sh -c 'mount -t tmpfs -o size=64k tmpfs "$TMPDIR" && exec "$@"' - "$@"
}

# in_order TRACE KIND: rows that were put in order in pieces
in_order() {
	local sort

	for sort in time count name took; do
		"$HYPERTRACE" report exits --by initcall --json --sort $sort "$1" >"$tmp/stored" 2>&1
		verdict "$2: all rows are there, by $sort" "$(python3 -c 'import json, sys
by = {"time": "hypervisor_ns", "count": "exits", "took": "took_ns"}.get(sys.argv[2])
rows = 0
for vm in json.load(open(sys.argv[1], encoding="utf-8"))["vms"]:
    values = [row[by] for row in vm["rows"]] if by else []
    assert values == sorted(values, reverse=True), "order"
    assert len({row["name"] for row in vm["rows"]}) == len(vm["rows"]), "twice"
    rows += len(vm["rows"])
assert rows > 20000 and rows % 300 == 0, rows' "$tmp/stored" $sort 2>&1 | tail -1)"
	done
}

# percentiles TRACE: they are exact, also of exits that were put into a file
percentiles() {
	"$HYPERTRACE" report exits --by vcpu --json "$1" >"$tmp/stored" 2>&1
	babeltrace2 "$1" 2>/dev/null | sed -n \
		's/.*hypertrace_exit: .* vm_id = \([0-9]*\),.* vcpu_id = \([0-9]*\),.* cycles = \([0-9]*\), user.*/\1 \2 \3/p' \
		>"$tmp/exits"
	verdict "percentiles of many exits are exact" "$(python3 -c 'import json, math, sys
took = {}
for line in open(sys.argv[1], encoding="utf-8"):
    vm, vcpu, cycles = map(int, line.split())
    for key in (vm, None), (vm, vcpu):
        took.setdefault(key, []).append(cycles)
assert len(took) == 6 and min(map(len, took.values())) > 10000, "too few"
for vm in json.load(open(sys.argv[2], encoding="utf-8"))["vms"]:
    for key, row in [(None, vm["total"])] + [(row["vcpu"], row) for row in vm["rows"]]:
        values = sorted(took[vm["vm_id"], key])
        for percent in 50, 99:
            want = values[math.ceil(len(values) * percent / 100) - 1] * 1000000 // vm["tsc_khz"]
            got = row[f"p{percent}_ns"]
            assert abs(want - got) <= 1, (vm["vm_id"], key, percent, want, got)' \
		"$tmp/exits" "$tmp/stored" 2>&1 | tail -1)"
}

# lost_file TRACE REPORT…: reports of which a part waits in a file that cannot be read again
lost_file() {
	local trace=$1 report

	shift

	if ! ${CC:-gcc} -shared -fPIC -o "$tmp/fake_read.so" "$here/fake_read.c" 2>"$tmp/err"; then
		skip "a file that cannot be read again" "no C compiler"
		return
	fi
	for report; do
		# shellcheck disable=SC2086
		LD_PRELOAD=$tmp/fake_read.so ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0 \
			"$HYPERTRACE" report $report "$trace" >"$tmp/out" 2>"$tmp/err"
		status=$?
		verdict "$kind: report $report when its file cannot be read again" "$([ $status = 1 ] &&
			[ "$(grep -c . "$tmp/err")" = 1 ] &&
			grep -q '^hypertrace: a temporary file cannot be read again' "$tmp/err" ||
			echo "exit status $status: $(cat "$tmp/err")")"
	done
}

# That there is no file changes nothing but the memory; and VMs that come and go end as they should, also
# those of which something might come late.
same_boots() {
	local report kind tiny=y

	mkdir "$tmp/tiny"
	full true 2>/dev/null || tiny=''
	for kind in boots vms exits; do
		"$GENERATE" $kind 60000 "$tmp/large"
		[ $kind = boots ] && lost_file "$tmp/large" boot exits "exits --json" \
			"exits --by initcall --top all" "exits --by initcall --json"
		[ $kind = exits ] && lost_file "$tmp/large" exits "exits --json" "exits --by vm"
		for report in boot "boot --json" "boot --top all" exits "exits --by initcall --json" \
			"exits --by initcall" "exits --by initcall --top all --sort took" "exits --by level --json" \
			"exits --by vm --growth" "exits --by vcpu --json --growth" panic; do
			# shellcheck disable=SC2086
			"$HYPERTRACE" report $report "$tmp/large" >"$tmp/stored" 2>&1
			# shellcheck disable=SC2086
			TMPDIR=/nonexistent "$HYPERTRACE" report $report "$tmp/large" >"$tmp/kept" 2>&1
			verdict "$kind: report $report says the same without a file" \
				"$(differ "$tmp/stored" "$tmp/kept")"
			if [ -z "$tiny" ]; then
				skip "$kind: report $report when the file's disk is full" "nothing can be mounted"
				continue
			fi
			# shellcheck disable=SC2086
			full "$HYPERTRACE" report $report "$tmp/large" >"$tmp/kept" 2>&1
			verdict "$kind: report $report says the same when the file's disk is full" \
				"$(differ "$tmp/stored" "$tmp/kept")"
		done
		if [ $kind = exits ]; then
			percentiles "$tmp/large"
			rm -rf "$tmp/large"
			continue
		fi
		in_order "$tmp/large" $kind
		"$HYPERTRACE" report boot --json "$tmp/large" >"$tmp/stored" 2>&1
		verdict "$kind: every boot is there, with all that was in it" "$(python3 -c 'import json, sys
boots = json.load(open(sys.argv[1], encoding="utf-8"))["vms"]
names = [(i, 0) if sys.argv[2] == "vms" else (0, i) for i in range(len(boots))]
assert len(boots) > 80 and [(b["vm_id"] - 1, b["boot"]) for b in boots] == names, "which boots"
for b in boots:
    assert b["complete"] is False and len(b["levels"]) == 6, b["vm_id"]
    assert len(b["initcalls"]) == 300, (b["vm_id"], b["boot"], len(b["initcalls"]))
    assert {i["level"] for i in b["initcalls"]} == {l["name"] for l in b["levels"]} | {"module"}' \
			"$tmp/stored" $kind 2>&1 | tail -1)"
		if [ -z "$tiny" ]; then
			skip "$kind: LAMI says when the disk is full" "nothing can be mounted"
		else
			full "$HYPERTRACE" report boot --lami "$tmp/large" >"$tmp/out" 2>"$tmp/err"
			verdict "$kind: LAMI says when the disk is full" \
				"$(grep -q '"error-message": "cannot write' "$tmp/out" || told "$tmp/out")"
		fi
		rm -rf "$tmp/large"
	done
	verdict "nothing is left of the file" "$(ls "$TMPDIR")"
}

if [ -z "${GENERATE-}" ]; then
	skip "memory does not grow with the trace" "GENERATE does not say where the generator is"
elif nm "$HYPERTRACE" 2>/dev/null | grep -q __asan_init; then
	same_boots
	skip "memory does not grow with the trace" "a sanitizer has memory of its own"
else
	small_memory
	many_boots
	many_vms
	same_boots
fi
