#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# make bench: every benchmark, one after the other. Everything has been built before.
#
#   usage: benchmarks/all.sh [--save]      --save: this run becomes the reference: results/*.csv and
#                                          the pictures in docs/images
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
case ${*:-none} in none | --save) ;; *) echo "usage: benchmarks/all.sh [--save]" >&2 && exit 2 ;; esac
failed=
for benchmark in run.sh icount/run.sh micro/run.sh exits/run.sh nested/run.sh boot/run.sh workloads/run.sh \
	scaling/run.sh model.sh native/run.sh; do
	echo
	echo "== $benchmark"
	"$here/$benchmark" "$@" || failed+=" $benchmark"
done
[ -z "$failed" ] || {
	echo "bench: failed:$failed" >&2
	exit 1
}
