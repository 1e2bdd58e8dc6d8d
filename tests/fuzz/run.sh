#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Fuzz what faces a hostile guest: the reader of rings, and records that arrive by hypercall. A fixed
# number of runs from a fixed seed, so that every machine tries the same cases; then the fuzzers are
# tried themselves: each check that "mutants" takes out of the code has to be missed. TAP.
#
#   usage: tests/fuzz/run.sh OUT        (OUT holds the fuzzers; tests/Makefile makes them)
#   environment: RUNS   cases for each fuzzer (default: 500000)
#                SEED   where to begin (default: 1)
set -uo pipefail

out=$1
here=$(cd "$(dirname "$0")" && pwd)
RUNS=${RUNS:-500000} SEED=${SEED:-1}
mutant_runs=300000

# shellcheck source=tests/tap.sh
. "$here/../tap.sh"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# Findings (crash-…) are left where the fuzzer runs.
mkdir -p "$out/found"
cd "$out/found" || exit 1

# Addresses are among what libFuzzer learns from: where they may be fixed, runs repeat.
fixed=
! setarch -R true 2>/dev/null || fixed="setarch -R"

# fuzz PROGRAM TARGET RUNS: what it finds interesting is not kept, so that runs repeat.
fuzz() {
	local seeds
	seeds=$(printf '%s,' "$here/corpus/$2"/*)
	# An input is tried in microseconds; one that takes 10 s hangs.
	# shellcheck disable=SC2086 # a command and its option, or nothing
	nice $fixed "$out/$1" -runs="$3" -seed="$SEED" -max_len=1200 -timeout=10 -verbosity=0 \
		-artifact_prefix="$out/found/$1-" -seed_inputs="${seeds%,}" 2>&1 |
		grep -v "# Uses:" >"$scratch/log"
}

for target in ring record; do
	nice "$out/fuzz_$target" "$here/corpus/$target"/* >"$scratch/log" 2>&1
	ok $? "fuzz $target: the seeds" "$scratch/log"
	fuzz "fuzz_$target" $target "$RUNS"
	ok $? "fuzz $target: $RUNS cases from seed $SEED" "$scratch/log"
done
while IFS=$'\t' read -r target name _; do
	# It has to end as a failed assertion or a sanitizer ends; not, say, as "no such program".
	! fuzz "mutant_${target}_$name" "$target" $mutant_runs &&
		grep -qE 'does not hold|ERROR: (AddressSanitizer|libFuzzer)|runtime error' "$scratch/log"
	ok $? "fuzz $target: notices that the check \"$name\" is missing" "$scratch/log"
done < <(grep -v '^#' "$here/mutants")
rm -f "$out"/found/mutant_*
tap_end
