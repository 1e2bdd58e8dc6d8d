#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In the guest, its module not loaded. Lines "bench: WHO WHAT N TICKS [EVENTS EXITS]", WHO being what
# records on the host; EXITS are those that hypercalls made meanwhile.
h=/sys/kernel/hypertrace
m=/sys/module/ht_micro/parameters/measure
CALLS=128 # of two events each: a whole number of batches of any size
VMMCALL=81 EXITS_OF=4ffffffe
who=$(sed -n 's/.*\bbench\.host=\([a-z]*\).*/\1/p' /proc/cmdline)
sizes="1 2 4 8 16 32 64 128 256"
grep -q bench.quick /proc/cmdline && sizes="1 32 256"

die() {
	echo "bench: failed: $*"
	exit 1
}

# module WHAT N
module() {
	echo "$1 $2" >$m || die "$1 $2"
	echo "bench: $who $1 $2 $(cat $m)"
}

hypercalls() {
	exits leaf $EXITS_OF $VMMCALL | { read -r eax _ && echo $((0x$eax)); }
}

# transport NAME N: N is what a batch holds
transport() {
	echo "$1" >$h/transport || die "$1"
	echo 1 >$h/events/syscall
	events=$(cat $h/emitted) exits=$(hypercalls)
	ticks=$(ht-cost calls $CALLS) || die "$1 $2"
	events=$(($(cat $h/emitted) - events)) exits=$(($(hypercalls) - exits))
	echo 0 >$h/events/syscall
	echo "bench: $who $1 $2 $ticks $events $exits"
}

insmod /ht_micro.ko || die ht_micro
for what in clock record wrap full; do module $what 0; done
module exit 0
for n in 8 32 40 64; do module bell $n; done
for n in 40 64; do module exit $n; done
for n in 8 32; do module thread $n; done
rmmod ht_micro

echo "bench: $who none 0 $(ht-cost calls $CALLS)"
modprobe hypertrace_guest events= || die hypertrace_guest
for size in $sizes; do
	echo "$size" >$h/batch || die "batches of $size"
	transport batch "$size"
done
transport hypercall 1
transport ring 0
[ "$(cat $h/lost)" = 0 ] || die "$(cat $h/lost) records are lost"
