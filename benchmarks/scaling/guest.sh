#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In the guest: when the host wants it, one thread a vCPU reports events, as fast as it can. A line
# "bench: guest WHICH ROUND EVENTS NANOSECONDS LOST" for each of three rounds.
h=/sys/kernel/hypertrace
which=$(sed -n 's/.*\bbench\.which=\([0-9x]*\).*/\1/p' /proc/cmdline)
total=200000
grep -q bench.quick /proc/cmdline && total=10000

wanted() {
	until [ "$(cat $h/events/user)" = "$1" ]; do sleep 0.1; done
}

echo "bench-ready"
wanted 1
sleep 0.5 # all of the VMs have heard it
for round in 1 2 3; do
	start=$(ht-cost clock)
	events=$(user_event flood "$(nproc)" $((total / $(nproc))))
	echo "bench: guest $which $round $events $(($(ht-cost clock) - start)) $(cat $h/lost)"
done
echo "bench-done"
wanted 0 # the host has looked
