#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs in every guest of the suite; test=NAME on the kernel command line says which part, as often as
# there are words. TAP goes to the console.
. /tests/guest-tap.sh
total=4ffffffc cycles=4ffffffd count_of=4ffffffe cycles_of=4fffffff
undefined="0 0 0 ffffffff" zero="0 0 0 0"
grep -q AuthenticAMD /proc/cpuinfo && amd=y

leaf() {
	/tests/exits leaf "$@"
}

# unknown NUMBER...: exit numbers that the architecture does not define.
unknown() {
	for n; do
		is "$(leaf $count_of "$n")" "$undefined" "exits of $n: not defined"
		is "$(leaf $cycles_of "$n")" "$undefined" "cycles of $n: not defined"
	done
}

# disabled NUMBER...: those that KVM does not handle.
disabled() {
	for n; do
		is "$(leaf $count_of "$n")" "$zero" "exits of $n: not enabled"
		is "$(leaf $cycles_of "$n")" "$zero" "cycles of $n: not enabled"
	done
}

# A count or sum is there, and the registers besides are zero.
shaped() { # shaped "EAX EBX ECX EDX" PATTERN NAME
	echo "$1" | grep -qE "^$2\$"
	ok $? "$3"
	echo "# $1"
}

test_leaves() {
	shaped "$(leaf $total 0)" '[1-9a-f][0-9a-f]* 0 0 0' "all exits: eax, and the rest is zero"
	shaped "$(leaf $cycles 0)" '0 [0-9a-f]+ [1-9a-f][0-9a-f]* 0' "their cycles: ebx and ecx"
	if [ "$amd" ]; then cpuid=72 npf=400 io=7b; else cpuid=a npf=30 io=1e; fi
	for n in "$cpuid" "$npf" "$io"; do
		shaped "$(leaf $count_of "$n")" '[1-9a-f][0-9a-f]* 0 0 0' "exits of $n"
		shaped "$(leaf $cycles_of "$n")" '0 [0-9a-f]+ [1-9a-f][0-9a-f]* 0' "cycles of $n"
	done
	if [ "$amd" ]; then
		unknown a7 100 3ff 404 405 f0000000 fffffff0
		disabled 1 40 75 7e 88 ffffffff
	else
		unknown 23 26 2a 4e 4f 100 10000 80000000 ffffffff
		disabled 3 4 b 10 3f
	fi
	for n in 1 1000 "$burn"; do
		shaped "$(/tests/exits burn "$n")" "own $n other [0-9]+" "$n CPUID are $n exits"
	done
	/tests/exits burn "$burn" | {
		read -r _ own _ other
		[ "$own" -gt $((other * 4)) ]
	}
	ok $? "and no other reason's"
	sums=$(/tests/exits sums)
	ok $? "the exits of all types are the total: $sums"
	hypertrace-exits
	ok $? "hypertrace-exits prints them"
}

# The same words of the leaves, for the judge to compare between hosts.
test_raw() {
	for n in $total $cycles $count_of $cycles_of; do
		echo "# raw $n $(leaf "$n" 0)"
	done
	echo "# features $(leaf 4ffffff1 0)"
	ok 0 "asked"
}

test_burn() {
	for _ in 1 2 3 4; do
		shaped "$(/tests/exits burn 2000)" "own 2000 other [0-9]+" "2000 CPUID are 2000 exits"
	done
}

test_pause() {
	sleep "$pause"
	ok 0 "slept"
}

test_descending() {
	shaped "$(leaf $cycles_of 0)" '[1-9a-f][0-9a-f]* 0 0 0' "descending: the total is last"
	shaped "$(leaf $count_of 0)" '0 [0-9a-f]+ [1-9a-f][0-9a-f]* 0' "descending: then the cycles"
	is "$(leaf $cycles ffff)" "$undefined" "descending: then one type"
	is "$(leaf $total ffff)" "$undefined" "descending: then its cycles"
	hypertrace-exits | grep -qi cpuid
	ok $? "descending: hypertrace-exits knows"
}

test_combined() {
	shaped "$(leaf $cycles_of 0)" '[1-9a-f][0-9a-f]* [0-9a-f]+ [1-9a-f][0-9a-f]* 0' \
		"combined: total and cycles are last"
	is "$(leaf $count_of ffff)" "$undefined" "combined: then one type"
	is "$(leaf $cycles ffff)" "$undefined" "combined: then its cycles"
	hypertrace-exits | grep -qi cpuid
	ok $? "combined: hypertrace-exits knows"
}

# The host loads its module anew meanwhile; then it takes the counting away, and gives it back.
test_reload() {
	for step in loaded reloaded off on; do
		# The first question may be what begins the counting.
		leaf $total 0 >/dev/null
		leaf $total 0 >/dev/null
		echo "# $step $(leaf $total 0)"
		echo "# features $step $(leaf 4ffffff1 0)"
		echo "guest: $step"
		[ $step = on ] || sleep "$pause"
	done
	ok 0 "asked"
}

test_cost() {
	echo "# cost $(/tests/exits cost 3000)"
	ok 0 "measured"
}

test_work() {
	cat /proc/interrupts /proc/cpuinfo >/dev/null
	/tests/exits burn 300
	sums=$(/tests/exits sums)
	ok $? "the exits of all types are the total: $sums"
	for n in 0 1 2 3; do
		[ -d /sys/devices/system/cpu/cpu$n ] && taskset $((1 << n)) sh -c '
			i=0
			while [ $i -lt 40 ]; do
				i=$((i + 1))
				cat /proc/uptime /proc/stat >/dev/null
				usleep 1000
			done' &
	done
	wait
	ok 0 "worked"
	echo "# emitted $(cat /sys/kernel/hypertrace/emitted) lost $(cat /sys/kernel/hypertrace/lost)"
}

burn=100000 pause=5
eval "$(tr ' ' '\n' </proc/cmdline | grep -E '^(burn|pause)=[0-9]+$')"
for test in $(tr ' ' '\n' </proc/cmdline | sed -n 's/^test=//p'); do
	"test_$test"
done
tap_end
