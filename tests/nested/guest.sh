#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs in the innermost guest of the suite "nested": events by the default transport, and hypercalls of
# KVM's own.
S=/sys/kernel/hypertrace
. /tests/guest-tap.sh

if grep -q testbed.direct /proc/cmdline; then
	grep -q '\[hypercall\]' $S/transport
	ok $? "records go by hypercall"
else
	grep -q '\[ring\]' $S/transport
	ok $? "records go to the ring"
fi
insmod "/tests/$(uname -r)/ht_test_call.ko"
call() { # call NR RESULT NAME
	echo "$1" >/sys/kernel/debug/ht_test_call
	is "$(cat /sys/kernel/debug/ht_test_call)" "$2" "$3"
}
call 1 0 "KVM_HC_VAPIC_POLL_IRQ is answered by KVM"
call 1f -1000 "so is a number that KVM does not know"
call 48540000 0 "HT_HC_PING is answered"
call "48540000 1" -22 "and refused with a reserved bit"
call 48540005 0 "HT_HC_RING_DRAIN is answered"
is "$(/tests/user_event flood 2 100)" 200 "programs report"
echo "guest: emitted $(cat $S/emitted) lost $(cat $S/lost)"
tap_end
