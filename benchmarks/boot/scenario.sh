#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In the emulated host: the same guest boots, once for each variant.
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

# guest VARIANT [PARAMETER...]
guest() {
	variant=$1
	shift
	wanted "$variant" || return 0
	$by start-guest --name "$variant" --append "bench.variant=$variant $*" ||
		{ echo "bench: failed: guest $variant: $?" && exit 1; }
}

# recorded OPTION... -- VARIANT PARAMETER...: our session on the host, and nothing of it is lost
recorded() {
	by="trace-session -o /tmp/trace"
	while [ "$1" != -- ]; do
		by="$by $1"
		shift
	done
	shift
	wanted "$1" || return 0
	guest "$@"
	by=
	babeltrace2 /tmp/trace -o dummy 2>&1 | grep -i discard && exit 1
	rm -rf /tmp/trace
}

p=hypertrace_guest
by=
# The other tracers first: nobody here whom the guest could speak to.
guest baseline
case $HT_GUEST_APPEND in
*bench.quick*) ;;
*)
	guest ftrace-events trace_event=initcall:initcall_level,initcall:initcall_start,initcall:initcall_finish
	guest ftrace-graph ftrace=function_graph ftrace_graph_filter=do_one_initcall ftrace_graph_max_depth=2
	guest initcall_debug initcall_debug
	recorded --packed -- batch $p.events=boot $p.transport=batch
	recorded --packed -- hypercall $p.events=boot $p.transport=hypercall
	recorded -- ring-each $p.events=boot
	;;
esac
modprobe kvm-hypertrace
guest off $p.events=
# How much of that is the counting of exits?
echo N >/sys/module/kvm_hypertrace/parameters/exits
guest uncounted $p.events=
echo Y >/sys/module/kvm_hypertrace/parameters/exits
recorded --packed -- levels $p.events=boot $p.boot_initcalls=0
recorded --packed -- ring $p.events=boot
