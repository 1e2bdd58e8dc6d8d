#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs in the emulated host: vCPUs that are moved from CPU to CPU as commanded, and such that stay where they
# are. check_moves.py judges outside. With arguments it is one of the functions below, for trace-session.
START_GUEST_TIMEOUT=120
export START_GUEST_TIMEOUT
tracing=/sys/kernel/tracing

# All of the VMM begins on CPU 0, so that no vCPU has been anywhere else.
start() { # start NAME
	taskset -c 0 start-guest --name "$1" --vcpus 2 --append "test=$1 quiet" -- -name "$1,debug-threads=on"
}

tid_of() { # tid_of VCPU: the thread of that vCPU
	grep -l "^CPU $1/KVM" /proc/"$(pidof qemu-system-x86_64)"/task/*/comm | sed 's/.*task.\([0-9]*\).*/\1/'
}

ready() { # ready NAME: its guest has begun to look
	for _ in $(seq 300); do
		grep -q "guest: looking" "/out/$1-console.log" 2>/dev/null && return
		sleep 0.1
	done
	return 1
}

cpu_of() { # the 39th of proc(5), but there is a space in the thread's name
	cut -d ' ' -f 40 "/proc/$1/stat"
}

# To where it is not. It counts when the vCPU has come to run there.
move() { # move VCPU TID
	from=$(cpu_of "$2")
	to=$((1 - from))
	taskset -p $((1 << to)) "$2" >/dev/null
	for _ in $(seq 100); do
		[ "$(cpu_of "$2")" = "$to" ] && break
		sleep 0.01
	done
	sleep 0.03
	echo "$1 $from $to" >>/out/commands
}

# One of them, the other, both, and sometimes to where it is already.
move_often() {
	a=$(tid_of 0) b=$(tid_of 1)
	for i in $(seq 140); do
		[ $((i % 5)) = 0 ] || move 0 "$a"
		[ $((i % 7)) = 0 ] || move 1 "$b"
		[ $((i % 10)) != 0 ] || taskset -p $((1 << $(cpu_of "$a"))) "$a" >/dev/null
	done
}

# KVM's own tracepoint is the witness.
moves() {
	echo 65536 >"$tracing/buffer_size_kb"
	echo 1 >"$tracing/events/kvm/kvm_entry/enable"
	start moves &
	ready moves && move_often
	hypertrace guest enable irq --all-vms
	wait $!
	status=$?
	echo 0 >"$tracing/events/kvm/kvm_entry/enable"
	sed -n 's/.*\[\([0-9]*\)\].*kvm_entry: vcpu \([0-9]*\),.*/\2 \1/p' "$tracing/trace" | uniq >/out/witness
	grep -h "overrun: [1-9]" "$tracing"/per_cpu/*/stats >/out/witness-lost
	echo >"$tracing/trace"
	return "$status"
}

still() {
	start still
}

if [ $# -gt 0 ]; then
	"$@"
	exit
fi

for name in moves still; do
	echo "testbed: $name"
	trace-session -o "/out/$name" "$0" "$name"
	echo "$name $?" >>/out/guests
done
exit 0
