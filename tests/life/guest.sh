#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs in every guest of the suite "life"; test=NAME on the kernel command line says which part. What is said
# goes out before the guest ends.
dir=/tests/$(uname -r)
. /tests/guest-tap.sh
name=$(sed 's/.*test=\([a-z0-9]*\).*/\1/' /proc/cmdline)

said() {
	tap_end
	sleep 0.5
}

# Known events on every vCPU, the last words before a crash.
last_words() {
	is "$(/tests/user_event flood "$(nproc)" 200)" $(($(nproc) * 200)) "events before the end"
	said
}

power() {
	insmod "$dir/ht_test_power.ko"
	ok $? "slow things are there"
}

# As far as the devices, and back after a second: nothing has to wake it up.
fall_asleep() {
	echo devices >/sys/power/pm_test && echo freeze >/sys/power/state
}

case $name in
panic | bug | stack | double | irq | nmi)
	last_words
	insmod "$dir/ht_test_crash.ko" kind="$name"
	;;
sysrq)
	last_words
	echo c >/proc/sysrq-trigger
	;;
pvpanic)
	insmod "$dir/pvpanic.ko" && insmod "$dir/pvpanic-pci.ko"
	ok $? "QEMU will be told of a panic"
	last_words
	echo c >/proc/sysrq-trigger
	;;
survive)
	insmod "$dir/ht_test_crash.ko" kind=survive
	sleep 0.5
	is "$(/tests/user_event flood 1 10)" 10 "and goes on"
	said
	reboot -f
	;;
restart | restart4)
	power
	said
	reboot -f
	;;
sleep)
	fall_asleep
	ok $? "sleeps and wakes up"
	said
	reboot -f
	;;
moves | still)
	. /tests/guest_moves.sh
	exit
	;;
esac
# The crash has not happened.
exit 1
