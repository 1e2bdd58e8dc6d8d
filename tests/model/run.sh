#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The model of the ring, by spin: every interleaving, and no assertion may fail. Then the model is
# tried itself: with each of "mutants" an assertion has to fail. TAP.
#
#   usage: tests/model/run.sh OUT       (OUT: where to build)
#   environment: LONG=1   more records as well: minutes, and 2 GiB
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)

# shellcheck source=tests/tap.sh
. "$here/../tap.sh"

# verify MODEL [OPTION]...: spin's report to $out/log; succeeds if all was searched and no assertion
# failed. No partial-order reduction: it is not made for processes that stop each other (provided).
# An error is found within fewer states than it takes an optimiser's time to pay.
cflags=-O2
verify() {
	local model=$1
	shift
	rm -f "$out"/pan* "$out"/*.trail
	# shellcheck disable=SC2086 # options
	(cd "$out" && spin -a "$@" "$model" &&
		gcc -w $cflags -DSAFETY -DNOREDUCE -DMEMLIM=4000 -o pan pan.c &&
		nice ./pan -m100000) >"$out/log" 2>&1 &&
		grep -q 'errors: 0$' "$out/log" && ! grep -qE 'not completed|max search depth' "$out/log"
}

# Steps that nothing reaches would mean that the model says less than it seems to. Two cannot be: the
# task interrupts nobody, and nobody interrupts the NMI, whose exchanges and commits never fail.
all_reached() {
	local lines
	lines=$(sed -n '/unreached in proctype/h; /state [0-9]*, "/{G;p}' "$out/log" | sed '/^$/d' | paste - -)
	! grep -vE '"nest = \(n-1\)".*task$|"(ok = 0|nest = 1)".*nmi$' <<<"$lines" | grep -q .
}

verify "$here/ring.pml"
status=$?
states=$(awk '/states, stored/ { print $1 }' "$out/log")
ok $status "model: holds in every interleaving ($states states)" "$out/log"
all_reached
ok $? "model: every step is taken" "$out/log"
verify "$here/ring.pml" -DSIZE=3
ok $? "model: holds in a smaller ring" "$out/log"
if [ -n "${LONG:-}" ]; then
	cflags="-O2 -DCOLLAPSE"
	verify "$here/ring.pml" -DTASK=2
	ok $? "model: holds with two records of the task" "$out/log"
	verify "$here/ring.pml" -DIRQ=2
	ok $? "model: holds with two interrupts" "$out/log"
fi
cflags=-O0
while IFS=$'\t' read -r name command; do
	sed "$command" "$here/ring.pml" >"$out/mutant.pml"
	# It has to be an assertion, in a model that was changed and still is one.
	! cmp -s "$out/mutant.pml" "$here/ring.pml" && ! verify "$out/mutant.pml" &&
		grep -qE '^pan:1: (assertion violated|invalid end state)' "$out/log"
	ok $? "model: notices: $name" "$out/log"
done < <(grep -v '^#' "$here/mutants")
tap_end
