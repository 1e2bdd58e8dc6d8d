#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In the emulated host: VMs of some vCPUs each, all of which report at the same time. Lines "bench: host
# VCPUSxVMS WHAT VALUE". With arguments it is the function "load", for trace-session to run.
. /testbed.conf
vms=/sys/kernel/kvm-hypertrace

# hundredths WHO: of a second that these have had: the drainer's threads; LTTng's consumer; vmm: QEMU, in the
# kernel, where exits and doorbells are handled
hundredths() {
	cat /proc/[0-9]*/stat 2>/dev/null | awk -v who="$1" '{
		name = $0
		sub(/^[0-9]+ \(/, "", name)
		rest = name
		sub(/\).*/, "", name)
		sub(/^.*\) /, "", rest)
		split(rest, f, " ")
		if (who == "drainer" && name ~ /^ht-drain/ || who == "lttng" && name ~ /^lttng-consumer/)
			sum += f[12] + f[13]
		if (who == "vmm" && name ~ /^qemu-system/)
			sum += f[13]
	} END { print sum + 0 }'
}

free_kib() {
	sed -n 's/^MemFree: *\([0-9]*\) kB/\1/p' /proc/meminfo
}

# LTTng gives its buffers back when it likes: wait until what is free has been the same for two seconds.
settle() {
	last=0 same=0
	for _ in $(seq 40); do
		now=$(free_kib)
		change=$((now - last))
		[ ${change#-} -lt 400 ] && same=$((same + 1)) || same=0
		[ $same = 4 ] && break
		last=$now
		sleep 0.5
	done
	echo "$now"
}

# said WORD VMS: until that many guests have
said() {
	until [ "$(cat /out/vm*-console.log 2>/dev/null | grep -c "$1")" = "$2" ]; do sleep 0.1; done
}

# load VCPUS VMS
load() {
	which=$1x$2
	free=$(free_kib)
	echo "bench: host $which lttng_kib $(($(cat /tmp/free) - free))"
	for i in $(seq "$2"); do
		start-guest --name "vm$i-$which" --vcpus "$1" \
			--append "quiet hypertrace_guest.events= bench.which=$which" &
	done
	said bench-ready "$2"
	echo "bench: host $which rings $(cat $vms/[0-9]*/rings | awk '{ n += $1 } END { print n }')"
	hundredths lttng >/tmp/lttng
	drainer=$(hundredths drainer) vmm=$(hundredths vmm)
	hypertrace guest enable user --all-vms >/dev/null || exit 1
	said bench-done "$2"
	echo "bench: host $which drainer $(($(hundredths drainer) - drainer))"
	echo "bench: host $which vmm $(($(hundredths vmm) - vmm))"
	echo "bench: host $which lost $(cat $vms/[0-9]*/lost | awk '{ n += $1 } END { print n }')"
	echo "bench: host $which doorbells $(cat $vms/[0-9]*/doorbells | awk '{ n += $1 } END { print n }')"
	hypertrace guest disable user --all-vms >/dev/null
	wait
}

[ $# = 0 ] || {
	"$@"
	exit
}

# measure VCPUS VMS
measure() {
	sync
	echo 3 >/proc/sys/vm/drop_caches
	settle >/tmp/free
	trace-session --packed -o /tmp/trace "$0" load "$1" "$2" || exit 1
	echo "bench: host $1x$2 lttng $(($(hundredths lttng) - $(cat /tmp/lttng)))"
	babeltrace2 /tmp/trace -o dummy 2>&1 | grep -i discard && exit 1
	rm -rf /tmp/trace
	mkdir -p /out/consoles
	mv /out/vm*-console.log /out/consoles
}

# What a vCPU spends polling before it sleeps would count as work.
echo 0 >/sys/module/kvm/parameters/halt_poll_ns
modprobe kvm-hypertrace
# LTTng's daemons are there from here on: their memory is none of a session's.
trace-session --packed -o /tmp/trace true || exit 1
rm -rf /tmp/trace
measure 1 1
measure 2 1
case $HT_GUEST_APPEND in
*bench.quick*) ;;
*)
	measure 4 1
	measure 8 1
	measure 1 2
	measure 1 4
	;;
esac
mv /out/consoles/* /out
