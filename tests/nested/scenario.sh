#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In the emulated host: guests in guests, and what of them this host hears. /which names the part, as each
# has a host of its own. check.py judges outside.
run() { # run NAME OPTION...
	trace-session -o /out/trace start-guest --name "$@" --append quiet
}
modprobe kvm-hypertrace
part=$(cat /which)
case $part in
deep)
	trace-session -o /out/flat allowed-exec /tests/nest_call burst 200 >/out/flat.log
	run deep --nested 3 --guest early --append testbed.direct
	;;
direct) run direct --nested 2 --guest stock --append testbed.direct ;;
reflected) run reflected --nested 2 --guest stock --direct none ;;
hostile) run hostile --nested 2 --direct none ;;
esac
status=$?
cat /sys/kernel/debug/kvm-hypertrace/vms >/out/vms-left
exit $status
