#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs in every guest of the suite "rings"; test=NAME on the kernel command line says which part.
S=/sys/kernel/hypertrace
dir=/tests/$(uname -r)
. /tests/guest-tap.sh

put() { # put VALUE FILE
	echo "$1" >"$S/$2"
} 2>/dev/null

flood() { # flood THREADS EVENTS: all of them are reported
	is "$(/tests/user_event flood "$1" "$2")" $(($1 * $2)) "$1 threads report $2 events each"
}

# Something of everything, for as long as a command takes.
busy() {
	for c in sched syscall irq softirq fault; do put 1 events/$c; done
	"$@"
	for c in sched syscall irq softirq fault; do put 0 events/$c; done
}

some_work() {
	flood 2 300
	ls -lR /sys/class >/dev/null
	sleep 0.1
}

test_transports() {
	for t in ring batch hypercall ring; do
		put $t transport
		grep -q "\[$t\]" $S/transport
		ok $? "transport $t"
		busy some_work
	done
	put batch transport
	for n in 1 7 4096; do
		put $n batch
		is "$(cat $S/batch)" $n "batches of $n"
		flood 1 50
	done
	put ring transport
	! put 0 batch
	ok $? "no batch of 0"
	! put 4097 batch
	ok $? "nor of more than a ring holds"
	! put nonsense transport
	ok $? "nor another transport"
}

test_classes() {
	for c in boot user; do is "$(cat $S/events/$c)" 1 "$c is on"; done
	for c in sched syscall irq softirq fault; do
		is "$(cat $S/events/$c)" 0 "$c is off"
		put 1 events/$c
		is "$(cat $S/events/$c)" 1 "$c goes on"
		sleep 0.1
		put 0 events/$c
		is "$(cat $S/events/$c)" 0 "$c goes off"
	done
	! put 2 events/sched
	ok $? "2 is refused"
	before=$(cat $S/emitted)
	sleep 0.3
	is "$(cat $S/emitted)" "$before" "what is off emits nothing"
}

test_user() {
	u=/tests/user_event
	is "$($u enabled)" 1 "the page says on"
	is "$($u raw 5 5)" 13 "an event"
	is "$($u raw 992 992)" 1000 "the longest text"
	is "$($u raw 993 993)" -90 "longer: EMSGSIZE"
	is "$($u raw 5 4)" -22 "less than it says: EINVAL"
	is "$($u raw 5 6)" -22 "more than it says: EINVAL"
	is "$($u bytes 7)" -22 "no header: EINVAL"
	is "$($u bytes 8)" 8 "no text"
	is "$($u map shared)" -13 "shared: EACCES"
	is "$($u map write)" -13 "writable: EACCES"
	is "$($u map two)" -22 "two pages: EINVAL"
	flood 4 250
	put 0 events/user
	is "$($u enabled)" 0 "the page says off"
	is "$($u raw 5 5)" 13 "off is no error"
	put 1 events/user
}

test_func() {
	calls=/sys/module/ht_test_func/parameters/calls
	insmod "$dir/ht_test_func.ko"
	! put 1 events/func
	ok $? "no filter, no functions"
	! put '' func_filter
	ok $? "an empty filter is refused"
	! put no_such_function func_filter
	ok $? "so is one that nothing matches"
	put 'ht_test_outer,ht_test_inn*' func_filter
	ok $? "two globs"
	put 1 events/func
	ok $? "functions go on"
	echo 100 >$calls
	is "$(cat $S/func_missed)" 0 "none missed"
	put 0 func_exit
	echo 10 >$calls
	put 1 func_exit
	put 0 events/func
}

test_features() {
	test_classes
	test_user
	test_func
}

# The smallest ring, batches larger than it holds: most of it is lost, and counted.
test_tiny() {
	put batch transport
	put 256 batch
	flood 2 3000
	[ "$(cat $S/lost)" -gt 0 ]
	ok $? "a ring of one page loses events"
}

