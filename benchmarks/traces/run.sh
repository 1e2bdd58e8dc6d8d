#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# How fast reports and exports read, and how much memory that takes, next to babeltrace2 -o dummy on
# the same FAKE traces. Writes results/traces-speed.csv; mode native, on whatever machine this is.
#
#   benchmarks/traces/run.sh
#
# SIZES   events of the traces (default: 10000 100000 1000000); 10000000 takes an hour and 2 GB
# PAIRS   turns of command and reference (default: 9)
# RESULT  the file that is written

set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$here/../..
O=${O:-$top/build}
result=${RESULT:-$here/../results/traces-speed.csv}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

make -C "$top/cli" O="$O"
make -C "$here" O="$O"
cpu=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)
{
	echo "# mode: native; CPU: $cpu, $(nproc) of them; kernel: $(uname -r);" \
		"$(babeltrace2 --version | head -1); FAKE traces of benchmarks/traces/generate.c"
	"$here/measure.py" "$O/cli/hypertrace" "$O/bench-traces/generate" "$scratch" \
		"${SIZES:-10000 100000 1000000}" "${PAIRS:-9}"
} >"$scratch/result"
cp "$scratch/result" "$result"
cat "$result"
