#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the guests "moves" and "still" do, sourced by guest.sh.
S=/sys/kernel/hypertrace
state=/tests/vcpu_state

# Programs on all CPUs look at where they are until the host has moved them enough.
test_moves() {
	for cpu in 0 1; do
		$state follow $cpu >/tmp/cpu$cpu &
	done
	sleep 0.5
	echo "guest: looking"
	while [ "$(cat $S/events/irq)" = 0 ]; do sleep 0.2; done
	killall vcpu_state
	wait
	for cpu in 0 1; do
		sed "s/^/# moved $cpu /" /tmp/cpu$cpu
	done
	cat $S/vcpus | sed 's/^/# vcpus /'
}

# It sleeps and wakes up a few hundred times, and looks a million times.
test_still() {
	for _ in $(seq 150); do usleep 2000; done
	sed 's/^/# vcpus /' $S/vcpus
	is "$(awk 'NR > 1 && ($4 || $5 < 20) || !/cpu/ && NF != 6' $S/vcpus)" "" "a vCPU that wakes up where it was has not moved"
	is "$($state read 1000)" 1000 "programs can read that"
	few=$($state calls 10) many=$($state calls 100000)
	is "${many%% *}" good "as often as they like"
	is "$many" "$few" "without a system call"
	# shellcheck disable=SC2046 # two numbers
	set -- $($state exits 1000000)
	is "$1" 1000000 "a million times"
	[ "$2" -lt 5000 ]
	ok $? "and no exit comes of it: $2 of other causes"
}

# shellcheck disable=SC2154 # guest.sh says the name
"test_$name"
said
