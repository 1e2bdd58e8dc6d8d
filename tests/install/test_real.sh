# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds for the real headers of the default kernel, wherever they are unpacked: the guest's module
# always, the host's on demand.

# The first that exists of some paths.
first_of() {
	local path
	for path; do
		[ ! -e "$path" ] || { echo "$path" && return; }
	done
	return 1
}

# Sets real_kernel, real_headers, real_version, and real_root: where a build of ours unpacked things.
find_real_kernel() {
	local facts
	facts=$("$top/scripts/target.sh" 2>/dev/null) || return 1
	real_kernel=$(sed -n 's/^HT_KREL=//p' <<<"$facts")
	real_version=$(sed -n 's/^HT_KVER=//p' <<<"$facts")
	real_root=$top/build/kernel-${real_version//[:~]/_}/root
	real_headers=$(first_of "/usr/src/linux-headers-$real_kernel" "$real_root/usr/src/linux-headers-$real_kernel")
}

new_real_machine() {
	kernel=6.1.0-99-test new_machine
	kernel=$real_kernel
	mkdir -p "$HT_SYSROOT/lib/modules/$kernel"
	ln -s "$real_headers" "$HT_SYSROOT/lib/modules/$kernel/build"
	put "lib/modules/$kernel/modules.order" ''
	put "lib/modules/$kernel/modules.builtin" ''
	put "lib/modules/$kernel/modules.builtin.modinfo" ''
	put proc/sys/kernel/osrelease "$kernel\n"
	put proc/version "Linux version $kernel (x) #1 SMP Debian $real_version (2026-01-01)\n"
	no_package linux-source-6.1
	package linux-source-6.1 "$real_version"
}

install_guest() {
	PATH=$bin:$PATH "$top/guest-module/install/install-guest.sh" "$@"
}

test_guest() {
	new_real_machine
	snapshot >"$tmp/before"
	gives "guest: install for $kernel" 0 'INSTALLED *hypertrace_guest' install_guest
	holds "guest: the module is there" modinfo "$HT_SYSROOT/lib/modules/$kernel/updates/dkms/hypertrace_guest.ko"
	gives "guest: install again" 0 'nothing to do' install_guest
	gives "guest: uninstall" 0 'REMOVED' install_guest --uninstall
	rm -r "$HT_SYSROOT/var/log"
	snapshot >"$tmp/after"
	diff "$tmp/before" "$tmp/after" >"$tmp/out"
	holds "guest: the machine is as before" cmp "$tmp/before" "$tmp/after"
}

# Undefined symbols of a module, and which module exports each, by modpost's own word: the build
# fails on any. Here: that our KVM is the one others were built against.
needs() {
	modinfo -F depends "$HT_SYSROOT/lib/modules/$kernel/updates/dkms/$1.ko" | tr , '\n' | grep -qx "$2"
}

test_host() {
	local source lttng

	source=$(first_of /usr/src/linux-source-6.1.tar.xz "$real_root/usr/src/linux-source-6.1.tar.xz")
	lttng=$(first_of /usr/src/lttng-modules-2* "$real_root"/usr/src/lttng-modules-2*)
	if [ -z "$source" ] || [ -z "$lttng" ]; then
		skip "host: install for $real_kernel" "no source of the kernel or of lttng-modules"
		return
	fi
	new_real_machine
	ln -sf "$source" "$HT_SYSROOT/usr/src/linux-source-6.1.tar.xz"
	rm -r "$HT_SYSROOT"/usr/src/lttng-modules-*
	cp -r "$lttng" "$HT_SYSROOT/usr/src/"
	gives "host: install for $kernel" 0 "INSTALLED *[4-9][0-9] modules" \
		env PATH="$bin:$PATH" "$top/host-kvm/install/install-host.sh"
	holds "host: kvm-hypertrace needs kvm" needs kvm-hypertrace kvm
	holds "host: the probe needs the tracer" needs lttng-probe-hypertrace lttng-tracer
	holds "host: the packed probe, too" needs lttng-probe-hypertrace-packed lttng-tracer
	holds "host: kvm has hypertrace's hooks" grep -q kvm_hypertrace_register \
		"$HT_SYSROOT/lib/modules/$kernel/updates/dkms/kvm.ko"
	holds "host: nothing is missing in DKMS's eyes" grep -q "installed$" <(state)
	gives "host: uninstall" 0 'REMOVED' uninstall_host
	holds "host: no module is left" test ! -e "$HT_SYSROOT/lib/modules/$kernel/updates"
}

if ! find_real_kernel; then
	skip "guest: install" "no headers of the default kernel; make fetches them"
else
	test_guest
	if [ "${HT_TEST_DKMS_BUILD:-}" = 1 ]; then
		test_host
	else
		skip "host: install for $real_kernel" "takes minutes; HT_TEST_DKMS_BUILD=1 runs it"
	fi
fi
