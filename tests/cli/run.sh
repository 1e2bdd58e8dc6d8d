#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Tests of the hypertrace command, on FAKE traces and FAKE machines. Prints TAP.
#
#   HYPERTRACE=path/to/hypertrace tests/cli/run.sh            run them
#   HYPERTRACE=path/to/hypertrace tests/cli/run.sh --golden   write golden/ anew: look at the diff
#
# A sanitizer build can be given, too: whatever it finds fails the test.

set -u
here=$(cd "$(dirname "$0")" && pwd)
: "${HYPERTRACE:?say which hypertrace to test}"
HYPERTRACE=$(realpath "$HYPERTRACE")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
chmod 755 "$tmp"

export LC_ALL=C PYTHONDONTWRITEBYTECODE=1 TMPDIR=$tmp/tmp
export ASAN_OPTIONS=detect_leaks=1:exitcode=99 UBSAN_OPTIONS=print_stacktrace=1
export LSAN_OPTIONS=suppressions=$here/lsan.supp:print_suppressions=0
unset HT_DEBUG HT_SYSROOT NO_COLOR
mkdir -m 1777 "$TMPDIR"
mkdir "$tmp/traces"

# shellcheck source=tests/command.sh
. "$here/../command.sh"

golden='check'
[ "${1-}" = --golden ] && golden='write'

# trace NAME [FILE]: the trace of that name from fake_traces.py, or from another file of fakes, made
# when it is first asked for.
trace() {
	local dir=$tmp/traces/${2+$2_}$1

	[ -d "$dir" ] || python3 "$here/${2-fake_traces}.py" "$1" "$dir" >&2
	echo "$dir"
}

# same_as_golden NAME FILE
same_as_golden() {
	if [ "$golden" = write ]; then
		mkdir -p "$here/golden"
		cp "$2" "$here/golden/$1"
	fi
	diff -u "$here/golden/$1" "$2" | sed 's/^/# /' | head -40
	return "${PIPESTATUS[0]}"
}

# succeeds NAME GOLDEN ARGS…: exit status 0, silent on stderr, output as in golden/GOLDEN
succeeds() {
	local name=$1 file=$2 problem=''

	shift 2
	run "$@"
	[ "$status" = 0 ] || problem="exit status $status"
	[ -s "$tmp/err" ] && problem="$problem something on stderr"
	same_as_golden "$file" "$tmp/out" || problem="$problem output differs from golden/$file"
	verdict "$name" "$problem"
}

# json NAME EXPRESSION: the last run printed JSON (d) of which a Python expression holds
json() {
	local problem

	problem=$(python3 -c 'import json, sys
d = json.load(open(sys.argv[1], encoding="utf-8"))
vms = d.get("vms", [])
calls = [c for vm in vms for c in vm.get("initcalls", [])]
print("" if eval("(" + sys.argv[2] + ")") else "does not hold: " + sys.argv[2])' \
		"$tmp/out" "$2" 2>&1 | tail -1)
	verdict "$1" "$problem"
}

# has NAME PATTERN: the last run's output matches
has() {
	verdict "$1" "$(grep -q -- "$2" "$tmp/out" || echo "no '$2' in the output")"
}

# lacks NAME PATTERN
lacks() {
	verdict "$1" "$(! grep -q -- "$2" "$tmp/out" || echo "'$2' in the output")"
}

# Runs a command as somebody who is not root.
as_nobody() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	else
		"$@"
	fi
}

# shellcheck source=/dev/null
. "$here/test_report.sh"
# shellcheck source=/dev/null
. "$here/test_exits.sh"
# shellcheck source=/dev/null
. "$here/test_overview.sh"
# shellcheck source=/dev/null
. "$here/test_migrations.sh"
# shellcheck source=/dev/null
. "$here/test_panic.sh"
# shellcheck source=/dev/null
. "$here/test_shutdown.sh"
# shellcheck source=/dev/null
. "$here/test_samples.sh"
# shellcheck source=/dev/null
. "$here/test_export_chrome.sh"
# shellcheck source=/dev/null
. "$here/test_lami.sh"
# shellcheck source=/dev/null
. "$here/test_doctor.sh"
# shellcheck source=/dev/null
. "$here/test_guest.sh"
# shellcheck source=/dev/null
. "$here/test_stat.sh"
# shellcheck source=/dev/null
. "$here/test_record.sh"
# shellcheck source=/dev/null
. "$here/test_export_html.sh"
# shellcheck source=/dev/null
. "$here/test_top.sh"
# shellcheck source=/dev/null
. "$here/test_hosts.sh"
# shellcheck source=/dev/null
. "$here/test_usage.sh"

tap_end