test_hotplug() {
	put 1 events/sched
	put 1 events/syscall
	/tests/user_event flood 4 3000 >/tmp/flood &
	for _ in 1 2 3; do
		for cpu in 1 2 3; do echo 0 >/sys/devices/system/cpu/cpu$cpu/online; done
		for cpu in 3 2 1; do echo 1 >/sys/devices/system/cpu/cpu$cpu/online; done
	done
	wait
	is "$(cat /tmp/flood)" 12000 "programs report while CPUs come and go"
	is "$(nproc)" 4 "all are back"
	put 0 events/syscall
	put 0 events/sched
}

# The module goes and comes while everything is traced.
test_reload() {
	for _ in 1 2; do
		busy ls -lR /sys/class >/dev/null
		for c in sched syscall fault; do put 1 events/$c; done
		rmmod hypertrace_guest
		ok $? "unloads while it traces"
		modprobe hypertrace_guest
		ok $? "loads again"
	done
	flood 1 100
}

# Goes on while the host takes its module away and brings it back.
test_hostreload() {
	until_told
}

# Goes on while the host stops LTTng and starts it again.
test_session() {
	until_told
}

# The host says when it is enough: it asks for another class.
until_told() {
	echo "guest: ready"
	put 1 events/sched
	for _ in $(seq 1000); do
		/tests/user_event flood 2 20 >/dev/null
		[ "$(cat $S/events/irq)" = 1 ] && break
		sleep 0.05
	done
	is "$(cat $S/events/irq)" 1 "the host has said enough"
	put 0 events/sched
	flood 1 100
}

until_is() { # until_is VALUE FILE: within ten seconds
	for _ in $(seq 100); do
		[ "$(cat "$S/$2")" = "$1" ] && return
		sleep 0.1
	done
	false
}

# The host's wishes; it waits for what is said here.
test_control() {
	is "$(cat $S/events/syscall)" 0 "syscall is off"
	until_is 1 events/syscall
	ok $? "syscall was switched on by the host"
	until_is 0 events/syscall
	ok $? "syscall was switched off by the host"
	! put 1 events/syscall
	ok $? "and cannot be switched on here"
	until_is 0 events/user
	ok $? "the class user was taken away"
	is "$(/tests/user_event enabled)" 0 "and programs know"
}

# The last words are in a batch that is not full.
test_panic() {
	put batch transport
	put 4096 batch
	flood 1 50
	echo "1..$tap_count"
	sleep 1 # a panic writes to the serial port past what still waits for it
	echo c >/proc/sysrq-trigger
}

test_kill() {
	echo "guest: ready"
	put 1 events/syscall
	while :; do /tests/user_event flood 2 1000 >/dev/null; done
}

# An orderly end of the early kernel: the reboot notifier says the totals.
test_eight() {
	flood "$(nproc)" 1000
	echo "1..$tap_count"
	sleep 1 # likewise
	reboot -f
}

test_reboots() {
	test_eight
}

# Another kernel in this one's place, by way of the reboot notifiers. The host looks at the rings
# while a kernel is there, and then asks for a class; what it asks for stays. The count goes on.
test_kexec() {
	put batch transport
	put 256 batch
	flood 2 3000
	[ "$(cat $S/lost)" -gt 0 ]
	ok $? "the first kernel loses events"
	put ring transport
	until_is 1 events/irq
	ok $? "the host has seen its rings"
	next="test=reborn tap=$tap_count"
	/tests/kexec /boot/kernel /boot/initramfs.cpio \
		"$(sed "s/test=kexec/$next/; s/hypertrace_guest[^ ]*//" /proc/cmdline)"
	ok $? "another kernel takes over"
}

test_reborn() {
	tap_count=$(sed -n 's/.*\btap=\([0-9]*\).*/\1/p' /proc/cmdline)
	until_is 1 events/irq
	ok $? "the new rings say what the host asked for before"
	flood 2 300
	until_is 1 events/softirq
	ok $? "the host has seen the new rings"
}

test=$(sed -n 's/.*\btest=\([a-z]*\).*/\1/p' /proc/cmdline)
"test_$test"
tap_end
