#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In the guest, first of all: what is the time? KVM lets a guest's TSC begin with it. Then, how many
# events there were. A line "bench: VARIANT boot TICKS EVENTS".
ticks=$(ht-cost now)
h=/sys/kernel/hypertrace
t=/sys/kernel/tracing
variant=$(sed -n 's/.*\bbench\.variant=\([a-z_-]*\).*/\1/p' /proc/cmdline)
case $variant in
levels | ring* | batch | hypercall)
	[ "$(cat $h/lost)" = 0 ] || { echo "bench: failed: $variant: lost $(cat $h/lost)" && exit 1; }
	events=$(cat $h/emitted)
	;;
ftrace*) events=$(awk '/^(entries|overrun): / { n += $2 } END { print n }' $t/per_cpu/cpu0/stats) ;;
initcall_debug) events=$(dmesg | grep -c -E '(calling .* @|initcall .* returned)') ;;
*) events=0 ;;
esac
echo "bench: $variant boot $ticks $events"
