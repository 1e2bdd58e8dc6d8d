#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs in every guest of the end-to-end tests; test=NAME on the kernel command line says which part.
# TAP goes to the console, the exit status says whether all of it was ok.
dir=/tests/$(uname -r)
refused=0
. /tests/guest-tap.sh

call() {
	echo "$*" >/sys/kernel/debug/ht_test_call && cat /sys/kernel/debug/ht_test_call
}

# refuse ERRNO NAME NR WORD...: the call is answered with -ERRNO, by kvm-hypertrace, which counts it.
refuse() {
	errno=$1 name=$2
	shift 2
	is "$(call "$@")" "-$errno" "$name: -$errno"
	refused=$((refused + 1))
}

# first_word TYPE FLAGS LEN: how a record's header begins, in hexadecimal.
first_word() {
	printf '%x' $(($1 | $2 << 8 | $3 << 16))
}

emitted() {
	echo "# emitted $(cat /sys/kernel/hypertrace/emitted) lost $(cat /sys/kernel/hypertrace/lost)"
}

test_abi() {
	insmod "$dir/ht_test_call.ko"
	case $(/tests/detect) in host*) ok 0 "CPUID shows the host" ;; *) ok 1 "CPUID shows the host" ;; esac
	is "$(call 48540000 0)" 0 "ping"
	refuse 22 "ping with a reserved bit" 48540000 1
	refuse 1000 "first number behind the last" 48540006
	refuse 1000 "last number of the range" 4854ffff
	is "$(call 48550000)" -1000 "a number outside the range: -1000"
	is "$(call 148540000)" -1000 "a number with high bits set: -1000"
	refuse 93 "record type 0" 48540001 "$(first_word 0 0 16)"
	refuse 93 "record type behind the last" 48540001 "$(first_word 24 0 16)"
	refuse 93 "record type 255" 48540001 "$(first_word 255 0 16)"
	refuse 22 "a flag" 48540001 "$(first_word 6 1 16)"
	refuse 90 "length 0" 48540001 "$(first_word 6 0 0)"
	refuse 90 "length less than the type needs" 48540001 "$(first_word 4 0 24)"
	refuse 90 "length that is not a multiple of 8" 48540001 "$(first_word 6 0 17)"
	refuse 90 "length beyond the limit" 48540001 "$(first_word 2 0 1032)"
	refuse 90 "text longer than the record" 48540001 "$(first_word 2 0 32)" 0 64 0
	refuse 90 "record longer than its text" 48540001 "$(first_word 2 0 32)" 0 0 0
	refuse 84 "text with a control character" 48540001 "$(first_word 2 0 32)" 0 4 1b5b324a
	refuse 22 "padding behind the text" 48540001 "$(first_word 2 0 32)" 0 4 6161616161
	refuse 22 "a reserved field" 48540001 "$(first_word 4 0 32)" 0 0 100000000
	refuse 22 "an unknown start flag" 48540001 "$(first_word 1 0 32)" 0 200010000 0
	refuse 22 "a start that is not the first record" 48540001 "1$(printf %08x $((1 | 32 << 16)))" 0 10000
	# The host divides what it makes of a time stamp; none may be too much for it.
	for tsc in 0 8000000000000000 c000000000000000 ffffffffffffffff; do
		is "$(call 48540001 "$(first_word 6 0 16)" "$tsc")" 0 "time stamp $tsc"
	done
	refuse 71 "more of nothing" 48540002 0
	is "$(call 48540001 "$(first_word 2 0 208)" 0 b8)" 0 "a record that is not finished"
	is "$(call 48540001 "$(first_word 6 0 16)")" 0 "is given up by the next one"
	refuse 71 "and cannot be continued" 48540002 0
	is "$(/tests/user_call 48540000)" -1 "ping from user mode: -1"
	is "$(/tests/user_call 48540001)" -1 "record from user mode: -1"
	is "$(call burst 1000)" 1000 "1000 pings are answered"
	echo "# refused $refused"
}

test_denied() {
	insmod "$dir/ht_test_call.ko"
	is "$(/tests/detect)" "none -19" "a VM that is not allowed sees no host"
	refuse 13 "ping" 48540000 0
	refuse 13 "a good record" 48540001 "$(first_word 6 0 16)"
	refuse 13 "a bad record" 48540001 0
	refuse 13 "more" 48540002 0
}

test_absent() {
	insmod "$dir/ht_test_call.ko"
	is "$(/tests/detect)" "none -19" "without kvm-hypertrace there is no host"
	is "$(call 48540000 0)" -1000 "ping: -1000"
	is "$(call 48540001 "$(first_word 6 0 16)")" -1000 "record: -1000"
}

test_boot() {
	insmod "$dir/ht_test_sleep.ko"
	ok $? "the module that sleeps loads"
	emitted
	# The kernel's own account, in short: each character on a serial line is an exit or more.
	dmesg | sed -n 's/.*\] calling  \([^+ ]*\)+.*/# calls \1/p
		s/.*\] initcall \([^+ ]*\)+.* returned \(-*[0-9]*\) .*/# returns \1 \2/p'
}

test_modules() {
	modprobe virtio_blk
	ok $? "virtio_blk loads"
	insmod "$dir/ht_test_sleep.ko"
	ok $? "the module that sleeps loads"
	insmod "$dir/ht_test_longname.ko"
	ok $? "the module with the long name loads"
	rmmod ht_test_sleep
	! insmod "$dir/ht_test_sleep.ko" ret=-5 2>/dev/null
	ok $? "the module that fails does not"
	emitted
	rmmod hypertrace_guest
	ok $? "hypertrace_guest unloads"
	insmod "$dir/ht_test_sleep.ko"
	ok $? "and what loads then is nobody's business"
}

test=$(sed -n 's/.*\btest=\([a-z]*\).*/\1/p' /proc/cmdline)
"test_${test:-boot}"
tap_end
