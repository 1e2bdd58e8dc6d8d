# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# Sourced by run.sh: damaged traces of every kind end in a line, never in a crash or a hang.
# HT_FUZZ_FULL=1: every report and export for each of the mutations.

fuzz() {
	local count=1000 problems

	problems=$(python3 "$here/fuzz_ctf.py" "$HYPERTRACE" "$here/../../traces/samples" "$TMPDIR" \
		"$count" ${HT_FUZZ_FULL:+full} 2>&1)
	verdict "$count mutations of each sample: no crash, no hang, one line" \
		"$(head -c 2000 <<<"$problems")"
}

fuzz
