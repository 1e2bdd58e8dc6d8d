#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs in the emulated host where the clock counts instructions: what one exit costs a guest, by what the
# host does besides.
params=/sys/module/kvm_hypertrace/parameters
failed=0

cost() { # cost NAME START-GUEST-OPTIONS...
	name=$1
	shift
	start-guest --name "$name" --append "test=cost quiet" "$@" || failed=1
	echo "$name $(sed -n 's/\r$//; s/^# cost //p' "/out/$name-console.log")" >>/out/costs
}

cost absent
modprobe kvm-hypertrace exits=N
cost off --no-allow
cost allowed
echo Y >$params/exits
cost others --no-allow
cost counted
exit $failed
