#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In the emulated host: a hypercall that nobody but KVM's tracepoint knows of, then the same guest while
# nobody records, and while LTTng does.
. /testbed.conf
t=/sys/kernel/tracing

# call WHO: instructions of a hypercall that does nothing, by a VM without a kernel
call() {
	echo "bench: $1 call 0 $(hypertrace bench --csv --rounds 3 |
		awk -F, '$3 == "hypercall" && $4 == "cycles" { print $6 }')"
}

# record WHO [COMMAND...]: the least of 100 records of 32 bytes, while COMMAND makes WHO record
record() {
	who=$1
	shift
	"$@" allowed-exec /bench/nest_call burst 100 >/tmp/burst || exit 1
	echo "bench: $who hypercall 0 $(sed -n 's/^least \([0-9]*\) result 0$/\1/p' /tmp/burst)"
}

# recorded WHO OPTION...: the guest while LTTng records, and nothing of it is lost
recorded() {
	who=$1
	shift
	trace-session "$@" -o "/tmp/$who" start-guest --name "$who" --mem 512 \
		--append "quiet testbed.noload bench.host=$who" || exit 1
	babeltrace2 "/tmp/$who" -o dummy 2>&1 | grep -i discard && exit 1
	rm -rf "/tmp/$who"
}

call plain
echo 1 >$t/events/kvm/kvm_hypercall/enable
call ftrace
[ "$(sed -n 's/^entries: //p' $t/per_cpu/cpu0/stats)" -gt 100 ] ||
	{ echo "bench: failed: ftrace recorded no kvm_hypercall" && exit 1; }
echo 0 >$t/events/kvm/kvm_hypercall/enable
echo >$t/trace
modprobe kvm-hypertrace
# The host's thread soon, or the guest waits long for it.
echo 2000 >/sys/module/kvm_hypertrace/parameters/poll_max_us
call loaded
record nobody
start-guest --name nobody --mem 512 --append "quiet testbed.noload bench.host=nobody" || exit 1
case $HT_GUEST_APPEND in *bench.quick*) exit 0 ;; esac
record packed trace-session --packed -o /tmp/burst-packed
record each trace-session -o /tmp/burst-each
recorded packed --packed
