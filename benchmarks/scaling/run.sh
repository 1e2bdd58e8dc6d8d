#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# make bench-scaling: events a second without loss, the host's CPU time and memory, with more vCPUs and more
# VMs. In the emulated host, whose clock is this machine's: compare the rows of one run, and nothing else.
#
#   usage: benchmarks/scaling/run.sh [--save] [--quick] [--out DIR]
#          --quick: one VM of one and two vCPUs, and fewer events
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=benchmarks/lib/common.sh
. "$here/../lib/common.sh"
bench_options scaling "$@"
bench_guest_root
install "$HT_K/tests/user_event" "$bench_root/usr/bin/user_event"
bench_testbed --again --guest early --timeout 600
bench_lines | awk -f "$here/rows.awk" | bench_finish emulated rate \
	"More vCPUs, more VMs: programs in guests report as fast as they can (emulated: ratios only)"
