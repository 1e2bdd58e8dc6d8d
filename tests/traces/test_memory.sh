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
		for report in boot "boot --json" "boot --top all" "boot --lami" exits migrations \
			shutdown "shutdown --json" panic "panic --json" overview; do
			# shellcheck disable=SC2086
			stays_small "boots, $events events: report $report" report $report "$tmp/large"
		done
		rm -rf "$tmp/large"
	done
}

# Of each of more than a thousand VMs that there were, no more is kept than has to be.
many_vms() {
	local events form

	for events in 10000 1000000; do
		"$GENERATE" vms "$events" "$tmp/large"
		for form in chrome html; do
			stays_small "vms, $events events: export --$form" \
				export --$form --force "$tmp/large" "$tmp/large.out"
		done
		rm -rf "$tmp/large" "$tmp/large.out"
	done
}

# full COMMAND…: with a TMPDIR that is soon full
full() {
	TMPDIR=$tmp/tiny unshare -rm sh -c 'mount -t tmpfs -o size=64k tmpfs "$TMPDIR" && exec "$@"' - "$@"
}

# That there is no file changes nothing but the memory; and VMs that come and go end as they should, also
# those of which something might come late.
same_boots() {
	local report kind tiny=y

	mkdir "$tmp/tiny"
	full true 2>/dev/null || tiny=''
	for kind in boots vms; do
		"$GENERATE" $kind 60000 "$tmp/large"
		for report in boot "boot --json" "boot --top all"; do
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
				"$(grep -q '"error-message": "cannot write' "$tmp/out" || cat "$tmp/out")"
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
