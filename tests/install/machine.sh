# shellcheck shell=bash disable=SC2154 # top and tmp are run.sh's
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2016 # what is in single quotes is for other programs
#
# A machine to install on: a Debian 12 with a kernel of its own, and commands that only take notes.

kernel=6.1.0-99-test
kernel_version=6.1.999-1
bin=$tmp/bin
notes=$tmp/notes
tree=$tmp/tree

# A copy of the tree whose build takes no time: its modules are object files with nothing in them.
make_tree() {
	mkdir -p "$tree"
	cp -r "$top"/{VERSION,libhypercall,host-kvm,guest-module,scripts} "$tree/"
	cat >"$tree/host-kvm/install/dkms-build.sh" <<-'END'
		#!/bin/bash
		set -e
		[ ! -e "$HT_SYSROOT/break-the-build" ] || { echo "dkms-build: told to fail" >&2; exit 1; }
		mkdir -p modules
		echo 'char nothing;' | gcc -c -x c -o nothing.o -
		for name in $(host-kvm/install/dkms-query.sh modules "$1" "$2"); do
			cp nothing.o modules/$name.ko
		done
	END
	printf '#!/bin/sh\nexit 1\n' >"$tree/scripts/fetch.sh"
	chmod -R a+rX "$tree"
}

make_commands() {
	local name
	mkdir -p "$bin"
	for name in apt-get modprobe rmmod update-initramfs; do
		printf '#!/bin/sh\necho "%s $*" >>"%s"\n' "$name" "$notes" >"$bin/$name"
	done
	# As apt would leave the machine; and one where lttng-modules-dkms goes away.
	cat >>"$bin/apt-get" <<-'END'
		for word; do
			case $word in
			linux-source-6.1=*)
				printf 'Package: linux-source-6.1\nStatus: install ok installed\nVersion: %s\n\n' \
					"${word#*=}" >>"$HT_SYSROOT/var/lib/dpkg/status" ;;
			lttng-modules-dkms-)
				sed -i '/^Package: lttng-modules-dkms/,/^$/d' "$HT_SYSROOT/var/lib/dpkg/status"
				rm -rf "$HT_SYSROOT"/usr/src/lttng-modules-* ;;
			esac
		done
	END
	printf '#!/bin/sh\necho "$2 is %s"\n' 'not enrolled' >"$bin/mokutil"
	printf '#!/bin/sh\ncat "$1"\n' >"$bin/lsinitramfs"
	chmod +x "$bin"/*
}

put() {
	mkdir -p "$(dirname "$HT_SYSROOT/$1")"
	printf '%b' "$2" >"$HT_SYSROOT/$1"
}

# package NAME VERSION [STATE]
package() {
	printf 'Package: %s\nStatus: install ok %s\nVersion: %s\n\n' "$1" "${3:-installed}" "$2" \
		>>"$HT_SYSROOT/var/lib/dpkg/status"
}

no_package() {
	sed -i "/^Package: $1\$/,/^\$/d" "$HT_SYSROOT/var/lib/dpkg/status"
}

# A machine on which everything is as it should be, in a new HT_SYSROOT.
new_machine() {
	export HT_SYSROOT
	HT_SYSROOT=$(mktemp -d "$tmp/machine.XXXX")
	: >"$notes"
	chmod 755 "$HT_SYSROOT"
	mkdir -p "$HT_SYSROOT"/{usr/src,var/lib/dkms,var/lib/dpkg/{updates,info},"lib/modules/$kernel/kernel"}
	put proc/sys/kernel/osrelease "$kernel\n"
	put proc/version "Linux version $kernel (x) #1 SMP PREEMPT_DYNAMIC Debian $kernel_version (2026-01-01)\n"
	put proc/cpuinfo 'flags : fpu vmx\n'
	put sys/module/kvm/refcnt '1\n'
	put sys/module/kvm_intel/refcnt '0\n'
	mkdir -p "$HT_SYSROOT"/sys/module/kvm/holders/kvm_intel "$HT_SYSROOT"/sys/module/kvm_intel/holders
	put "lib/modules/$kernel/modules.order" ''
	put "lib/modules/$kernel/modules.builtin" ''
	put "lib/modules/$kernel/modules.builtin.modinfo" ''
	put "lib/modules/$kernel/build/include/generated/package.h" \
		"#define LINUX_PACKAGE_ID \" Debian $kernel_version\"\n"
	put "lib/modules/$kernel/build/include/config/auto.conf" 'CONFIG_KVM=m\n'
	put "lib/modules/$kernel/build/Makefile" ''
	put usr/src/linux-source-6.1.tar.xz ''
	put usr/src/lttng-modules-0.0.1/src/Kbuild 'obj-$(CONFIG_LTTNG) += lttng-tracer.o\n'
	put usr/src/lttng-modules-0.0.1/src/lib/Kbuild ''
	put usr/src/lttng-modules-0.0.1/src/tests/Kbuild ''
	put usr/src/lttng-modules-0.0.1/src/probes/Kbuild \
		'ifneq ($(CONFIG_KVM),)\nobj-$(CONFIG_LTTNG) += lttng-probe-kvm.o\nendif\nobj-$(CONFIG_SND) += lttng-probe-asoc.o\n'
	put var/lib/dpkg/status ''
	package dkms 3.0.10-8
	package linux-source-6.1 $kernel_version
}

install_host() {
	PATH=$bin:$PATH "$tree/host-kvm/install/install-host.sh" "$@"
}

uninstall_host() {
	PATH=$bin:$PATH "$tree/host-kvm/install/uninstall-host.sh" "$@"
}

run_dkms_there() {
	# DKMS would make its key in this machine's /var.
	mok_signing_key=$HT_SYSROOT/var/lib/dkms/mok.key mok_certificate=$HT_SYSROOT/var/lib/dkms/mok.pub \
		dkms "$@" --sourcetree "$HT_SYSROOT/usr/src" --dkmstree "$HT_SYSROOT/var/lib/dkms" \
		--installtree "$HT_SYSROOT/lib/modules" --kernelsourcedir "$HT_SYSROOT/lib/modules/$kernel/build" \
		--no-depmod
}

make_tree
make_commands
