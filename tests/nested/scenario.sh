#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In the emulated host: guests in guests, and what of them this host hears. check.py judges outside.
run() { # run NAME OPTION...
	name=$1
	shift
	echo "testbed: $name"
	trace-session -o "/out/$name" start-guest --name "$name" --append quiet "$@"
	echo "$name $?" >>/out/guests
	rm -rf "/out/in-$name"
	mkdir "/out/in-$name"
	mv /out/L1* /out/L2* "/out/in-$name" 2>/dev/null
}
modprobe kvm-hypertrace
trace-session -o /out/flat allowed-exec /tests/nest_call burst 200 >/out/flat.log
run deep --nested 3 --guest early --append testbed.direct
run direct --nested 2 --guest stock --append testbed.direct
run reflected --nested 2 --guest stock --direct none
run hostile --nested 2 --direct none
cat /sys/kernel/debug/kvm-hypertrace/vms >/out/vms-left
exit 0
