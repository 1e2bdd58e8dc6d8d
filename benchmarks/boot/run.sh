#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# make bench-boot: what it costs to trace the boot of a guest, from its first instruction to its first
# script, by hypertrace and by what kernels have for that; in instructions of guest and host together
# (docs/benchmarks.md).
#
#   usage: benchmarks/boot/run.sh [--save] [--quick | --only VARIANT,...] [--out DIR]
#          --quick: three variants
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=benchmarks/lib/common.sh
. "$here/../lib/common.sh"
bench_options boot "$@"
bench_testbed --icount --guest early --timeout 900
bench_lines | awk -f "$here/rows.awk" | bench_finish icount overhead \
	"What tracing costs the boot of a guest: instructions of guest and host"
