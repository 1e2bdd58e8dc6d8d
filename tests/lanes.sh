#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# How tests/run.sh runs suites and counts what they say. TAP.
#
#   usage: tests/lanes.sh
set -uo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# shellcheck source=tests/tap.sh
. "$top/tests/tap.sh"

# runs JOBS SUITE...: its status in $status, what it says in $work/out
runs() {
	status=0
	JOBS=$1 "$top/tests/run.sh" "${@:2}" >"$work/out" 2>&1 || status=$?
}

# says LINE NAME: $work/out has that line, whole
says() {
	grep -qxF -- "$1" "$work/out"
	ok $? "$2" "$work/out"
}

# last LINE NAME: that is its last line
last() {
	is "$(tail -n 1 "$work/out")" "$1" "$2"
}

good='echo ok 1; echo 1..1'
for jobs in 1 3; do
	runs $jobs "a=$good" "b=$good"
	is $status 0 "JOBS=$jobs: all passed"
	last "2 passed, 0 failed" "JOBS=$jobs: and that is said"
	runs $jobs "a=$good" "b=echo ok 1 - x '#' SKIP no y; echo 1..1"
	is $status 0 "JOBS=$jobs: one is skipped"
	last "1 passed, 0 failed, 1 skipped" "JOBS=$jobs: and that is said"
	runs $jobs "a=echo ok 1; echo not ok 2 - this; echo 1..2; exit 1" "b=$good"
	is $status 1 "JOBS=$jobs: one failed"
	last "2 passed, 1 failed" "JOBS=$jobs: and that is said"
	says "#   not ok 2 - this" "JOBS=$jobs: as is which"
	runs $jobs "a=$good; exit 7" "b=$good"
	is $status 1 "JOBS=$jobs: a suite that ends badly without a reason fails"
	says "#   not ok - a: ended with status 7" "JOBS=$jobs: and that is said"
	runs $jobs "a=$good" "b=echo ok 1; echo 1..2"
	is $status 1 "JOBS=$jobs: a suite that ends early fails"
	says "#   not ok - b: planned 2, ran 1" "JOBS=$jobs: and that is said"
	runs $jobs "a=$good" "b=kill -KILL \$\$"
	is $status 1 "JOBS=$jobs: a suite that is killed fails"
	says "#   not ok - b: planned nothing, ran 0" "JOBS=$jobs: for want of a plan, too"
done
runs none "a=$good"
is $status 2 "JOBS is a number"

# Each waits for a file of the other's: only side by side do both end.
meet() {
	echo "touch $work/$1; until [ -e $work/$2 ]; do sleep 0.05; done; echo $1 was here; $good"
}
runs 2 "a=$(meet a b)" "b=$(meet b a)"
is $status 0 "JOBS=2: two run at a time"
says "# begins: a (1 of 2)" "it is said when one begins"
is "$(grep -A 3 -x '# suite a' "$work/out" | tr '\n' ' ' | sed 's/, [0-9]* s $//')" \
	"# suite a a was here ok 1 1..1 " "what a suite says is in one piece"
rm -f "$work"/[abc]
once="[ ! -e $work/busy ] && touch $work/busy && sleep 0.3 && rm $work/busy && $good"
runs 1 "a=$once" "b=$once"
is $status 0 "JOBS=1: one at a time"
runs 2 "a=$(meet a b)" "b=$(meet b a)" --alone "c=$once" "d=$once"
is $status 0 "--alone: one at a time"
[ "$(grep -n '^# suite c$' "$work/out" | cut -d: -f1)" -gt "$(grep -n '^# suite [ab]: ' "$work/out" |
	tail -n 1 | cut -d: -f1)" ]
ok $? "--alone: when the others have ended" "$work/out"
runs 2 "a=sleep 0.2; $good" "b=$good" "c=$good"
is "$(grep -c '^# begins' "$work/out")" 3 "a lane that is free takes the next"

# Ctrl-C reaches run.sh alone. timeout(1) leaves the group of who starts it; a trap is for cleaning up.
sleeps="trap 'touch $work/cleaned' EXIT; trap 'exit 9' TERM; timeout 99 sh -c 'echo \$\$ >$work/1; exec sleep 98'; :"
stubborn="trap '' TERM; echo \$\$ >$work/2; while :; do sleep 0.1; done"
for jobs in 1 2; do
	rm -f "$work"/{cleaned,1,2}
	JOBS=$jobs env --default-signal=INT "$top/tests/run.sh" "a=$sleeps" "b=$stubborn" >"$work/out" 2>&1 &
	for _ in $(seq 200); do
		[ ! -s "$work/1" ] || [ ! -s "$work/$jobs" ] || break
		sleep 0.05
	done
	kill -INT $!
	sleep 0.2
	kill -INT $!
	wait $!
	is $? 130 "JOBS=$jobs: an interrupt ends it, and another one changes nothing"
	grep -q '^# run.sh: ends before .*a' "$work/out"
	ok $? "JOBS=$jobs: and that is said" "$work/out"
	[ -e "$work/cleaned" ]
	ok $? "JOBS=$jobs: the suites clean up" "$work/out"
	# One that has ended may still be listed, for a parent that has not asked.
	[ -s "$work/$jobs" ] &&
		! grep -s '^State:[[:space:]][^ZX]' "/proc/$(cat "$work/$jobs")/status" >>"$work/out"
	ok $? "JOBS=$jobs: none is left, not even one that will not end" "$work/out"
done
tap_end
