#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In the emulated host: the same guest at work, once for each variant.
. /testbed.conf
# What a vCPU spends polling before it sleeps would count as work.
echo 0 >/sys/module/kvm/parameters/halt_poll_ns

# What --only says, and what everything is compared with.
wanted() {
	case $HT_GUEST_APPEND in
	*bench.only=*,"$1",*) return 0 ;;
	*bench.only=*) [ "$1" = baseline ] ;;
	esac
}

# guest VARIANT [QEMU-ARGUMENT...]
guest() {
	variant=$1
	shift
	wanted "$variant" || return 0
	rm -f /tmp/disk
	truncate -s 64M /tmp/disk
	$by start-guest --name "$variant" --mem 512 --append "testbed.noload bench.variant=$variant" -- \
		-drive file=/tmp/disk,format=raw,if=none,id=disk -device virtio-blk-device,drive=disk "$@" ||
		{ echo "bench: failed: guest $variant: $?" && exit 1; }
}

# recorded VARIANT OPTION...: our session on the host, and nothing of it is lost
recorded() {
	variant=$1
	shift
	wanted "$variant" || return 0
	by="trace-session $* -o /tmp/trace"
	guest "$variant"
	by=
	babeltrace2 /tmp/trace -o dummy 2>&1 | grep -i discard && exit 1
	rm -rf /tmp/trace
}

quick() {
	case $HT_GUEST_APPEND in *bench.quick*) return 0 ;; esac
	return 1
}

# Recording by the agent in the guest, when its console says so. tail looks once a second.
agent() {
	events="-e sched:sched_switch -e sched:sched_wakeup -e sched:sched_wakeup_new"
	events="$events -e irq:irq_handler_entry -e irq:irq_handler_exit"
	events="$events -e irq:softirq_entry -e irq:softirq_exit -e raw_syscalls"
	: >/out/trace-cmd-console.log
	cr=$(printf '\r')
	# All of its output elsewhere, or the scenario does not end before it.
	{
		tail -n +1 -f /out/trace-cmd-console.log | while read -r what switch workload count; do
			[ "$what" = bench-wants: ] || continue
			workload=${workload%"$cr"} count=${count%"$cr"}
			if [ "$switch" = on ]; then
				# What stands behind -A is the agent's, and it refuses -o.
				# shellcheck disable=SC2086 # words
				trace-cmd record -o "/tmp/$workload.dat" -A 3 $events &
				recorder=$!
				continue
			fi
			kill -INT "$recorder"
			wait "$recorder"
			arrived=$(trace-cmd report "/tmp/$workload-3.dat" | grep -c '^ .*\[000\]')
			echo "$workload: $count written, $arrived arrived" >>/out/agent.counts
		done
	} >>/out/agent.log 2>&1 &
}

by=
guest baseline
modprobe kvm-hypertrace
quick || guest off
recorded ring --packed
if quick; then
	guest ftrace
	exit 0
fi
recorded ring-each
recorded batch --packed
recorded hypercall --packed
rmmod kvm-hypertrace || exit 1
guest ftrace
guest lttng-guest

# The host's share of such a trace: which vCPU ran when.
lttng-sessiond --daemonize >>/out/lttng.log 2>&1
{
	lttng create host --output=/tmp/host && lttng enable-event -k sched_switch,sched_wakeup && lttng start
} >>/out/lttng.log 2>&1 || exit 1
guest lttng-both
lttng destroy host >>/out/lttng.log 2>&1
for module in vsock vmw_vsock_virtio_transport_common vhost_iotlb vhost vhost_vsock; do
	[ ! -e /bench/$module.ko ] || insmod /bench/$module.ko
done
# What is there for the agent costs something by itself.
guest vsock -device vhost-vsock-device,guest-cid=3
wanted trace-cmd || exit 0
agent
guest trace-cmd -device vhost-vsock-device,guest-cid=3
# What was counted in the guest is all there.
sleep 2
cat /out/agent.counts
awk '{ bad += $2 != $4 } END { exit bad || NR != 3 }' /out/agent.counts ||
	{ echo "bench: failed: the agent sent less than was written" && exit 1; }
