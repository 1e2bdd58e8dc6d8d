#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In the guest, its module not loaded: what each tracer costs. Lines "bench: WHO TRACER WHAT TICKS",
# WHO being what records on the host. Only once, without anybody there: the other tracers.
h=/sys/kernel/hypertrace
t=/sys/kernel/tracing
b=/sys/module/ht_bench/parameters
who=$(sed -n 's/.*\bbench\.host=\([a-z]*\).*/\1/p' /proc/cmdline)
export HOME=/root
mkdir -p /root /var /run/lttng
ln -sfn /run /var/run

die() {
	echo "bench: failed: $*"
	exit 1
}

# measure TRACER WHAT
measure() {
	ticks=$(ht-cost "$2") || die "$1 $2"
	echo "bench: $who $1 $2 $ticks"
}

# What a tick is, the events without tracers, and with an empty probe.
floor() {
	measure none ticks
	measure none getppid
	measure none yield
	insmod /ht_bench.ko || die ht_bench
	echo sys_enter >$b/probe && echo sys_exit >$b/probe && measure bare getppid
	echo none >$b/probe
	echo sched_switch >$b/probe && measure bare yield
	rmmod ht_bench
}

# hypertrace's classes, off and on, by each transport.
ours() {
	modprobe hypertrace_guest events= || die hypertrace_guest
	if [ "$who" = nobody ]; then
		measure off getppid
		measure off yield
	fi
	for transport in ring batch hypercall; do
		echo $transport >$h/transport || die $transport
		echo 1 >$h/events/syscall && measure $transport getppid
		echo 0 >$h/events/syscall
		echo 1 >$h/events/sched && measure $transport yield
		echo 0 >$h/events/sched
	done
	[ "$(cat $h/lost)" = 0 ] || die "$(cat $h/lost) records are lost"
	rmmod hypertrace_guest
}

# One doorbell for an empty ring, and for one that is half full: 288 system calls, 576 records.
drain() {
	insmod /ht_bench.ko || die ht_bench
	for n in 0 288; do
		echo $n >$b/drain || die "drain $n"
		echo "bench: $who drain $n $(cat $b/drain)"
	done
	rmmod ht_bench
}

# ftrace TRACEPOINT... WHAT: into its ring buffer, which nobody reads.
ftrace() {
	for event in $1; do
		echo 1 >"$t/events/$event/enable" || die "ftrace $event"
	done
	measure ftrace "$2"
	[ "$(sed -n 's/^entries: //p' $t/per_cpu/cpu0/stats)" -gt 100 ] || die "ftrace recorded nothing"
	echo 0 >$t/events/enable
	echo >$t/trace
}

# lttng_session WHAT ENABLE-EVENT-ARGUMENT...: a session as people make it, whose consumer runs.
lttng_session() {
	what=$1
	shift
	{
		lttng create bench --output=/tmp/bench && lttng enable-event -k "$@" && lttng start
	} >/tmp/lttng.log 2>&1 || die "lttng $*: $(cat /tmp/lttng.log)"
	measure lttng "$what"
	lttng stop >/tmp/lttng.log 2>&1
	lttng list bench | grep -i discarded
	lttng destroy bench >/tmp/lttng.log 2>&1
	bytes=$(wc -c </tmp/bench/kernel/channel0_0)
	[ "$bytes" -gt 16000 ] || die "lttng recorded $bytes bytes"
	rm -rf /tmp/bench
}

lttng_both() {
	lttng-sessiond --daemonize >/tmp/sessiond.log 2>&1 ||
		die "lttng-sessiond: $(cat /tmp/sessiond.log)"
	lttng_session getppid --syscall getppid
	lttng_session yield sched_switch
}

if [ "$who" = nobody ]; then
	floor
	ftrace "raw_syscalls/sys_enter raw_syscalls/sys_exit" getppid
	ftrace sched/sched_switch yield
fi
ours
drain
[ "$who" != nobody ] || lttng_both
