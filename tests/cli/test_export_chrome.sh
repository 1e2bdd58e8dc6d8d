# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# hypertrace export --chrome. Part of run.sh. check_chrome.py knows the format, and nothing of
# hypertrace; trace_viewer.cjs runs the importer of chrome://tracing itself.

chrome() { # chrome NAME: a fake trace
	trace "$1" fake_chrome
}

check_chrome() { # check_chrome FILE: what is wrong with it
	python3 "$here/check_chrome.py" "$1" 2>&1 | head -5
}

# exports NAME TRACE [ARGS…]: $tmp/x.json is written, is valid, and is said to be of that size
exports() {
	local name=$1 of=$2 problem=''

	shift 2
	run export --chrome -f "$@" "$of" "$tmp/x.json"
	[ "$status" = 0 ] || problem="exit status $status;"
	[ -s "$tmp/err" ] && problem="$problem something on stderr;"
	[ "$(sed -n 's/.* \([0-9]*\) bytes$/\1/p' "$tmp/out")" = "$(stat -c %s "$tmp/x.json")" ] ||
		problem="$problem its size is not what was said;"
	verdict "$name" "$problem$(check_chrome "$tmp/x.json")"
}

# same_picture GOLDEN [HOW]: $tmp/x.json as text is as in golden/GOLDEN; --count: numbers only
same_picture() {
	local problem=''

	python3 "$here/check_chrome.py" "${2---lines}" "$tmp/x.json" >"$tmp/lines"
	same_as_golden "$1" "$tmp/lines" || problem="differs from golden/$1"
	verdict "it is as in golden/$1" "$problem"
}

# in_picture NAME KEY EXPECTED: so many events of a phase and category, e.g. "X initcall"
in_picture() {
	local found

	found=$(python3 "$here/check_chrome.py" --count "$tmp/x.json" |
		sed -n "s/^\([0-9]*\) $2\$/\1/p")
	verdict "$1" "$([ "${found:-0}" = "$3" ] || echo "$2: ${found:-0}, not $3")"
}

# in_trace PATTERN: lines of the trace as babeltrace2 prints it, a program that is not ours
in_trace() {
	grep -cE "$1" "$tmp/text"
}

for name in boot panic shutdown migration; do
	exports "chrome: sample $name" "$samples/$name"
	babeltrace2 "$samples/$name" >"$tmp/text" 2>/dev/null
	in_picture "sample $name: its initcalls are babeltrace2's" 'X initcall' \
		"$(in_trace ' hypertrace_initcall_start:')"
	in_picture "sample $name: so are its boot levels" 'X level' \
		"$(in_trace ' hypertrace_initcall_level:')"
	in_picture "sample $name: and its migrations" 'i migration' \
		"$(in_trace ' hypertrace_vcpu_migrate:')"
	in_picture "sample $name: and its panics" 'i panic' \
		"$(in_trace ' hypertrace_panic:.* kind = (0x)?1,')"
	in_picture "sample $name: and its interrupts" 'X irq' "$(in_trace ' hypertrace_irq_entry:')"
	in_picture "sample $name: and its steps" 'X step' "$(in_trace ' hypertrace_step_start:')"
	how=--lines
	[ "$name" != migration ] || how=--count
	same_picture "chrome_$name.txt" "$how"
done

exports 'chrome: every kind of span, mark and flow' "$(chrome kinds)"
same_picture chrome_kinds.txt
exports 'chrome: exits one by one' "$(trace counted)"
babeltrace2 "$(trace counted)" >"$tmp/text" 2>/dev/null
in_picture 'there are as many exits as babeltrace2 prints' 'X exit' \
	"$(in_trace ' hypertrace_exit:')"
verdict 'and there are some' "$([ "$(in_trace ' hypertrace_exit:')" -gt 100 ] || echo none)"
exports 'chrome: spans that overlap lie on several threads' "$(chrome overlaps)"
same_picture chrome_overlaps.txt
exports 'chrome: functions one within the other' "$(chrome deep)"
in_picture 'none of them needs more than threads' 'b function' 0
exports 'chrome: a guest that ends nothing' "$(chrome endless)"
in_picture 'all that it began is there' 'X initcall' 30000
exports 'chrome: hostile names' "$(chrome nasty)"
same_picture chrome_nasty.txt
for name in hostile whole nested losses restart; do
	exports "chrome: $name" "$(trace $name fake_overview)"
done
exports 'chrome: migrations that lie' "$(trace evil fake_migrations)"
exports 'chrome: 100000 migrations' "$(trace many fake_migrations)"
in_picture 'all of them' 'i migration' 100000
exports 'chrome: what the tracer dropped' "$(trace discarded)"
verdict 'is a mark that all see' "$(grep -q '"s":"g","cat":"discarded"' "$tmp/x.json" || echo none)"

