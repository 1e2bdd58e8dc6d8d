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

count=0
failures=0
golden='check'
[ "${1-}" = --golden ] && golden='write'

ok() {
	count=$((count + 1))
	echo "ok $count - $1"
}

not_ok() {
	count=$((count + 1))
	failures=$((failures + 1))
	echo "not ok $count - $1"
	shift
	printf '# %s\n' "$@"
	[ -s "$tmp/err" ] && sed 's/^/# stderr: /' "$tmp/err" | head -20
}

skip() {
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2"
}

# verdict NAME PROBLEM: a test that passes when there is no problem
verdict() {
	if [ -z "$2" ]; then ok "$1"; else not_ok "$1" "$2"; fi
}

# The trace of that name from fake_traces.py, made when it is first asked for.
trace() {
	local dir=$tmp/traces/$1

	[ -d "$dir" ] || python3 "$here/fake_traces.py" "$1" "$dir" >&2
	echo "$dir"
}

# run ARGS…: output in $tmp/out and $tmp/err, exit status in $status
run() {
	"$HYPERTRACE" "$@" >"$tmp/out" 2>"$tmp/err"
	status=$?
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

# fails NAME STATUS PATTERN ARGS…: that status, one matching line on stderr, none on stdout
fails() {
	local name=$1 want=$2 pattern=$3 problem=''

	shift 3
	run "$@"
	[ "$status" = "$want" ] || problem="exit status $status, not $want;"
	[ "$(wc -l <"$tmp/err")" = 1 ] || problem="$problem not one line on stderr;"
	grep -q "^hypertrace: $pattern" "$tmp/err" || problem="$problem no '$pattern';"
	[ -s "$tmp/out" ] && problem="$problem something on stdout"
	verdict "$name" "$problem"
}

# json NAME EXPRESSION: the last run printed JSON (d) of which a Python expression holds
json() {
	local problem

	problem=$(python3 -c 'import json, sys
d = json.load(open(sys.argv[1], encoding="utf-8"))
vms = d.get("vms", [])
calls = [c for vm in vms for c in vm["initcalls"]]
print("" if eval("(" + sys.argv[2] + ")") else "does not hold: " + sys.argv[2])' \
		"$tmp/out" "$2" 2>&1 | tail -1)
	verdict "$1" "$problem"
}

# has NAME PATTERN: the last run's output matches
has() {
	if grep -q -- "$2" "$tmp/out"; then ok "$1"; else not_ok "$1" "no '$2' in the output"; fi
}

# lacks NAME PATTERN
lacks() {
	if grep -q -- "$2" "$tmp/out"; then not_ok "$1" "'$2' in the output"; else ok "$1"; fi
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
. "$here/test_doctor.sh"
# shellcheck source=/dev/null
. "$here/test_usage.sh"

echo "1..$count"
[ "$failures" = 0 ]
