#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Boot the emulated host with an AMD CPU: QEMU's TCG emulates SVM with nested paging. The same
# arguments as emulate-bochs.sh, and --icount: the clock counts instructions; --watch: one CPU that hangs
# is not waited for.
#
# RAWFILE is written through a virtio serial port, not as a disk: the firmware would look at a disk, and
# when that answers depends on the machine outside, which --icount must not.
#
#   usage: emulate-qemu.sh --kernel FILE --initrd FILE --append STR --mem MIB --cpus N
#                          --disk RAWFILE --console FILE --timeout S --work DIR [--icount] [--watch]
# Exits with 0 when the machine powered itself off, 124 after the timeout or when it hangs, else 1.
set -euo pipefail

icount='' watch=''
while [ $# -gt 0 ]; do
	case $1 in
	--kernel) kernel=$2 && shift ;;
	--initrd) initrd=$2 && shift ;;
	--append) append="${append:+$append }$2" && shift ;;
	--mem) mem=$2 && shift ;;
	--cpus) cpus=$2 && shift ;;
	--disk) disk=$2 && shift ;;
	--console) console=$2 && shift ;;
	--timeout) timeout=$2 && shift ;;
	--work) work=$2 && shift ;;
	--icount) icount=y ;;
	--watch) watch=y ;;
	*)
		echo "emulate-qemu.sh: unknown option $1" >&2
		exit 2
		;;
	esac
	shift
done

accel=(-accel tcg,thread=multi -smp "$cpus")
# Whatever else differs from run to run is fixed too: the random numbers and the date.
[ -z "$icount" ] || accel=(-accel tcg,thread=single -icount shift=0,sleep=off -smp 1
	-seed 1 -rtc base=2026-01-01T00:00:00,clock=vm)

watched=()
if [ -n "$watch" ] && [ "$cpus" = 1 ]; then
	watched=(-qmp "unix:$work/qmp,server=on,wait=off")
	lost=--lost
	[ -z "$icount" ] || lost=
	"${0%/*}/hung.py" ${lost:+"$lost"} "$work/qmp" "$work/hung" &
fi

status=0
timeout -k 5 "$timeout" qemu-system-x86_64 -M q35 "${accel[@]}" -cpu EPYC -m "$mem" \
	"${watched[@]}" -nodefaults -no-user-config -display none -no-reboot -serial "file:$console" \
	-chardev "file,id=out,path=$disk" -device virtio-serial-pci -device virtserialport,chardev=out \
	-kernel "$kernel" -initrd "$initrd" \
	-append "console=ttyS0 $append" >"$work/qemu.log" 2>&1 || status=$?
wait
[ ! -e "$work/hung" ] || exit 124
case $status in
0) exit 0 ;;
124 | 137) exit 124 ;;
*)
	echo "emulate-qemu.sh: QEMU ended with status $status: $(tail -n 1 "$work/qemu.log")" >&2
	exit 1
	;;
esac
