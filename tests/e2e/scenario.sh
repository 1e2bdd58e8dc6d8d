#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs in the emulated host of the end-to-end tests, on either CPU: one guest after the other, each
# with a folder of its own under /out. check.py judges outside. Ends with 0 when every guest did.
. /testbed.conf
failed=0
case $HT_CPU in intel) START_GUEST_TIMEOUT=300 ;; *) START_GUEST_TIMEOUT=90 ;; esac
export START_GUEST_TIMEOUT
kvm_events=/sys/kernel/tracing/events/kvm

# guest NAME WRAPPER… -- START-GUEST-OPTIONS…
run() {
	name=$1
	shift
	echo "testbed: $name"
	"$@"
	status=$?
	echo "$name $status" >>/out/guests
	[ $status = 0 ] || failed=1
}

# Patched KVM without the module: guests boot as they always did.
run absent start-guest --name absent --append "test=absent quiet"

modprobe kvm-hypertrace
cat /sys/module/kvm_hypertrace/parameters/allow >/out/policy
run denied trace-session -o /out/denied start-guest --no-allow --name denied \
	--append "test=denied quiet"

# Every initcall, with the kernel's own account of them in its log.
run boot trace-session -o /out/boot start-guest --name boot --vcpus 2 \
	--append "test=boot initcall_debug quiet"

# The stock kernel: calls by hand, under the eyes of KVM's own tracepoints.
dmesg >/out/dmesg-before
echo 32768 >/sys/kernel/tracing/buffer_size_kb
case $HT_CPU in intel) reason=18 ;; *) reason=0x81 ;; esac
echo "exit_reason == $reason" >$kvm_events/kvm_exit/filter
echo 1 >$kvm_events/kvm_exit/enable
echo 1 >$kvm_events/kvm_hypercall/enable
run abi trace-session -o /out/abi start-guest --guest stock --name abi \
	--append "test=abi testbed.noload quiet"
echo 0 >$kvm_events/enable
grep -v '^#' /sys/kernel/tracing/trace >/out/abi/ftrace.log
echo >/sys/kernel/tracing/trace
dmesg >/out/dmesg-after
/tests/mode_call 48540000 >/out/mode-denied
echo all >/sys/module/kvm_hypertrace/parameters/allow
/tests/mode_call 48540000 >/out/mode-allowed
echo none >/sys/module/kvm_hypertrace/parameters/allow

run modules trace-session -o /out/modules start-guest --guest stock --name modules \
	--append "test=modules quiet"

# Two at a time, told apart. An emulated Intel host is too slow for more than it needs.
[ "$HT_CPU" = intel ] || run twins trace-session -o /out/twins sh -c '
	start-guest --name twin-a --append "test=boot quiet" &
	start-guest --name twin-b --append "test=boot quiet" && wait $!'

# What the administrator types: good, bad, and what became of it.
for word in $$ +1 -$$ -$$ all +1 none 1,2 nonsense 0 1,,2 + 999999 ''; do
	if echo "$word" 2>/dev/null >/sys/module/kvm_hypertrace/parameters/allow; then
		echo "'$word' -> $(cat /sys/module/kvm_hypertrace/parameters/allow)"
	else
		echo "'$word' refused"
	fi
done | sed "s/\b$$\b/SELF/g" >/out/policy-words
echo none >/sys/module/kvm_hypertrace/parameters/allow

# No VM, no session: everything can go.
pkill lttng-sessiond 2>/dev/null || killall lttng-sessiond
sleep 1
rmmod lttng-probe-hypertrace lttng-probe-hypertrace-packed
rmmod kvm-hypertrace && echo unloaded >/out/unload
exit $failed
