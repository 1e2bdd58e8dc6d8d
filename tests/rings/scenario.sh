#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs in the emulated host: guests that lose their rings, CPUs, modules, tracers and lives. check.py
# judges outside. With arguments it is one of the functions below, for trace-session to run.
START_GUEST_TIMEOUT=120
export START_GUEST_TIMEOUT

run() { # run NAME COMMAND…: traced to /out/NAME
	name=$1
	shift
	echo "testbed: $name"
	# shellcheck disable=SC2086 # $form is one word or none
	trace-session $form -o "/out/$name" "$0" "$@"
	echo "$name $?" >>/out/guests
}

stock() { # stock NAME VCPUS [PARAMETER…]
	name=$1 vcpus=$2
	shift 2
	start-guest --guest stock --name "$name" --vcpus "$vcpus" --append "test=$name quiet $*"
}

early() { # early NAME VCPUS [START-GUEST-OPTION…]
	name=$1 vcpus=$2
	shift 2
	start-guest --name "$name" --vcpus "$vcpus" --append "test=$name quiet" "$@"
}

# Until the guest's console says $2 for the $3th time, or a minute has gone.
wait_for() {
	for _ in $(seq 300); do
		n=$(grep -c "$2" "/out/$1-console.log" 2>/dev/null)
		[ "${n:-0}" -ge "${3:-1}" ] && return
		sleep 0.2
	done
}

kill_vmm() {
	kill -9 "$(pidof qemu-system-x86_64)"
}

# Guests go on until a class is asked for. A VM that has not called yet is not known yet.
say_enough() {
	for _ in $(seq 50); do
		hypertrace guest enable irq --all-vms && return
		sleep 0.2
	done
}

# Reboots for real, and is killed in the third kernel.
reboots() {
	early reboots 2 -- -action reboot=reset &
	wait_for reboots '^1\.\.' 3
	kill_vmm
	wait $!
}

killed() {
	stock kill 2 &
	wait_for kill "guest: ready"
	sleep 1
	kill_vmm
	wait $!
}

# It stays where it panics: not every emulated machine comes out of there. The log is not one of a
# kernel that should not have panicked.
panic() {
	stock panic 2 panic=0 &
	wait_for panic "end Kernel panic"
	kill_vmm
	wait $!
	status=$?
	mv /out/panic-console.log /out/panic-console-expected.log
	return "$status"
}

session() {
	stock session 2 &
	wait_for session "guest: ready"
	sleep 1
	lttng stop hypertrace >/dev/null
	sleep 1
	lttng start hypertrace >/dev/null
	sleep 1
	say_enough
	wait $!
}

# The host's module goes with rings open, and comes back.
hostreload() {
	stock hostreload 2 &
	wait_for hostreload "guest: ready"
	sleep 1
	rmmod kvm-hypertrace && echo unloaded >/out/unload
	sleep 0.5
	modprobe kvm-hypertrace allow=all
	sleep 1
	say_enough 2>/dev/null
	wait $!
	status=$?
	echo none >/sys/module/kvm_hypertrace/parameters/allow
	return "$status"
}

# How many rings the host has open, as soon as there are $1; and what the guest did wrong.
look_at_rings() {
	for _ in $(seq 600); do
		[ "$(cat "$vms"/*/rings)" = "$1" ] && break
		sleep 0.1
	done 2>/dev/null
	(cd "$vms"/* && echo "rings $(cat rings), rejected $(cat rejected), faults $(cat faults)")
} >>/out/kexec-rings

# The same kernel twice. The first has it with it, and the initramfs, which grows by that here only.
kexec() {
	vms=/sys/kernel/kvm-hypertrace
	mkdir -p /tmp/kexec/boot /tmp/kexec/tests
	cp /guest/stock.kernel /tmp/kexec/boot/kernel
	cp /guest/initramfs.cpio /tmp/kexec/boot
	cp /tests/kexec /tmp/kexec/tests
	(cd /tmp/kexec && find . | cpio -o -H newc | cat /guest/initramfs.cpio -) >/tmp/kexec.cpio
	start-guest --guest stock --name kexec --vcpus 2 --mem 256 \
		--append "test=kexec quiet hypertrace_guest.ring_size=4096" -- -initrd /tmp/kexec.cpio &
	look_at_rings 2
	hypertrace guest enable irq --all-vms
	look_at_rings 0
	look_at_rings 2
	hypertrace guest enable softirq --all-vms
	wait $!
	status=$?
	rm -r /tmp/kexec /tmp/kexec.cpio
	return "$status"
}

# What the administrator wants, by the command for it.
control() {
	stock control 1 &
	wait_for control "syscall is off"
	hypertrace guest list
	hypertrace guest enable syscall --all-vms
	wait_for control "syscall was switched on"
	hypertrace guest disable syscall --all-vms
	wait_for control "syscall was switched off"
	hypertrace guest show --json "pid:$(pidof qemu-system-x86_64)"
	hypertrace guest disable user --all-vms
	wait $!
} >>/out/control.log 2>&1

[ $# = 0 ] || {
	"$@"
	exit
}
modprobe kvm-hypertrace
form=
run transports stock transports 2
form=--packed
run features stock features 2
form=
run tiny stock tiny 2 hypertrace_guest.ring_size=4096
run hotplug stock hotplug 4
run reload stock reload 2
run kexec kexec
run control control
run panic panic
# The kernel says goodbye itself, and QEMU ends with the reboot it was told not to do.
run eight early eight 8
run reboots reboots
run kill killed
run session session
run hostreload hostreload
exit 0
