#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs in the emulated host of the suite "exits", on either CPU. check.py judges outside.
. /testbed.conf
failed=0
case $HT_CPU in intel) START_GUEST_TIMEOUT=400 ;; *) START_GUEST_TIMEOUT=120 ;; esac
export START_GUEST_TIMEOUT
kvm_events=/sys/kernel/tracing/events/kvm

ended() { # ended NAME STATUS
	echo "$1 $2" >>/out/guests
	[ "$2" = 0 ] || failed=1
}

# guest NAME TESTS START-GUEST-OPTIONS...
guest() {
	name=$1 words=$2
	shift 2
	echo "testbed: $name"
	start-guest --name "$name" --append "$words quiet" "$@"
}

# said NAME WORD: wait until a guest has said a word.
said() {
	for _ in $(seq 600); do
		grep -q "guest: $2" "/out/$1-console.log" 2>/dev/null && return
		sleep 0.1
	done
}

word() { # word FILE WORD: does the administrator's word count?
	if echo "$2" 2>/dev/null >"$1"; then
		echo "${1##*/} '$2' -> $(cat "$1")"
	else
		echo "${1##*/} '$2' refused"
	fi >>/out/words
}

# With one CPU, everything; with two, what needs them: vCPUs that migrate. One VM is there all the time: see
# tests/hostile/scenario.sh.
/tests/ring_vm hold >/out/hold.log 2>&1 &
holder=$!
until grep -q holding /out/hold.log; do sleep 0.1; done

if [ "$(nproc)" = 1 ]; then
	. /tests/switches
else
	modprobe kvm-hypertrace
fi

# KVM's own account of the same exits, from before the VM's first to after its last.
echo 40960 >/sys/kernel/tracing/buffer_size_kb
migrate() { # every thread of a VMM to the other CPU, again and again
	cpu=1
	while sleep 0.1; do
		cpu=$((3 - cpu))
		for task in $(pidof qemu-system-x86_64 | sed 's/[0-9]*/\/proc\/&\/task\/*/g'); do
			taskset -p $cpu "${task##*/}" >/dev/null 2>&1
		done
	done
}
if [ "$(nproc)" = 2 ]; then
	migrate &
	mover=$!
fi
account() { # account VCPUS
	rm -rf "/out/account-$1"
	echo >/sys/kernel/tracing/trace
	echo 1 >$kvm_events/kvm_exit/enable
	echo "testbed: account of $1 vCPUs"
	trace-session --exits -o "/out/account-$1" start-guest --name "account-$1" --vcpus "$1" \
		--append "test=work burn=300 quiet"
	status=$?
	echo 0 >$kvm_events/kvm_exit/enable
	cat /sys/kernel/tracing/per_cpu/cpu*/stats >"/out/account-$1/ftrace.stats"
	grep -o 'kvm_exit: .* rip' /sys/kernel/tracing/trace >"/out/account-$1/ftrace.log"
	return $status
}
for n in 1 4; do
	account $n
	status=$?
	# With two CPUs QEMU was seen to lose a guest (docs/testbed.md).
	case $status in
	124 | 125)
		account $n
		status=$?
		;;
	esac
	ended account-$n $status
done
if [ "$(nproc)" = 1 ]; then
	trace-session --packed -o /out/packed start-guest --name packed \
		--append "test=work burn=300 quiet"
	ended packed $?
fi

[ -z "$mover" ] || kill "$mover"
kill $holder
dmesg >/out/dmesg-after
killall lttng-sessiond
sleep 1
rmmod lttng-probe-hypertrace lttng-probe-hypertrace-packed
rmmod kvm-hypertrace && echo unloaded >/out/unload
exit $failed
