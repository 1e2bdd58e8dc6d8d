#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In the emulated host: the same guest while nobody records, and while LTTng does, in the packed form
# and, unless the guest's parameters say bench.quick, each record by itself. What babeltrace2 says is
# in the log: a trace with discarded events would look cheap.
. /testbed.conf
modprobe kvm-hypertrace
# guest WHO [COMMAND...]: COMMAND makes WHO record
guest() {
	who=$1
	shift
	"$@" start-guest --name "$who" --mem 512 --append "quiet testbed.noload bench.host=$who"
}
# recorded WHO [OPTION]
recorded() {
	who=$1
	shift
	guest "$who" trace-session "$@" -o "/tmp/$who" || exit 1
	babeltrace2 "/tmp/$who" -o dummy 2>&1 | grep -i discard && exit 1
	rm -rf "/tmp/$who"
}
guest nobody || exit 1
recorded packed --packed
case $HT_GUEST_APPEND in *bench.quick*) exit 0 ;; esac
recorded each
