#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs in the emulated host: guests that panic, or guests that shut down, as /tests/part says.
# check_ends.py judges outside. With arguments it is one of the functions below, for trace-session to run.
START_GUEST_TIMEOUT=60
export START_GUEST_TIMEOUT

run() { # run NAME COMMAND…: traced to /out/NAME
	name=$1
	shift
	echo "testbed: $name"
	# shellcheck disable=SC2086 # $form is one word or none
	trace-session $form -o "/out/$name" "$0" "$@"
	echo "$name $?" >>/out/guests
}

# Its log is not one of a kernel that should not have panicked. It stays where it panics: not every
# emulated machine comes out of there.
panics() { # panics NAME GUEST VCPUS [PARAMETER…]
	name=$1 guest=$2 vcpus=$3
	shift 3
	start-guest --guest "$guest" --name "$name" --vcpus "$vcpus" --append "test=$name quiet panic=0 $*" &
	for _ in $(seq 300); do
		grep -q "end Kernel panic" "/out/$name-console.log" 2>/dev/null && break
		sleep 0.2
	done
	kill -9 "$(pidof qemu-system-x86_64)"
	wait $!
	status=$?
	mv "/out/$name-console.log" "/out/$name-console-expected.log"
	return "$status"
}

# QEMU ends when the guest restarts.
restarts() { # restarts NAME GUEST VCPUS [PARAMETER…]
	name=$1 guest=$2 vcpus=$3
	shift 3
	start-guest --guest "$guest" --name "$name" --vcpus "$vcpus" --append "test=$name quiet reboot=t $*"
}

# Whoever is told by pvpanic ends the VM: nobody else does.
notifies() { # notifies NAME
	start-guest --guest stock --name "$1" --vcpus 1 --append "test=$1 quiet panic=0" -- \
		-machine pcie=on -device pvpanic-pci
	status=$?
	mv "/out/$1-console.log" "/out/$1-console-expected.log"
	return "$status"
}

survives() {
	restarts "$@"
	status=$?
	mv "/out/$1-console.log" "/out/$1-console-expected.log"
	return "$status"
}

if [ $# -gt 0 ]; then
	"$@"
	exit
fi

form=
case $(cat /tests/part) in
panics)
	at=hypertrace_guest.crash_at
	run early panics early early 1 $at=init_hw_perf_events
	run pure panics pure early 4 $at=init_mmap_min_addr
	run late panics late early 4 $at=start_sync_check_timer:oops
	run deep panics deep early 1 $at=virtio_blk_init:stack
	run panic panics panic stock 1
	run bug panics bug stock 4 oops=panic
	run stack panics stack stock 4
	run double panics double stock 1
	run irq panics irq stock 4
	run nmi panics nmi stock 4
	form=--packed
	run sysrq panics sysrq stock 4
	form=
	run pvpanic notifies pvpanic
	run survive survives survive stock 1
	run restart4 restarts restart4 stock 4
	run sleep restarts sleep early 2 suspend.pm_test_delay=1
	;;
power)
	run restart restarts restart early 1
	;;
esac
exit 0
