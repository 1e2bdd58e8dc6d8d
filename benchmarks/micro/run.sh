#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Part of make bench-micro: batches of every size, the rare places of a ring, what each way to empty it
# costs the host, and a hypercall that only KVM's own tracepoint records; in instructions
# (docs/benchmarks.md).
#
#   usage: benchmarks/micro/run.sh [--save] [--quick] [--out DIR]
#          --quick: nobody records, and some of the batches
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=benchmarks/lib/common.sh
. "$here/../lib/common.sh"
bench_options micro "$@"
bench_guest_root
install -D "$HT_K/tests/exits" "$bench_root/usr/bin/exits"
install "$HT_K/bench/ht_micro.ko" "$bench_root/ht_micro.ko"
add_modules "$bench_root" "$HT_K/root" "$HT_KREL"
add_our_modules "$bench_root" "$HT_KREL" "$HT_K/src/guest-module/hypertrace_guest.ko"
bench_testbed --icount --guest stock --timeout 300 --host-file "$HT_K/tests/nest_call:/bench/nest_call"
bench_lines | awk -f "$here/rows.awk" | bench_finish icount instructions \
	"What the transports do rarely, and what that takes: instructions"
