#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# make demo: record the boot of a VM in the emulated host, and show what made it slow.
#
#   usage: testbed/demo.sh amd|intel
set -euo pipefail

cpu=$1
top=$(cd "$(dirname "$0")/.." && pwd)
O=${O:-$top/build}
hypertrace=$O/cli/hypertrace
out=$O/demo

# As people will type it.
short() {
	realpath --relative-to="$PWD" "$1"
}

# An emulated CPU is slow the first time it sees code. Counted in instructions that does not show,
# and everybody sees the same figures. Bochs counts by itself.
case $cpu in
amd)
	echo "Booting an emulated host (QEMU, AMD SVM), and in it a VM by QEMU/KVM:"
	options=(--icount)
	;;
*)
	echo "Booting an emulated host (Bochs, Intel VMX: a minute), and in it a VM by QEMU/KVM:"
	options=()
	;;
esac
"$top/testbed/run" --cpu "$cpu" "${options[@]}" --out "$out"
echo
"$hypertrace" report boot "$out/trace" --top 10
cat <<END

The host is emulated: its clock counts instructions, not what exits would cost real hardware.
The trace is in $(short "$out")/trace. To go on:

END
# next COMMAND PURPOSE
next() {
	printf '  %-60s %s\n' "$1" "$2"
}
next "$(short "$hypertrace") report boot --top all $(short "$out")/trace" "every initcall"
next "babeltrace2 $(short "$out")/trace | less" "every event"
next "testbed/run --help" "more vCPUs, other kernels, your own scenario"
next "make demo CPU=intel" "by vmcall on an emulated Intel CPU"
next "$(short "$hypertrace") doctor" "can this machine do it without the emulator?"
