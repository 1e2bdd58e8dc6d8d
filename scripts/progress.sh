#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Turn a make's output, one line a file, into progress: a counter on a terminal, a line every tenth
# elsewhere. What is no such line (a warning, an error) is passed on.
#
#   usage: make … | scripts/progress.sh EXPECTED-FILES
expected=$1
n=0 shown=-1
while IFS= read -r line; do
	if ! [[ $line =~ ^\ \ [A-Z0-9]+\ +(\[M\]\ )?[^\ ]+$ ]]; then
		[[ $line == "  "* || $line == make* || $line == Kernel:* || -z $line ]] || printf '%s\n' "$line" >&2
		continue
	fi
	n=$((n + 1))
	percent=$((n * 100 / expected))
	# The number of files is that of an earlier kernel: never claim to be done.
	[ $percent -lt 99 ] || percent=99
	if [ -t 1 ]; then
		printf '\r           %3d %% (%d files) ' $percent $n
	elif [ $((percent / 10)) != $shown ]; then
		shown=$((percent / 10))
		printf '           %3d %%\n' $percent
	fi
done
[ ! -t 1 ] || [ $n = 0 ] || printf '\r%40s\r' ''
