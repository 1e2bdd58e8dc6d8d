#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# make bench-workloads: what it costs to trace the scheduler, system calls and interrupts of a guest that
# does a fixed amount of work, by hypertrace's transports and by what people use today; in instructions
# of guest and host together (docs/benchmarks.md).
#
#   usage: benchmarks/workloads/run.sh [--save] [--quick | --only VARIANT,...] [--out DIR]
#          --quick: three variants, and little work
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=benchmarks/lib/common.sh
. "$here/../lib/common.sh"
bench_options workloads "$@"

bench_guest_programs sysbench trace-cmd
bench_guest_lttng virtio_mmio virtio_blk vmw_vsock_virtio_transport
bench_guest_babeltrace
# The host has no need of these but here.
host=$(mktemp -d)
trap 'rm -rf "$bench_root" "$host"' EXIT
add_program "$host" "$(command -v trace-cmd)"
add_modules "$host" "$HT_K/root" "$HT_KREL" vhost_vsock
files=()
while read -r file; do
	case $file in
	*.ko) files+=(--host-file "$host$file:/bench/${file##*/}") ;;
	/lib/modules/*) ;;
	*) files+=(--host-file "$host$file:$file") ;;
	esac
done < <(cd "$host" && find . -type f | sed 's/^\.//')

bench_testbed --icount --guest stock --timeout 1800 "${files[@]}"
bench_lines | awk -f "$here/rows.awk" | bench_finish icount overhead \
	"What tracing costs a guest at work: instructions of guest and host"
