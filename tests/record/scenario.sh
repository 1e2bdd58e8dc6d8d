#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs in the emulated host of the suite "record": what a user does with hypertrace record. check.py
# judges outside. Everything goes to files of /out: NAME.status, NAME.out, NAME.err.
# shellcheck disable=SC2046 # the words of qemu
hostname testbed
allow=/sys/module/kvm_hypertrace/parameters/allow
mkdir -p /root/lttng-traces

# What a recording may leave behind: permissions, sessions, single exits.
left() {
	echo "allow $(cat $allow)"
	echo "exits_each $(cat /sys/module/kvm_hypertrace/parameters/exits_each)"
	lttng list 2>&1 | grep -c '^ *[0-9])' | sed 's/^/sessions /'
}

# did NAME STATUS
did() {
	echo "$2" >"/out/$1.status"
	left >"/out/$1.left"
	echo "testbed: $1: $2"
}

# record NAME ARGUMENT...
record() {
	name=$1
	shift
	hypertrace record "$@" >"/out/$name.out" 2>"/out/$name.err"
	did "$name" $?
}

# until_true SECONDS COMMAND...
until_true() {
	for _ in $(seq "$(($1 * 10))"); do
		"${@:2}" && return
		sleep 0.1
	done
	echo "testbed: not in time: $*"
	return 1
}
says() { # says FILE WORD
	grep -q -- "$2" "$1" 2>/dev/null
}
is_gone() {
	[ ! -d "/proc/$1" ]
}

# qemu NAME: words of a VMM alone, but for -append.
qemu() {
	echo qemu-system-x86_64 -M microvm,pit=on,pic=on,rtc=on,auto-kernel-cmdline=off -enable-kvm \
		-cpu host,-xsave -smp 1 -m 192 -nodefaults -no-user-config -display none -no-reboot \
		-kernel /guest/early.kernel -initrd /guest/initramfs.cpio -serial "file:/out/$1-console.log"
}
words="console=ttyS0 panic=-1 nokaslr random.trust_cpu=on quiet"

lsmod >/out/modules-before
# The first one finds nothing loaded, no daemon, nobody allowed. Its VMM is a script's child.
record stock -o /out/stock -- start-guest --guest stock --no-allow --name stock
lsmod >/out/modules-after

# What is there already is not mixed with, and is left alone.
record again -o /out/stock -- start-guest
record missing -o /out/missing -- no-such-qemu -enable-kvm
record killed -q -o /out/killed -- sh -c 'kill -9 $$'
record unknown --vm 99999
record norelay --relay localhost -- start-guest
record unpacked -u -o /out/unpacked --events boot,exits --transport hypercall -- \
	$(qemu unpacked) -device isa-debug-exit,iobase=0xf4,iosize=4 -append "$words"

# Ctrl-C for a VMM: it is told, and waited for.
hypertrace record --events sched -o /out/interrupt -- $(qemu interrupt) -append "$words hang" \
	>/out/interrupt.out 2>/out/interrupt.err &
recorder=$!
until_true 30 says /out/interrupt-console.log hangs
sleep 0.5
kill -INT $recorder
wait $recorder
did interrupt $?
pidof qemu-system-x86_64 >/out/interrupt.qemu

# A VM that runs, and goes on afterwards.
allowed-exec $(qemu running) -append "$words hang" >/dev/null 2>&1 &
vmm=$!
until_true 30 says /out/running-console.log hangs
hypertrace record --events sched --vm $vmm -o /out/running >/out/running.out 2>/out/running.err &
recorder=$!
until_true 30 eval "lttng list | grep -q '\\[active'"
sleep 2
cat $allow >/out/running.allow
kill -INT $recorder
wait $recorder
did running $?
is_gone $vmm || echo alive >/out/running.alive
cat /sys/kernel/kvm-hypertrace/*/events_want >/out/running.want
# Its end ends the recording. A terminal shows how it goes.
TERM=xterm script -qefc "hypertrace record --vm $vmm -o /out/ending" /out/ending.tty >/dev/null 2>&1 </dev/null &
recorder=$!
until_true 30 says /out/ending.tty "recording 2 s"
kill $vmm
wait $recorder
did ending $?

# virsh is FAKE: like libvirt, it has somebody else start the VMM, and says who that is.
mkdir -p /run/libvirt/qemu /tmp/bin
cat >/tmp/bin/virsh <<END
#!/bin/bash
echo \$\$ >/run/libvirt/qemu/web1.pid
exec $(qemu virsh) -append "$words" -device isa-debug-exit,iobase=0xf4,iosize=4
END
mv /tmp/bin/virsh /tmp/bin/vmm
cat >/tmp/bin/virsh <<END
#!/bin/sh
setsid /tmp/bin/vmm >/dev/null 2>&1 &
until [ -s /run/libvirt/qemu/web1.pid ]; do sleep 0.1; done
END
chmod +x /tmp/bin/*
PATH=/tmp/bin:$PATH record virsh -o /out/virsh -- virsh -q start --paused web1

# Live, by a relay daemon. A reader sees what comes after it: so it is there before the VM.
echo "127.0.0.1 localhost" >/etc/hosts
lttng-relayd --daemonize --output=/out/relay >/out/relayd.log 2>&1
url=net://localhost/host/testbed
cat >/tmp/live <<END
#!/bin/bash
# live NAME COMMAND...: the session's reader, then a VM. The reader of top is interrupted.
name=\$1
shift
"\$@" $url/\$name >/out/\$name.json 2>/out/\$name.reader &
reader=\$!
sleep 1.5
hypertrace report overview $url/\$name >/out/\$name.second 2>&1
start-guest --no-allow --name \$name --append quiet
if [ \$name = live-top ]; then
	sleep 4
	kill -INT \$reader
	wait \$reader
	echo \$? >/out/\$name.readers-status
fi
exit 9
END
chmod +x /tmp/live
export LC_ALL=C
record live-report -s live-report --relay localhost -- \
	/tmp/live live-report hypertrace report overview --json --live
until_true 20 eval '! pidof hypertrace >/dev/null'
record live-top -s live-top --relay localhost -- /tmp/live live-top hypertrace top --json -i 0.5 --live
hypertrace report overview --live $url/nobody >/out/nobody.out 2>/out/nobody.err
did nobody $?

hypertrace load hypertrace -o /out/loaded >/out/load.out 2>/out/load.err
did load $?
lttng start hypertrace >/out/loaded.log 2>&1
lttng destroy hypertrace >/dev/null
[ -e /out/loaded/kernel/metadata ] && echo there >/out/load.trace
exit 0
