#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In the guest: three workloads, while the tracer that the kernel's parameters name does its work. Lines
# "bench: VARIANT WORKLOAD TICKS EVENTS".
h=/sys/kernel/hypertrace
t=/sys/kernel/tracing
variant=$(sed -n 's/.*\bbench\.variant=\([a-z-]*\).*/\1/p' /proc/cmdline)
# The same in every tracer: who runs, who could, every system call, interrupts.
sched="sched_switch sched_wakeup sched_wakeup_new"
irq="irq_handler_entry irq_handler_exit softirq_entry softirq_exit"
ours="sched syscall irq softirq"
export HOME=/root
mkdir -p /root /var /run/lttng /data
ln -sfn /run /var/run
exec 3>&1

die() {
	echo "bench: failed: $variant: $*"
	exit 1
}

file_requests=4000 memory=96M cpu_rounds=4000
grep -q bench.quick /proc/cmdline && file_requests=300 memory=4M cpu_rounds=100

file() {
	sysbench fileio --file-total-size=32M --file-num=4 --file-test-mode=rndrw --time=0 \
		--events="$1" --rand-seed=7 "$2"
}

disk() {
	modprobe -a virtio_mmio virtio_blk || die "virtio_blk"
	mke2fs /dev/vda >/dev/null && mount -t ext4 /dev/vda /data || die "no disk"
	cd /data && file 1 prepare >/tmp/log 2>&1 || die "sysbench: $(cat /tmp/log)"
	sync
	# From the disk, not from what making the files left in memory.
	umount /data 2>/dev/null || { cd / && umount /data; } || die "umount"
	mount -t ext4 /dev/vda /data && cd /data || die "no disk again"
}

work() {
	case $1 in
	file) set -- sysbench fileio --file-total-size=32M --file-num=4 --file-test-mode=rndrw \
		--time=0 --events=$file_requests --rand-seed=7 run ;;
	memory) set -- sysbench memory --memory-block-size=4K --memory-total-size=$memory --time=0 \
		--rand-seed=7 run ;;
	cpu) set -- sysbench cpu --cpu-max-prime=1000 --events=$cpu_rounds --time=0 --rand-seed=7 run ;;
	esac
	ht-cost run "$@" 2>/tmp/log
}

# Start, count and end of each tracer. The kernel's own configuration everywhere.
ours_on() {
	for class in $ours; do echo 1 >$h/events/"$class" || die "$class"; done
}
ours_off() {
	for class in $ours; do echo 0 >$h/events/"$class"; done
	[ "$(cat $h/lost)" = 0 ] || die "$(cat $h/lost) records are lost"
	echo $(($(cat $h/emitted) - before))
}
ftrace_on() {
	echo >$t/trace
	for event in $sched; do echo 1 >"$t/events/sched/$event/enable"; done
	for event in $irq; do echo 1 >"$t/events/irq/$event/enable"; done
	echo 1 >$t/events/raw_syscalls/enable || die ftrace
}
ftrace_count() {
	awk '/^(entries|overrun): / { n += $2 } END { print n }' $t/per_cpu/cpu0/stats
}
lttng_on() {
	{
		lttng create bench --output=/tmp/bench && lttng enable-event -k --syscall --all &&
			lttng enable-event -k "$(echo "$sched $irq" | tr ' ' ,)" && lttng start
	} >/tmp/lttng.log 2>&1 || die "lttng: $(cat /tmp/lttng.log)"
}
lttng_off() {
	lttng stop >/tmp/lttng.log 2>&1
	lttng destroy bench >>/tmp/lttng.log 2>&1
	# As many as there were: a trace with discarded events would look cheap.
	babeltrace2 /tmp/bench --component=sink.utils.counter >/tmp/counted 2>/tmp/lttng.log
	grep -q -i discard /tmp/lttng.log && die "lttng discarded events"
	sed -n 's/^ *\([0-9]*\) Event messages*.*/\1/p' /tmp/counted | tail -n 1
	rm -rf /tmp/bench
}
# The host switches it on and off, when it sees these lines. What is counted is written between the two,
# sent or still to be sent: nothing is written while somebody looks.
agent_count() {
	echo 0 >$t/tracing_on
	awk '/^(entries|overrun|read events): / { n += $NF } END { print n }' $t/per_cpu/cpu0/stats
}
agent_switched() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		sleep 1
		[ "$(cat $t/events/raw_syscalls/enable)" = "$1" ] && sleep 1 && return
	done
	die "nobody switches the agent to $1"
}
agent_on() {
	echo "bench-wants: on $1"
	agent_switched 1
	before=$(agent_count)
	echo 1 >$t/tracing_on
}
# Its output is the count, so what the host is to see goes past it.
agent_off() {
	count=$(agent_count)
	echo "bench-wants: off $1 $count" >&3
	agent_switched 0
	echo $((count - before))
}

start() {
	case $variant in
	ring* | batch | hypercall)
		before=$(cat $h/emitted)
		ours_on
		;;
	ftrace) ftrace_on ;;
	lttng*) lttng_on ;;
	trace-cmd) agent_on "$1" ;;
	esac
}

end() {
	case $variant in
	ring* | batch | hypercall) ours_off ;;
	ftrace)
		echo 0 >$t/events/enable
		ftrace_count
		;;
	lttng*) lttng_off ;;
	trace-cmd) agent_off "$1" ;;
	*) echo 0 ;;
	esac
}

disk
case $variant in
off* | ring* | batch | hypercall) modprobe hypertrace_guest events= || die hypertrace_guest ;;
lttng*) lttng-sessiond --daemonize >/tmp/sessiond.log 2>&1 || die "$(cat /tmp/sessiond.log)" ;;
vsock | trace-cmd)
	modprobe vmw_vsock_virtio_transport || die vsock
	# Not from where the disk is, which could not be unmounted then.
	(cd / && exec trace-cmd agent >/tmp/agent.log 2>&1) &
	sleep 1
	;;
esac
case $variant in
batch | hypercall) echo "$variant" >$h/transport || die "$variant" ;;
esac
for workload in file memory cpu; do
	start $workload
	ticks=$(work $workload) || die "$workload: $(cat /tmp/log)"
	events=$(end $workload) || die "$events"
	echo "bench: $variant $workload $ticks $events"
done
cd / && umount /data
