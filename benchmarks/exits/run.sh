#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What KVM spends on an exit, by its reason, in instructions of guest and host: "hypertrace bench" in the
# emulated host. What an exit costs the hardware is not in these figures.
#
#   usage: benchmarks/exits/run.sh [--save] [--quick] [--out DIR]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=benchmarks/lib/common.sh
. "$here/../lib/common.sh"
bench_options exits "$@"
bench_testbed --icount --timeout 120
# That clock counts instructions: cycles are instructions here.
awk -F, '$1 == "emulated" && $4 == "cycles" { printf "icount,exits,%s,instructions,,%s\n", $3, $6 }' \
	"$bench_out/exits.emulated" | bench_finish icount instructions \
	"What an exit takes, by its reason: instructions of guest and host"
