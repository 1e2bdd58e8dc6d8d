#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Make the parts of the test bed's initramfs images. Kernels unpack concatenated archives, so what
# changes often is apart from what is large.
#
#   usage: make-images.sh host-base|host-ours|guest OUT.cpio
#   environment: K (build folder of the kernel), KROOT, KREL, TOP, HYPERTRACE (the program)
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=testbed/lib.sh
. "$here/lib.sh"
what=$1 out=$2
: "${K:?}" "${KROOT:?}" "${KREL:?}" "${HYPERTRACE:?}"
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

# What the emulated host loads of the stock kernel, without the KVM that ours takes the place of.
stock_host_modules() {
	add_modules "$root" "$KROOT" "$KREL" virtio_pci virtio_mmio virtio_console ata_piix sd_mod kvm-amd kvm-intel
	rm -f "$root/lib/modules/$KREL"/kernel/arch/x86/kvm/*.ko
}

# What comes from Debian: the stock kernel's modules, LTTng, QEMU, a shell.
host_base() {
	local file lib=/usr/lib/x86_64-linux-gnu
	mkdir -p "$root"/{bin,sbin,dev,proc,sys,run,tmp,out,root,etc,var,usr/bin,usr/sbin}
	add_program "$root" /bin/bash /bin/bash
	add_kmod "$root" modprobe insmod rmmod lsmod depmod modinfo
	for file in lttng lttng-sessiond lttng-relayd qemu-system-x86_64 babeltrace2 timeout taskset strace; do
		file=$(command -v "$file") || continue
		add_program "$root" "$file"
	done
	for file in "$lib"/lttng/libexec/lttng-consumerd "$lib"/babeltrace2/plugins/*.so \
		"$lib"/liblttng-ctl.so.0; do
		add_program "$root" "$file" "$file"
	done
	for file in /usr/share/xml/lttng/session.xsd /usr/share/qemu/bios-microvm.bin \
		/usr/share/qemu/{linuxboot_dma,pvh,kvmvapic}.bin /usr/share/seabios/bios-{256k,microvm}.bin; do
		install -D -m 644 "$(readlink -f "$file")" "$root$file"
	done
	ln -sf ../seabios/bios-256k.bin "$root/usr/share/qemu/bios-256k.bin"
	echo 'root:x:0:0::/root:/bin/sh' >"$root/etc/passwd"
	printf 'root:x:0:\ntracing:x:1:\n' >"$root/etc/group"
	stock_host_modules
	add_busybox "$root"
}

# What we build: host modules, scripts, the command, guest kernels.
host_ours() {
	mkdir -p "$root"/{usr/bin,guest}
	cp "$here/host/init" "$root/init"
	# A host that is a guest has to say how it ends, and speaks to its own host.
	gcc -O2 -Wall -static -o "$root/usr/bin/ht-exit" "$here/guest/ht-exit.c"
	cp "$here"/host/{start-guest,start-host,between,trace-session,allowed-exec,default-scenario} "$root/usr/bin/"
	install -D -m 644 -t "$root/usr/share/hypertrace" "$here"/../traces/lttng/*.lttng
	[ ! -e "$HYPERTRACE" ] || add_program "$root" "$HYPERTRACE"
	# depmod has to see the stock modules too, or ours would have no dependencies on them.
	stock_host_modules
	add_our_modules "$root" "$KREL" "$K"/host-modules/*.ko \
		"$K/src/guest-module/hypertrace_guest.ko"
	cp "$KROOT/boot/vmlinuz-$KREL" "$root/guest/stock.kernel"
	[ ! -e "$K/guest-kernel/arch/x86/boot/bzImage" ] ||
		cp "$K/guest-kernel/arch/x86/boot/bzImage" "$root/guest/early.kernel"
}

guest() {
	mkdir -p "$root"/{bin,sbin,dev,proc,sys,run,tmp,etc}
	add_kmod "$root" modprobe insmod rmmod lsmod
	gcc -O2 -Wall -static -o "$root/bin/ht-exit" "$here/guest/ht-exit.c"
	cp "$here/guest/init" "$root/init"
	add_modules "$root" "$KROOT" "$KREL" virtio_mmio virtio_pci virtio_blk
	add_our_modules "$root" "$KREL" "$K/src/guest-module/hypertrace_guest.ko"
	add_busybox "$root"
}

"${what/-/_}"
mkdir -p "$(dirname "$out")"
pack "$root" "$out.tmp"
mv "$out.tmp" "$out"
