#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In the emulated host: the same guest boots, three or nine times for each variant: where timers fire and
# where the VMM gets its memory from differs from boot to boot, and takes up to 0.1 % of one, which is
# what some of them are about.
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

three="1 2 3" nine="1 2 3 4 5 6 7 8 9"
case $HT_GUEST_APPEND in
*bench.quick*) nine=$three ;;
esac
boots=$nine

# boot VARIANT NUMBER [PARAMETER...]
boot() {
	variant=$1 number=$2
	shift 2
	$by start-guest --name "$variant-$number" \
		--append "bench.variant=$variant bench.boot=$number $*" ||
		{ echo "bench: failed: guest $variant, boot $number: $?" && exit 1; }
}

# guest VARIANT [PARAMETER...]
guest() {
	variant=$1
	shift
	wanted "$variant" || return 0
	for number in $boots; do
		boot "$variant" "$number" "$@"
	done
}

# recorded OPTION... -- VARIANT PARAMETER...: our session on the host, and nothing of it is lost
recorded() {
	by="trace-session -o /tmp/trace"
	while [ "$1" != -- ]; do
		by="$by $1"
		shift
	done
	shift
	variant=$1
	shift
	for number in $boots; do
		wanted "$variant" || break
		boot "$variant" "$number" "$@"
		babeltrace2 /tmp/trace -o dummy 2>&1 | grep -i discard && exit 1
		rm -rf /tmp/trace
	done
	by=
}

p=hypertrace_guest
by=
# The other tracers first: nobody here whom the guest could speak to. To read its command line takes a
# kernel 0.01 % of its boot a parameter, so all that are compared have the same ones.
guest baseline $p.events=boot $p.boot_initcalls=1
case $HT_GUEST_APPEND in
*bench.quick*) ;;
*)
	boots=$three
	guest ftrace-events trace_event=initcall:initcall_level,initcall:initcall_start,initcall:initcall_finish
	# Once: it takes as long as three of the others, and a tenth of a percent is nothing in it.
	(boots=1 && guest ftrace-graph ftrace=function_graph ftrace_graph_filter=do_one_initcall \
		ftrace_graph_max_depth=2) || exit 1
	guest initcall_debug initcall_debug
	recorded --packed -- batch $p.events=boot $p.boot_initcalls=1 $p.transport=batch
	recorded --packed -- hypercall $p.events=boot $p.boot_initcalls=1 $p.transport=hypercall
	recorded -- ring-each $p.events=boot $p.boot_initcalls=1
	;;
esac
boots=$nine
modprobe kvm-hypertrace
guest off $p.events= $p.boot_initcalls=1
# How much of that is the counting of exits?
echo N >/sys/module/kvm_hypertrace/parameters/exits
(boots=$three && guest uncounted $p.events= $p.boot_initcalls=1) || exit 1
echo Y >/sys/module/kvm_hypertrace/parameters/exits
recorded --packed -- levels $p.events=boot $p.boot_initcalls=0
recorded --packed -- ring $p.events=boot $p.boot_initcalls=1
