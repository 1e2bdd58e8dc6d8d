#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Tests of filter.hypertrace.retime, sink.hypertrace.report and hypertrace convert, mostly on FAKE
# traces. Prints TAP.
#
#   HYPERTRACE=path/to/hypertrace [PLUGINS=dir/with/the/plugin] [GENERATE=path/to/generate] \
#       [READ_EVENTS=path/to/read_events] [OOM=dir/with/hypertrace-oom] tests/traces/run.sh
#
# A sanitizer build can be given, too: whatever it finds fails the test. The plugin itself is tested
# when PLUGINS says where it is; babeltrace2 loads it, which no sanitizer build of it allows.

set -u
here=$(cd "$(dirname "$0")" && pwd)
: "${HYPERTRACE:?say which hypertrace to test}"
HYPERTRACE=$(realpath "$HYPERTRACE")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

export LC_ALL=C PYTHONDONTWRITEBYTECODE=1 TMPDIR=$tmp/tmp
export ASAN_OPTIONS=detect_leaks=1:exitcode=99 UBSAN_OPTIONS=print_stacktrace=1
export LSAN_OPTIONS=suppressions=$here/../cli/lsan.supp:print_suppressions=0
unset HT_DEBUG
mkdir "$TMPDIR"

# shellcheck source=tests/command.sh
. "$here/../command.sh"

if ! command -v babeltrace2 >/dev/null; then
	echo '1..0 # SKIP no babeltrace2: install the package babeltrace2'
	exit 0
fi

# The trace of that name from traces.py, made when it is first asked for.
trace() {
	local dir=$tmp/traces/$1

	[ -d "$dir" ] || python3 "$here/traces.py" "$1" "$dir" "${@:2}" >&2
	echo "$dir"
}

# show DIR FILE: what babeltrace2 prints of a trace; its warnings in FILE.err
show() {
	babeltrace2 --clock-cycles --no-delta "$1" >"$2" 2>"$2.err"
}

# converts NAME TRACE [ARGS…]: silently; the trace is in $tmp/t/NAME, printed in $tmp/t/NAME.txt and
# its figures are in $tmp/t/NAME.json
converts() {
	local name=$1 input=$2 problem=''

	shift 2
	run convert --json "$@" "$input" "$tmp/t/$name"
	cp "$tmp/out" "$tmp/t/$name.json"
	[ "$status" = 0 ] || problem="exit status $status;"
	[ -s "$tmp/err" ] && problem="$problem something on stderr;"
	show "$tmp/t/$name" "$tmp/t/$name.txt" || problem="$problem babeltrace2 cannot read it"
	verdict "$name: converted" "$problem"
}

# checks NAME CHECK…: of check.py, for the trace converted last by that name
checks() {
	local name=$1 check

	for check in "${@:2}"; do
		verdict "$name: $check" \
			"$(python3 "$here/check.py" "$check" "$tmp/t/$name.txt" 2>&1)"
	done
}

# silent NAME: babeltrace2 has nothing to complain about
silent() {
	verdict "$1: babeltrace2 reads it without a warning" "$(head -3 "$tmp/t/$1.txt.err")"
}

# nothing_left: directories of ours that were not removed
nothing_left() {
	find "$tmp" -name '.hypertrace.*' -o -path "$TMPDIR/*" | head -3
}

# figures NAME EXPRESSION: of the figures d
figures() {
	verdict "$1: $(tr -s '\n\t' ' ' <<<"$2")" "$(python3 -c 'import json, sys
d = json.load(open(sys.argv[1], encoding="utf-8"))
print("" if eval("(" + sys.argv[2] + ")") else f"does not hold: {d}")' \
		"$tmp/t/$1.json" "$2" 2>&1 | tail -1)"
}

# differ A B: how two files differ, in short
differ() {
	diff "$1" "$2" | head -4 | cut -c1-300
}

mkdir "$tmp/t"
# shellcheck source=/dev/null
. "$here/test_order.sh"
# shellcheck source=/dev/null
. "$here/test_content.sh"
# shellcheck source=/dev/null
. "$here/test_convert.sh"
# shellcheck source=/dev/null
. "$here/test_export.sh"
# shellcheck source=/dev/null
. "$here/test_reader.sh"
# shellcheck source=/dev/null
. "$here/test_start.sh"
# shellcheck source=/dev/null
. "$here/test_memory.sh"
# Under the sanitizers, or on request: what they find is what this looks for.
if nm "$HYPERTRACE" 2>/dev/null | grep -q __asan_init || [ -n "${HT_FUZZ_FULL-}" ]; then
	# shellcheck source=/dev/null
	. "$here/test_fuzz.sh"
fi
if [ -n "${OOM-}" ]; then
	# shellcheck source=/dev/null
	. "$here/test_oom.sh"
fi
if [ -n "${PLUGINS-}" ]; then
	# shellcheck source=/dev/null
	. "$here/test_plugin.sh"
	# shellcheck source=/dev/null
	. "$here/test_sink.sh"
fi
tap_end
