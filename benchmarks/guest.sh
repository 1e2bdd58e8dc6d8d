#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In the guest: time N calls of each kind. The first round warms caches and page tables up.
param() {
	sed -n "s/.*\\bbench\\.$1=\\([a-z0-9]*\\).*/\\1/p" /proc/cmdline
}
insmod /ht_test_call.ko || exit 1
for round in warm real; do
	for what in empty ping record; do
		echo "time $what $(param n)" >/sys/kernel/debug/ht_test_call || exit 1
		ns=$(cat /sys/kernel/debug/ht_test_call)
		[ "$ns" -ge 0 ] || exit 1
		[ $round = warm ] || echo "bench: $(param mode) $what $ns"
	done
done
