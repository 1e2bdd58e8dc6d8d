# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-only
# Sourced by a host that is a guest (testbed/host/between), before it starts its own guest; what it is
# for is in the guest's name. nest_call is a guest without a kernel, so that one more depth is cheap.
C=/sys/kernel/kvm-hypertrace
default=/sys/module/kvm_hypertrace/parameters/nested_direct

say() {
	echo "L$HT_LEVEL: $*" >/dev/console
}

# burst NAME: what a record takes there, and whether all were answered with 0.
burst() {
	say "$1 $(allowed-exec /tests/nest_call burst 200)"
}

# In L1: what L2's console asks for. L2 hears of it by the class of events that it is allowed.
serve() {
	for direct in 0 1; do
		until grep -q "L2: please $direct" /out/L2-console.log 2>/dev/null; do sleep 0.1; done
		for vm in "$C"/[0-9]*; do
			echo $direct >"$vm/nested_direct"
			[ $direct = 1 ] && echo all >"$vm/events_allow" || echo none >"$vm/events_allow"
		done
	done
}

# In L2: has L1 opt in or out.
ask() {
	say "please $1"
	until [ "$(cat /sys/kernel/hypertrace/events/user)" = "$1" ]; do sleep 0.1; done
}

deep() {
	if [ "$HT_LEVEL" = 1 ]; then
		burst direct2
		echo 0 >$default
		burst reflected2
		echo 1 >$default
		serve >/dev/null 2>&1 &
		return
	fi
	echo 1 >/sys/kernel/hypertrace/events/user
	burst direct3
	echo 0 >$default
	burst only1
	ask 0
	burst neither
	echo 1 >$default
	burst only2
	ask 1
	exit 0 # without another kernel
}

# Garbage for this host's host, by a module, as kvm-hypertrace writes none.
lie() { # lie WORD...: as struct ht_nest
	echo "$*" >/sys/kernel/debug/ht_test_nest
	say "lie $* ping $(/tests/nest_call 48540000)"
}

hostile() {
	rmmod kvm-hypertrace
	insmod /tests/ht_test_nest.ko
	lie 0 0 0 0 0 0
	lie 63 0 1 0 1 0
	lie 3 0 1 0 1 0
	lie ffffffff 0 1 0 1 0
	lie 1 1 1 0 1 0
	lie 0 0 1 0 1 0
	lie 1 0 7 0 0 0
	lie 2 0 7 0 8 0
	lie 2 0 ffffffff ffffffff ffffffff ffffffff
	# More than there is room for, and then room again.
	for vm in 10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e; do lie 1 0 $vm 0 0 0; done
	sleep 1.2
	lie 1 0 1f 0 0 0
	# Calls of its own are not the host's outside, nor are those to rings.
	for nr in 1 1f 48540003 48540004 48540005 48540006; do
		say "call $nr $(/tests/nest_call $nr)"
	done
	rmmod ht_test_nest
	modprobe kvm-hypertrace
	exit 0
}

case " $* " in
*" --name deep "*) deep ;;
*" --name hostile "*) hostile ;;
*)
	# Who hears KVM's own hypercalls, and ours.
	echo 1 >/sys/kernel/tracing/events/kvm/kvm_hypercall/enable
	;;
esac
