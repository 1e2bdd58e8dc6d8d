# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# For the suites that try commands: source it after setting $tmp and $HYPERTRACE. What a test ran is
# in $tmp/out and $tmp/err, and explains a failure; the end is tap_end.

: "${tmp:?a folder for output}"

# shellcheck source=tests/tap.sh
. "$(dirname "${BASH_SOURCE[0]}")/tap.sh"

# verdict NAME PROBLEM: a test that passes when there is no problem
verdict() {
	local bad=1

	[ -n "$2" ] || bad=0
	{
		printf '%s\n' "$2"
		[ ! -s "$tmp/err" ] || sed 's/^/stderr: /' "$tmp/err" | head -20
	} >"$tmp/problem"
	ok "$bad" "$1" "$tmp/problem"
}

skip() { # skip NAME WHY
	ok 0 "$1 # SKIP $2"
}

# run ARGS…: the command; exit status in $status
run() {
	"$HYPERTRACE" "$@" >"$tmp/out" 2>"$tmp/err"
	status=$?
}

# unread NAME ARGS…: nobody reads what it prints, so it fails without a word. The reader has gone
# before it begins: later all might be in the pipe.
unread() {
	local name=$1 problem=''

	shift
	python3 -c 'import os, subprocess, sys
reader, writer = os.pipe()
os.close(reader)
sys.exit(subprocess.call(sys.argv[1:], stdout=writer, timeout=60))' \
		"$HYPERTRACE" "$@" 2>"$tmp/err"
	status=$?
	[ "$status" = 1 ] || problem="exit status $status, not 1;"
	[ -s "$tmp/err" ] && problem="$problem something on stderr"
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
