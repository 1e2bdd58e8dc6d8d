# shellcheck shell=sh disable=SC2154 # part of scenario.sh
# SPDX-License-Identifier: GPL-2.0-only
# Who sees what, and when: all that needs no second CPU.
ours=/sys/kernel/kvm-hypertrace
params=/sys/module/kvm_hypertrace/parameters

guest absent "test=raw"
ended absent $?
modprobe kvm-hypertrace
guest denied "test=raw" --no-allow
ended denied $?

guest leaves "test=leaves"
ended leaves $?
for numbering in descending combined; do
	echo "$numbering" >"$params/exits_numbering"
	guest "$numbering" "test=$numbering"
	ended "$numbering" $?
done
echo ascending >"$params/exits_numbering"

# Loaded anew under a running guest; then its exits are not counted, and counted again.
if [ "$HT_CPU" = amd ]; then
	guest reload "test=reload" &
	pid=$!
	said reload loaded
	cat /sys/kernel/debug/kvm-hypertrace/exits >/out/reload-before
	rmmod kvm-hypertrace
	modprobe kvm-hypertrace
	echo all >"$params/allow"
	said reload reloaded
	cat /sys/kernel/debug/kvm-hypertrace/exits >/out/reload-after
	vm=$(echo "$ours"/[0-9]*)
	word "$vm/exits" nonsense
	word "$vm/exits" 0
	said reload off
	word "$vm/exits_cpuid" 0
	word "$vm/exits_cpuid" 1
	word "$vm/exits" 1
	wait "$pid"
	ended reload $?
	word "$params/exits_numbering" nonsense
	word "$params/exits_numbering" combined
	word "$params/exits_numbering" ascending
	word "$params/exits" maybe
	word "$params/exits" N

	# Off for everybody: a VM by itself cannot have it.
	guest off "test=raw test=reload pause=1" &
	pid=$!
	said off loaded
	word "$(echo "$ours"/[0-9]*)/exits" 1
	wait "$pid"
	ended off $?
	word "$params/exits" Y
	echo none >"$params/allow"
fi

# Two at a time; the session begins and ends while they run.
if [ "$HT_CPU" = amd ]; then
	guest twin-a "test=burn test=pause test=burn pause=10" &
	a=$!
	guest twin-b "test=burn test=pause test=burn pause=10" &
	b=$!
	said twin-b "6"
	trace-session -o /out/twins sleep 3
	wait "$a"
	ended twin-a $?
	wait "$b"
	ended twin-b $?
fi