exports 'chrome: one VM by its number' "$(trace two_vms)" --vm vm:1
verdict 'the other one is not there' \
	"$(! grep -q '"VM 2 (pid' "$tmp/x.json" || echo 'it is there')"
exports 'chrome: one VM by its process' "$(trace two_vms)" --vm "pid:4242"
rm -f "$tmp/x.json"
fails 'chrome: no such VM' 1 "no VM '77' in this trace; there" \
	export --chrome --vm 77 "$(trace two_vms)" "$tmp/x.json"
fails "chrome: a number that is one VM's and another one's process" 1 \
	"'4242' is a VM's number and another one's process id: say vm:4242 or pid:4242" \
	export --chrome --vm 4242 "$(chrome both_numbers)" "$tmp/x.json"
fails 'chrome: no events of ours' 1 '.*no hypertrace events in this trace' \
	export --chrome "$(trace no_events)" "$tmp/x.json"
fails 'chrome: no trace' 1 '.*no such directory' export --chrome "$tmp/nowhere" "$tmp/x.json"
fails 'chrome: a field is not there' 1 "event hypertrace_func_entry has no field 'func'" \
	export --chrome "$(chrome no_symbol)" "$tmp/x.json"
fails 'chrome: nor is a result' 1 "event hypertrace_syscall_exit has no field 'ret'" \
	export --chrome "$(chrome no_result)" "$tmp/x.json"
fails 'chrome: a VM is not there' 1 "event hypertrace_guest_start has no field 'vm_id'" \
	export --chrome "$(trace wrong_common)" "$tmp/x.json"
verdict 'after these there is no file, and nothing beside it' \
	"$(find "$tmp" -maxdepth 1 -name 'x.json*' -o -maxdepth 1 -name '.x.json*')"
fails 'chrome: a directory that is not there' 1 ".*$tmp/none/x.json.*" \
	export --chrome "$samples/boot" "$tmp/none/x.json"
echo mine >"$tmp/x.json"
fails 'chrome: the file is there' 1 ".*$tmp/x.json.*--force" \
	export --chrome "$samples/boot" "$tmp/x.json"
verdict 'and is what it was' "$([ "$(cat "$tmp/x.json")" = mine ] || echo changed)"

of=$(chrome cut)
# For a suppression in lsan.supp, which has to see who called.
ASAN_OPTIONS=$ASAN_OPTIONS:fast_unwind_on_malloc=0 run export --chrome -f "$of" "$tmp/x.json"
verdict 'chrome: a damaged trace' "$([ "$status" = 1 ] || echo "exit status $status")"
verdict 'is said to be that' \
	"$(grep -q '^hypertrace: .*only what precedes the damage could be read' "$tmp/err" || echo no)"
has 'and how much there is of it is said' '5 events, [1-9][0-9]* bytes$'
verdict 'what precedes the damage is valid' "$(check_chrome "$tmp/x.json")"
same_picture chrome_cut.txt

run export --chrome "$samples/panic" "$tmp/x.json.gz"
verdict 'chrome: compressed' "$(check_chrome "$tmp/x.json.gz")"
run export --chrome -f "$samples/panic" "$tmp/x.json"
verdict 'it holds the same' "$(zcat "$tmp/x.json.gz" | cmp - "$tmp/x.json" 2>&1)"
verdict 'in less' "$([ "$(stat -c %s "$tmp/x.json.gz")" -lt "$(($(stat -c %s "$tmp/x.json") / 3))" ] ||
	echo 'not in a third')"
if [ -w /dev/full ]; then
	fails 'chrome: a file that is none' 1 '.*/dev/full.*' export --chrome -f "$samples/boot" /dev/full
fi

# The importer of chrome://tracing, as its authors published it for node.
viewer=$tmp/viewer
mkdir "$viewer"
cp "$here"/chrome/package*.json "$here/chrome/trace_viewer.cjs" "$viewer"
if ! (cd "$viewer" && timeout 100 npm ci --ignore-scripts --no-audit --no-fund) >"$tmp/npm" 2>&1; then
	skip 'chrome: as chrome://tracing reads it' 'its importer could not be installed with npm'
else
	for name in kinds overlaps nasty; do
		run export --chrome -f "$(chrome $name)" "$tmp/x.json"
		problem=''
		node "$viewer/trace_viewer.cjs" "$tmp/x.json" >"$tmp/lines" 2>"$tmp/err" ||
			problem='it fails;'
		same_as_golden "chrome_viewer_$name.txt" "$tmp/lines" ||
			problem="$problem differs from golden/chrome_viewer_$name.txt"
		verdict "chrome: $name as chrome://tracing reads it" "$problem"
	done
fi
